"""Roles of an organisation's own: who makes them, what they grant, and that nobody is locked out."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.api import Answer
from tests.crm.board import board_of
from tests.orgs import Org

BUILT_IN = ["admin", "manager", "rep", "support", "read_only"]


async def role(org: Org, name: str = "Narrow", **said: Any) -> dict[str, Any]:
    """A new role, by default a copy of the rep's."""
    body = {"copy_of": "rep", **said, "name": name}
    return (await org.admin.post("/roles", body)).data


async def give(org: Org, person: str, role_id: str) -> Answer:
    """The admin gives somebody a role."""
    return await org.admin.patch(f"/users/{org.people[person].user_id}", {"role": role_id})


async def test_built_in_roles_are_listed_and_stay(make_org):
    """The roles out of the box come first, say what they allow, and can't be changed or removed."""
    org = await make_org()
    await role(org, "Zoo")
    await role(org, "ants")
    roles = (await org.admin.get("/roles")).data
    assert [r["id"] for r in roles[:5]] == BUILT_IN
    assert [r["name"] for r in roles[5:]] == ["ants", "Zoo"]
    assert [r["members"] for r in roles] == [1, 1, 3, 1, 1, 0, 0]
    first = await org.admin.get("/roles", params={"limit": 4})
    rest = {"limit": 4, "cursor": first.json["pagination"]["next_cursor"]}
    assert first.data + (await org.admin.get("/roles", params=rest)).data == roles
    assert roles[2]["permissions"]["deals"] == {
        "read": "team",
        "create": "all",
        "update": "team",
        "delete": "team",
    }
    for name in BUILT_IN:
        changed = await org.admin.patch(f"/roles/{name}", {"description": "x"})
        removed = await org.admin.delete(f"/roles/{name}")
        assert (changed.error, removed.error) == ("built_in_role", "built_in_role")


@pytest.mark.parametrize("copied", BUILT_IN)
async def test_a_copy_allows_the_same(make_org, copied: str):
    """A copy of any role out of the box is as wide as it, as far as a role of one's own may be."""
    org = await make_org()
    made, original = await role(org, copy_of=copied), await org.admin.get(f"/roles/{copied}")
    for resource, rule in made["permissions"].items():
        if copied != "admin" or resource not in ("imports", "members"):
            assert rule == original.data["permissions"][resource], resource
    assert made["managed_teams"] == (copied == "manager")


async def test_it_holds_from_the_next_request(make_org):
    """What a role says, and says anew, is what its holder may do, without signing in again."""
    org = await make_org()
    board = await board_of(org.admin)
    deal = await board.deal(org.ana, "ana's", amount="5.00")
    made = await role(org, permissions={"deals": {"update": "none"}})
    assert (await give(org, "ana", made["id"])).data["role_name"] == "Narrow"
    path = f"/deals/{deal['id']}"
    assert (await org.ana.patch(path, {"name": "x"})).status == 403
    await org.admin.patch(f"/roles/{made['id']}", {"permissions": {"deals": {"update": "own"}}})
    assert (await org.ana.patch(path, {"name": "x"})).status == 200
    nothing = {"read": "none", "create": "none", "update": "none", "delete": "none"}
    await org.admin.patch(f"/roles/{made['id']}", {"permissions": {"deals": nothing}})
    assert (await org.ana.get(path)).status == 404
    me = (await org.ana.get("/auth/me")).data
    assert (me["role"], me["role_name"]) == (made["id"], "Narrow")
    assert me["permissions"]["deals"] == nothing


