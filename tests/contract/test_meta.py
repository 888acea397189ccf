"""Contract, `meta` and custom fields, `/users`, `/teams`."""

from uuid import uuid4

from tests.contract.house import Person, error_of


def test_meta(ana: Person) -> None:
    """ "`meta` describes all fields" """
    types = ana.read("/meta")["types"]
    assert {"companies", "contacts", "deals", "pipelines", "stages"} <= set(types)
    keys = {field["key"] for field in types["deals"]["fields"]}
    assert set(ana.read("/deals", limit=1)[0]) - {"custom"} <= keys | {"custom"}


def test_custom_field(rival: Person) -> None:
    """ "`meta/{type}/fields` manages custom ones": they are checked, kept, filtered and sorted by."""
    key = f"size_{uuid4().hex[:6]}"
    field = rival.made("/meta/companies/fields", {"key": key, "label": "Size", "kind": "integer"})
    small = rival.made("/companies", {"name": "Small", "custom": {key: 3}})
    rival.made("/companies", {"name": "Big", "custom": {key: 300}})
    assert small["custom"][key] == 3
    found = rival.read("/companies", **{f"filter[custom.{key}][lt]": "10"})
    assert [company["name"] for company in found] == ["Small"]
    error = error_of(rival.post("/companies", json={"name": "X", "custom": {key: "much"}}), 400)
    assert f"custom.{key}" in error["details"]["fields"]
    unknown = {"name": "X", "custom": {"colour": "red"}}
    error_of(rival.post("/companies", json=unknown), 400)
    address = f"/meta/companies/fields/{field['id']}"
    assert rival.patch(address, json={"label": "Staff"}).json()["data"]["label"] == "Staff"
    assert rival.delete(address).status_code in (200, 204)
    error_of(rival.get("/companies", params={f"filter[custom.{key}]": "3"}), 400)


def test_fields_are_the_admins(ana: Person) -> None:
    """A rep reads the fields and may not change them."""
    assert ana.get("/meta/deals/fields").status_code == 200
    body = {"key": "mine", "label": "Mine", "kind": "text"}
    error_of(ana.post("/meta/deals/fields", json=body), 403)


def test_users(ana: Person) -> None:
    """`/users`: the members, for everybody; changed by admins."""
    assert ana.id in {user["id"] for user in ana.read("/users")}
    assert ana.read(f"/users/{ana.id}")["role"] == "rep"
    error_of(ana.patch(f"/users/{ana.id}", json={"role": "admin"}), 403)


def test_teams(rival: Person, ana: Person) -> None:
    """`/teams`: made, changed and dissolved by admins."""
    made = rival.made("/teams", {"name": f"Team {uuid4().hex[:6]}", "members": []})
    changed = rival.patch(f"/teams/{made['id']}", json={"name": made["name"] + "!"})
    assert changed.json()["data"]["version"] == made["version"] + 1
    assert rival.delete(f"/teams/{made['id']}").status_code == 204
    error_of(rival.get(f"/teams/{made['id']}"), 404)
    error_of(ana.post("/teams", json={"name": "Mine", "members": []}), 403)
