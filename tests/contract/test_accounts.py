"""Contract, "Demo accounts" and "Roles out of the box"."""

from collections.abc import Callable

import pytest

from tests.contract.house import Person, System, error_of

ROLES = {
    "admin@demo.test": "admin",
    "manager@demo.test": "manager",
    "ana@demo.test": "rep",
    "ben@demo.test": "rep",
    "cara@demo.test": "rep",
    "support@demo.test": "support",
    "viewer@demo.test": "read_only",
}
People = Callable[..., Person]


@pytest.mark.parametrize(("email", "role"), ROLES.items())
def test_cast(system: System, email: str, role: str) -> None:
    """The accounts of tenant `demo`, password `salespulse-demo` for all."""
    found = system.person(email)
    assert (found.tenant["slug"], found.tenant["role"]) == ("demo", role)


def test_cast_elsewhere(system: System) -> None:
    """ "Tenant `rival`: admin, rep"; "`ana@demo.test` also belongs to `rival` as read-only"."""
    assert system.person("admin@rival.test", "rival").tenant["role"] == "admin"
    assert system.person("rep@rival.test", "rival").tenant["role"] == "rep"
    assert system.person("ana@demo.test", "rival").tenant["role"] == "read_only"
    assert system.person("root@salespulse.test", None).id


def test_teams(admin: Person, ana: Person, ben: Person, cara: Person, person: People) -> None:
    """ "manager of ana's and ben's team", "rep, one team", "rep, another team" """
    teams = {frozenset(m["user_id"] for m in t["members"]): t for t in admin.read("/teams")}
    boss = person("manager").id
    ours = next(team for people, team in teams.items() if ana.id in people)
    assert {ana.id, ben.id, boss} == {member["user_id"] for member in ours["members"]}
    assert [m["user_id"] for m in ours["members"] if m["manages"]] == [boss]
    assert any(cara.id in people and ana.id not in people for people in teams)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("admin", 200),
        ("manager", 200),
        ("ben", 200),
        ("support", 403),
        ("viewer", 403),
        ("cara", 404),
    ],
)
def test_writing_anas_deal(person: People, ana: Person, name: str, status: int) -> None:
    """admin: all; manager: managed teams; rep: own and team. "Readable but not writable: 403; not
    readable: 404."
    """
    deal = ana.deal(name="Whose may it be")
    caller = person(name)
    read = caller.get(f"/deals/{deal['id']}").status_code
    assert read == (404 if status == 404 else 200)
    answer = caller.patch(f"/deals/{deal['id']}", json={"name": f"Taken by {name}"})
    if status == 200:
        assert answer.json()["data"]["name"] == f"Taken by {name}"
    else:
        error_of(answer, status)


def test_manager_reads_managed_teams_only(person: People, cara: Person) -> None:
    """ "manager: reads and writes what the teams they manage own" """
    deal = cara.deal(name="Another team's")
    error_of(person("manager").get(f"/deals/{deal['id']}"), 404)


@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("support", 403), ("cara", 404)])
def test_dependants_follow_their_parent(
    person: People, ana: Person, name: str, status: int
) -> None:
    """ "Comments, notes, files and activities follow their parent record." """
    deal = ana.deal(name="With a comment")
    body = {"entity": "deal", "entity_id": deal["id"], "body": "Hello"}
    comment = ana.made("/comments", body)
    assert person(name).get(f"/comments/{comment['id']}").status_code == (
        200 if status == 403 else 404
    )
    error_of(person(name).post("/comments", json=body), status)
    error_of(person(name).post(f"/deals/{deal['id']}/note"), status)
    upload = person(name).post(
        "/files/upload",
        data={"entity": "deal", "entity_id": deal["id"]},
        files={"file": ("a.txt", b"text")},
    )
    error_of(upload, status)


def test_other_tenants_things_are_not_there(ana: Person, rival: Person) -> None:
    """ "404 (also for what another tenant owns)" """
    deal = ana.deal(name="Ours")
    error_of(rival.get(f"/deals/{deal['id']}"), 404)
    error_of(rival.patch(f"/deals/{deal['id']}", json={"name": "Theirs"}), 404)
    error_of(rival.delete(f"/deals/{deal['id']}"), 404)
    theirs = rival.read("/pipelines")[0]["id"]
    error_of(ana.get(f"/pipelines/{theirs}/board"), 404)
