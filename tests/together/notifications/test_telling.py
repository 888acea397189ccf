"""Who is told of what is said about a record, how often, and how to hear less."""

from typing import Any
from uuid import UUID

import pytest

from app.crm.importing.running import run_import
from tests.api import Api
from tests.conftest import MakeOrg
from tests.crm.board import board_of
from tests.orgs import Org
from tests.together.notifications.test_notifications import comment, company, told


async def _kinds(org: Org, person: Api) -> list[str]:
    return [n["kind"] for n in await told(org, person)]


async def _answer(to: Any, by: Api, body: str = "Yes") -> Any:
    on = {"entity": to["entity"], "entity_id": to["entity_id"], "parent_id": to["id"]}
    return (await by.post("/comments", {**on, "body": body})).data


async def test_answers_are_one_row_with_a_count(make_org: MakeOrg) -> None:
    """Twelve answers on one record: one row that says how many, by whom, and the latest words."""
    org = await make_org()
    umbra = await company(org, org.manager, owner_id=str(org.ben.user_id))
    first = await comment(umbra, org.ana)
    for n in range(6):
        await _answer(first, org.ben, f"ben {n}")
        last = await _answer(first, org.manager, f"manager {n}")
    (row,) = await told(org, org.ana)
    assert (row["kind"], row["count"]) == ("reply", 12)
    assert row["title"] == "Manager and Ben left 12 replies on Umbra"
    assert [who["name"] for who in row["actors"]] == ["Manager", "Ben"]
    assert (row["body"], row["comment_id"]) == ("manager 5", last["id"])
    await org.ana.post(f"/notifications/{row['id']}/read")
    await _answer(first, org.ben, "later")
    newer, older = await told(org, org.ana)
    assert (newer["count"], newer["read_at"]) == (1, None)
    assert newer["title"] == "Ben replied on Umbra"
    assert older["id"] == row["id"] and older["count"] == 12


async def test_each_person_hears_of_a_comment_once(make_org: MakeOrg) -> None:
    """By name before by team, by team before as somebody who has spoken, that before as a follower."""
    org = await make_org()
    umbra = await company(org, org.ana)
    first = await comment(umbra, org.ben)
    assert await _kinds(org, org.ana) == ["comment"]
    sent = {
        "entity": "company",
        "entity_id": umbra["id"],
        "parent_id": first["id"],
        "body": "All of you",
        "mentions": [str(org.ben.user_id)],
        "team_mentions": [str(org.team_id)],
    }
    await org.manager.post("/comments", sent)
    assert await _kinds(org, org.ben) == ["mention"]
    assert await _kinds(org, org.ana) == ["team_mention", "comment"]
    assert await _kinds(org, org.manager) == []


async def test_a_team_tells_only_those_who_may_see_it(make_org: MakeOrg) -> None:
    """Mentioning another team on a record of ours tells its people nothing."""
    org = await make_org()
    umbra = await company(org, org.ana)
    sent = {"entity": "company", "entity_id": umbra["id"], "body": "Look"}
    await org.ana.post("/comments", {**sent, "team_mentions": [str(org.other_team_id)]})
    assert await told(org, org.cara) == []


async def test_following_and_muting(make_org: MakeOrg) -> None:
    """Taking part is following; who mutes hears only their name; who left is not made to follow again."""
    org = await make_org()
    umbra = await company(org, org.ana)
    path = f"/subscriptions/company/{umbra['id']}"
    assert (await org.manager.put(path, {"state": "following"})).status == 200
    await comment(umbra, org.ben)
    assert await _kinds(org, org.manager) == ["comment"]
    (mine,) = (await org.ben.get("/subscriptions")).data
    assert mine["state"] == "following"
    await org.ben.put(path, {"state": "none"})
    await comment(umbra, org.ben)
    await comment(umbra, org.manager)
    assert await _kinds(org, org.ben) == []
    assert (await org.ben.get("/subscriptions")).data[0]["state"] == "none"
    await org.ana.put(path, {"state": "muted"})
    before = await _kinds(org, org.ana)
    await comment(umbra, org.ben)
    assert await _kinds(org, org.ana) == before
    await comment(umbra, org.ben, org.ana)
    assert await _kinds(org, org.ana) == ["mention", *before]


async def test_following_asks_for_sight(make_org: MakeOrg) -> None:
    """What one may not see can't be followed, and what can't be discussed neither."""
    org = await make_org()
    umbra = await company(org, org.ana)
    path = f"/subscriptions/company/{umbra['id']}"
    assert (await org.cara.put(path, {"state": "following"})).status == 404
    assert (await org.ana.put(path, {"state": "sometimes"})).status == 400
    wrong = f"/subscriptions/tag/{umbra['id']}"
    assert (await org.ana.put(wrong, {"state": "muted"})).status == 400
    for bad in ({"filter[entity_id]": "x"}, {"filter[owner]": "x"}):
        assert (await org.ana.get("/subscriptions", params=bad)).status == 400


async def test_a_follower_who_loses_sight_hears_no_more(make_org: MakeOrg) -> None:
    """The record went to another team; what follows is not theirs to know."""
    org = await make_org()
    umbra = await company(org, org.ana)
    await comment(umbra, org.ben)
    await told(org, org.ben)
    await org.admin.patch(f"/companies/{umbra['id']}", {"owner_id": str(org.cara.user_id)})
    await comment(umbra, org.cara, org.ben)
    assert await told(org, org.ben) == []