async def test_team_scope_of_managed_teams(make_org):
    """A role can say that `team` means only the teams somebody manages, as the manager's does."""
    org = await make_org()
    await org.ben.post("/companies", {"name": "ben's"})
    made = await role(org)
    await give(org, "ana", made["id"])
    assert len((await org.ana.get("/companies")).data) == 1
    await org.admin.patch(f"/roles/{made['id']}", {"managed_teams": True})
    assert (await org.ana.get("/companies")).data == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"permissions": {"webhooks": {"read": "all"}}}, "permissions.webhooks"),
        ({"permissions": {"roles": {"update": "all"}}}, "permissions.roles"),
        ({"permissions": {"deals": {"read": "own", "update": "all"}}}, "permissions.deals"),
        ({"permissions": {"deals": {"create": "own"}}}, "permissions.deals"),
        ({"permissions": {"stages": {"read": "none"}}}, "permissions.stages"),
        ({"permissions": {"members": {"delete": "all"}}}, "permissions.members"),
        ({"permissions": {"deals": {"read": "everything"}}}, "permissions.deals.read"),
        ({"fields": {"deals": {"name": "none"}}}, "fields.deals.name"),
        ({"fields": {"deals": {"owner_id": "none"}}}, "fields.deals.owner_id"),
        ({"fields": {"deals": {"stage_id": "none"}}}, "fields.deals.stage_id"),
        ({"fields": {"deals": {"created_at": "read"}}}, "fields.deals.created_at"),
        ({"fields": {"deals": {"custom.nothing": "read"}}}, "fields.deals.custom.nothing"),
        ({"fields": {"tags": {"name": "read"}}}, "fields.tags.name"),
        ({"copy_of": str(uuid4())}, "copy_of"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_makes_no_sense_is_refused(make_org, body: dict[str, Any], wrong: str):
    """A rule that can't be is refused by name, and no role is made."""
    org = await make_org()
    answer = await org.admin.post("/roles", {"name": "Odd", **body})
    assert (answer.status, list(answer.json["details"]["fields"])) == (400, [wrong])
    assert len((await org.admin.get("/roles")).data) == 5


async def test_names_are_told_apart(make_org):
    """No two roles have one name, whatever the case, also not a role out of the box."""
    org = await make_org()
    await role(org, "Narrow")
    for name in ("narrow", "NARROW ", "Admin", "read-only"):
        assert (await org.admin.post("/roles", {"name": name})).error == "role_exists"


async def test_rules_merge_cell_by_cell(make_org):
    """Two admins who change different cells of a role keep both; `write` takes a field's rule away."""
    org = await make_org()
    path = f"/roles/{(await role(org))['id']}"
    await asyncio.gather(
        org.admin.patch(path, {"fields": {"deals": {"amount": "none"}}}),
        org.admin.patch(path, {"permissions": {"deals": {"delete": "none"}}}),
    )
    await org.admin.patch(path, {"fields": {"companies": {"phone": "read"}}})
    found = (await org.admin.get(path)).data
    assert found["fields"] == {"deals": {"amount": "none"}, "companies": {"phone": "read"}}
    assert found["permissions"]["deals"]["delete"] == "none"
    assert found["permissions"]["deals"]["update"] == "team"
    found = (await org.admin.patch(path, {"fields": {"deals": {"amount": "write"}}})).data
    assert found["fields"] == {"companies": {"phone": "read"}}


async def test_removing_a_role_says_who_gets_what(make_org):
    """A role that somebody has goes only together with a role for them, which they have at once."""
    org = await make_org()
    made = await role(org, fields={"deals": {"amount": "none"}})
    await give(org, "ana", made["id"])
    path = f"/roles/{made['id']}"
    refused = await org.admin.delete(path)
    assert (refused.error, refused.json["details"]) == ("role_in_use", {"members": 1})
    for nonsense in (made["id"], "boss", str(uuid4())):
        assert (await org.admin.delete(f"{path}?reassign_to={nonsense}")).status == 400
    assert (await org.admin.delete(f"{path}?reassign_to=support")).status == 204
    assert (await org.admin.get(path)).status == 404
    me = (await org.ana.get("/auth/me")).data
    assert (me["role"], me["hidden_fields"]) == ("support", {})
    listed = await org.admin.get("/users", params={"filter[role]": "support"})
    assert {m["full_name"] for m in listed.data} == {"Ana", "Support"}


async def test_nobody_gives_more_than_they_have(make_org):
    """Who may change members, but is no admin, gives and takes only roles that reach no further."""
    org = await make_org()
    lead = await role(org, "Lead", permissions={"members": {"update": "all", "create": "all"}})
    less = await role(
        org, "Less", permissions={"deals": {"read": "own", "update": "own", "delete": "own"}}
    )
    hides = await role(org, "Hides", fields={"deals": {"amount": "none", "description": "read"}})
    await give(org, "ana", lead["id"])
    for person, given, status in [
        ("ben", less["id"], 200),
        ("ben", hides["id"], 200),
        ("ben", lead["id"], 200),
        ("ben", "admin", 403),
        ("ben", "rep", 200),
        ("ben", "manager", 403),  # may remove tags
        ("cara", "support", 403),  # reads everybody's deals
        ("ana", "admin", 403),
        ("admin", less["id"], 403),
        ("viewer", less["id"], 403),  # has a role that reaches further, and keeps it
        ("cara", "nonsense", 400),
    ]:
        who = org.people[person].user_id
        answer = await org.ana.patch(f"/users/{who}", {"role": given})
        assert answer.status == status, (person, given, answer.json)
        if status == 403:
            assert answer.error == "escalation"
    assert (await org.ana.patch(f"/users/{org.admin.user_id}", {"active": False})).status == 403
    assert (await org.ana.get("/roles")).status == 200, "there is a choice to make"
    assert (await org.ana.post("/roles", {"name": "Mine"})).status == 403
    # What is hidden from oneself is not shown to another by a wider role.
    await give(org, "ana", hides["id"])
    await org.admin.patch(f"/roles/{hides['id']}", {"permissions": {"members": {"update": "all"}}})
    refused = await org.ana.patch(f"/users/{org.ben.user_id}", {"role": less["id"]})
    assert refused.error == "escalation"


async def test_the_last_admin_stays(make_org):
    """No custom role, however wide, lets the last admin go: somebody must be able to undo it."""
    org = await make_org()
    wide = await role(org, copy_of="admin")
    answer = await give(org, "admin", wide["id"])
    assert (answer.status, answer.error) == (409, "last_admin")


async def test_a_role_can_be_given_by_one_and_removed_by_another_at_once(make_org):
    """Giving a role while it is being removed ends in one of the two, never with a role that is not."""
    org = await make_org()
    for n in range(5):
        made = await role(org, f"Fleeting {n}")
        given, gone = await asyncio.gather(
            give(org, "cara", made["id"]),
            org.admin.delete(f"/roles/{made['id']}?reassign_to=rep"),
        )
        assert given.status in (200, 400) and gone.status == 204, (given.json, gone.json)
        assert (await org.cara.get("/auth/me")).data["role"] == "rep"


async def test_renaming_tells_its_holders_new_name(make_org):
    """A renamed role is called so on its holders, as a change of theirs in the log."""
    org = await make_org()
    made = await role(org)
    await give(org, "ana", made["id"])
    await org.admin.patch(f"/roles/{made['id']}", {"name": "Broad"})
    events = (await org.viewer.get("/events?limit=1000")).data
    assert events[-1]["type"] == "member.updated"
    assert events[-1]["changed"] == ["role_name"]
    assert events[-1]["data"]["role_name"] == "Broad"
    assert not [e for e in events if e["entity"] == "role"], "roles are told to admins only"


async def test_repeating_the_creation(make_org):
    """An idempotency key makes one role, however often the request comes."""
    org = await make_org()
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = [
        await org.admin.post("/roles", {"name": "Once"}, headers=headers) for _ in range(2)
    ]
    assert first.data == again.data and again.headers["Idempotency-Replayed"] == "true"
