"""Teams: who may change them, and that what people see changes with them."""

import pytest

from app.core.ids import new_id
from app.identity.members.actions import add_member
from tests.identity.test_members import NOT_ADMINS, access_seq, events_since, head


async def test_everybody_sees_the_teams(make_org):
    """Each role sees the teams of its organisation with their members."""
    org = await make_org()
    for person in org.people.values():
        found = (await person.get("/teams")).data
        assert [t["name"] for t in found] == ["North", "South"]
    one = (await org.viewer.get(f"/teams/{org.team_id}")).data
    assert {m["user_id"] for m in one["members"] if m["manages"]} == {str(org.manager.user_id)}


async def test_life_of_a_team(make_org):
    """An admin creates, renames, fills and dissolves a team."""
    org = await make_org()
    ana = {"user_id": str(org.ana.user_id), "manages": False}
    made = await org.admin.post("/teams", {"name": "  West ", "members": [ana]})
    assert (made.status, made.data["name"], made.data["members"]) == (201, "West", [ana])
    path = f"/teams/{made.data['id']}"
    boss = {"user_id": str(org.cara.user_id), "manages": True}
    changed = await org.admin.patch(path, {"name": "Far West", "members": [boss]})
    assert (changed.data["name"], changed.data["members"]) == ("Far West", [boss])
    assert changed.headers["ETag"] == f'"{changed.data["version"]}"' == '"2"'
    assert (await org.admin.delete(path)).status == 204
    assert (await org.admin.get(path)).status == 404
    assert (await org.admin.delete(path)).status == 404


@pytest.mark.parametrize("name", NOT_ADMINS)
async def test_only_admins_change_teams(make_org, name: str):
    """Nobody but an admin creates, changes or dissolves teams; nothing is written."""
    org = await make_org()
    caller, before = org.people[name], await head(org)
    path = f"/teams/{org.team_id}"
    mine = {"members": [{"user_id": str(caller.user_id), "manages": True}]}
    refused = [
        await caller.post("/teams", {"name": "Mine"}),
        await caller.patch(path, mine),
        await caller.delete(path),
    ]
    assert {a.status for a in refused} == {403}
    assert await head(org) == before


async def test_joining_a_team_holds_at_once(make_org):
    """Cara joins ana's team and reads ana's companies from the next request on; leaving ends it."""
    org = await make_org()
    made = await org.ana.post("/companies", {"name": "Orbit"})
    path = f"/companies/{made.data['id']}"
    assert (await org.cara.get(path)).status == 404
    team = (await org.admin.get(f"/teams/{org.team_id}")).data["members"]
    joined = [*team, {"user_id": str(org.cara.user_id)}]
    await org.admin.patch(f"/teams/{org.team_id}", {"members": joined})
    assert (await org.cara.get(path)).status == 200
    await org.admin.patch(f"/teams/{org.team_id}", {"members": team})
    assert (await org.cara.get(path)).status == 404


async def test_everyone_concerned_is_told(make_org):
    """A change of members is logged for the team and for each member whose sight it changes."""
    org = await make_org()
    before = await head(org)
    ben = {"user_id": str(org.ben.user_id)}
    await org.admin.patch(f"/teams/{org.team_id}", {"members": [ben]})
    events = await events_since(org, before)
    assert events[0].type == "team.updated"
    assert events[0].changed == ("members",)
    assert {e.type for e in events[1:]} == {"member.updated"}
    # Ben's own teams are the same, but whose records he sees is not.
    assert {e.entity_id for e in events[1:]} == {org.manager.user_id, org.ana.user_id}
    assert events[1].before is not None
    assert str(org.team_id) in events[1].before
    for name in ("manager", "ana", "ben"):
        assert await access_seq(org, name) == events[-1].seq
    assert await access_seq(org, "cara") <= before


async def test_renaming_changes_nobodys_sight(make_org):
    """A new name is one event, and nobody has to start anew."""
    org = await make_org()
    before, was = await head(org), await access_seq(org, "ana")
    await org.admin.patch(f"/teams/{org.team_id}", {"name": "Nord"})
    assert [e.type for e in await events_since(org, before)] == ["team.updated"]
    assert await access_seq(org, "ana") == was