@pytest.mark.parametrize(("stage", "kind"), [("Won", "deal_won"), ("Proposal", None)])
async def test_winning_is_told_to_owner_and_followers(
    make_org: MakeOrg, stage: str, kind: str | None
) -> None:
    """By somebody else's hand; moving on within the pipeline is no news."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana, "Orbit")
    await org.manager.put(f"/subscriptions/deal/{deal['id']}", {"state": "following"})
    moved = {"stage_id": board.stages[stage], "after_id": None}
    assert (await org.ben.post(f"/deals/{deal['id']}/move", moved)).status == 200
    for person in (org.ana, org.manager):
        assert await _kinds(org, person) == ([kind] if kind else [])
    if kind:
        assert (await told(org, org.ana))[0]["title"] == "Ben won Orbit"


async def test_a_reaction_is_told_to_the_author(make_org: MakeOrg) -> None:
    """With the emoji; one's own, and taking it back, are no news."""
    org = await make_org()
    said = await comment(await company(org, org.ana), org.ana)
    for person in (org.ana, org.ben):
        await person.post(f"/comments/{said['id']}/react", {"emoji": "🎉"})
    await org.ben.post(f"/comments/{said['id']}/unreact", {"emoji": "🎉"})
    (row,) = await told(org, org.ana)
    assert (row["kind"], row["body"], row["count"]) == ("reaction", "🎉", 1)
    assert row["title"] == "Ben reacted to your comment on Umbra"


async def test_what_one_does_not_want_is_not_told(make_org: MakeOrg) -> None:
    """With every channel of a kind off there is no notification; the others stay as they were."""
    org = await make_org()
    off = {"in_app": False, "mail": False, "push": False}
    changed = await org.ben.patch("/notifications/settings", {"channels": {"mention": off}})
    assert changed.data["channels"]["mention"] == off
    assert changed.data["channels"]["reply"] == {"in_app": True, "mail": True, "push": True}
    umbra = await company(org, org.ana)
    await comment(umbra, org.ana, org.ben, org.manager)
    assert await told(org, org.ben) == []
    assert len(await told(org, org.manager)) == 1


async def test_only_by_mail_is_on_no_screen(make_org: MakeOrg) -> None:
    """A kind that is off in the app and on by mail is kept for the mail, and shown and sent nowhere."""
    org = await make_org()
    only_mail = {"channels": {"mention": {"in_app": False}}}
    await org.ben.patch("/notifications/settings", only_mail)
    await comment(await company(org, org.ana), org.ana, org.ben)
    assert await told(org, org.ben) == []
    events = (await org.ben.get("/events", params={"since": 0, "limit": 200})).data
    assert "notification.created" not in {e["type"] for e in events}


@pytest.mark.parametrize(
    "body",
    [
        {"channels": {"gossip": {"mail": True}}},
        {"channels": {"mention": {"pigeon": True}}},
        {"channels": {"mention": {"mail": "maybe"}}},
        {"mail_after": 0},
        {"mail_after": 1e9},
        {"user_id": "x"},
    ],
)
async def test_settings_are_checked(make_org: MakeOrg, body: Any) -> None:
    """Unknown kinds, channels and values are refused, and nothing changes."""
    org = await make_org()
    before = (await org.ana.get("/notifications/settings")).data
    assert (await org.ana.patch("/notifications/settings", body)).status == 400
    assert (await org.ana.get("/notifications/settings")).data == before
    assert before["mail_after"] == 10 and before["mail"]["available"] is False


async def test_an_import_s_end_is_told_to_who_began_it(make_org: MakeOrg) -> None:
    """With how many rows; what it made is no news to anybody."""
    org = await make_org()
    upload = {
        "data": {"type": "companies", "mapping": '{"name": {"field": "name"}}'},
        "files": {"file": ("companies.csv", b"name\nOne\nTwo\n")},
    }
    made = (await org.ana.post("/imports", **upload)).data
    await run_import(org.tenant_id, UUID(made["id"]))
    (row,) = await told(org, org.ana)
    assert (row["kind"], row["entity_id"]) == ("import_done", made["id"])
    assert row["title"] == "The import of companies.csv is done: 2 rows"
    assert await told(org, org.manager) == []


async def test_events_lead_to_the_same_inbox(make_org: MakeOrg) -> None:
    """Whoever has applied the events of their notifications sees what a fresh read shows."""
    org = await make_org()
    first = await comment(await company(org, org.manager, owner_id=str(org.ben.user_id)), org.ana)
    for n in range(3):
        await _answer(first, org.ben, str(n))
    rows = await told(org, org.ana)
    await org.ana.post(f"/notifications/{rows[0]['id']}/read")
    await _answer(first, org.manager)
    await comment({"id": first["entity_id"]}, org.ben, org.ana)
    fresh = {row["id"]: row for row in await told(org, org.ana)}
    await org.ana.post("/notifications/read-all")
    fresh = {row["id"]: row for row in await told(org, org.ana)}
    events = (await org.ana.get("/events", params={"since": 0, "limit": 1000})).data
    seen = [event for event in events if event["entity"] == "notification"]
    kept = {event["entity_id"]: event["data"] for event in seen}
    assert kept == fresh and len(fresh) == 3
    for event in seen:
        assert set(event["changed"]) == set(event["before"] or {})