async def test_dissolving_is_told(make_org):
    """A dissolved team says what it was, and its members get new rights."""
    org = await make_org()
    before = await head(org)
    await org.admin.delete(f"/teams/{org.other_team_id}")
    events = await events_since(org, before)
    assert [e.type for e in events] == ["team.deleted", "member.updated"]
    assert '"South"' in (events[0].before or "")
    assert await access_seq(org, "cara") == events[-1].seq


async def test_names_are_unique(make_org):
    """Two teams can't share a name, in whatever case; other organisations don't matter."""
    org, _ = await make_org(), await make_org()
    taken = await org.admin.post("/teams", {"name": "NORTH"})
    assert (taken.status, taken.error) == (409, "team_exists")
    renamed = await org.admin.patch(f"/teams/{org.other_team_id}", {"name": "north"})
    assert (renamed.status, renamed.error) == (409, "team_exists")


async def test_foreign_people_and_teams(make_org):
    """Other organisations' people can't be put in a team, and their teams don't exist."""
    org, rival = await make_org(), await make_org()
    for stranger in (rival.ana.user_id, new_id()):
        body = {"name": "Spies", "members": [{"user_id": str(stranger)}]}
        assert (await org.admin.post("/teams", body)).status == 400
        joined = {"members": body["members"]}
        assert (await org.admin.patch(f"/teams/{org.team_id}", joined)).status == 400
    path = f"/teams/{rival.team_id}"
    assert (await org.admin.get(path)).status == 404
    assert (await org.admin.patch(path, {"name": "Ours"})).status == 404
    assert (await org.admin.delete(path)).status == 404
    assert len((await org.admin.get(f"/teams/{org.team_id}")).data["members"]) == 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": " "},
        {"name": "x" * 101},
        {"name": "A", "members": [{"user_id": "ana"}]},
        {"name": "A", "members": [{"manages": True}]},
        {"name": "A", "members": "everybody"},
        {"name": "A", "colour": "red"},
    ],
)
async def test_bad_teams(make_org, body: dict[str, object]):
    """Missing and empty names, odd members and unknown fields: 400."""
    org = await make_org()
    assert (await org.admin.post("/teams", body)).status == 400


async def test_each_once(make_org):
    """The same person twice in one team: 400."""
    org = await make_org()
    ana = {"user_id": str(org.ana.user_id)}
    assert (await org.admin.post("/teams", {"name": "A", "members": [ana, ana]})).status == 400


async def test_repetition_with_a_key_creates_once(make_org):
    """A team created again with the same Idempotency-Key is the same team."""
    org = await make_org()
    key = {"Idempotency-Key": str(new_id())}
    first = await org.admin.post("/teams", {"name": "Once"}, headers=key)
    again = await org.admin.post("/teams", {"name": "Once"}, headers=key)
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_snapshot_and_events_add_up(make_org):
    """Old lists plus the events after them equal fresh lists, for members and teams alike."""
    org = await make_org()
    lists = {"member": "/users", "team": "/teams"}
    held: dict[str, dict[str, object]] = {}
    before = await head(org)
    for entity, path in lists.items():
        held[entity] = {row["id"]: row for row in (await org.ana.get(path)).data}
    people = [{"user_id": str(p.user_id)} for p in (org.ana, org.cara, org.viewer)]
    made = await org.admin.post("/teams", {"name": "East", "members": people})
    path = f"/teams/{made.data['id']}"
    await org.admin.patch(path, {"members": [{**people[1], "manages": True}], "name": "Ost"})
    await org.admin.delete(f"/teams/{org.team_id}")
    await org.admin.patch(f"/users/{org.ben.user_id}", {"role": "manager", "active": False})
    await add_member(org.system, full_name="Dora", role="rep")
    for event in (await org.ana.get("/events", params={"since": before})).data:
        if event["type"].endswith(".deleted"):
            del held[event["entity"]][event["entity_id"]]
        else:
            held[event["entity"]][event["entity_id"]] = event["data"]
    for entity, path in lists.items():
        assert held[entity] == {row["id"]: row for row in (await org.ana.get(path)).data}
