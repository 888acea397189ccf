"""Reactions, resolved threads, and who hears of a comment."""

import pytest

from app.core.ids import new_id
from tests.api import Api
from tests.conftest import MakeOrg
from tests.orgs import Org


async def _said(org: Org, by: Api, **more: object) -> dict[str, object]:
    """A comment on a company of ana's, or wherever `more` says."""
    if "entity_id" not in more:
        company = (await org.ana.post("/companies", {"name": "Umbra"})).data
        more = {"entity": "company", "entity_id": company["id"], **more}
    answer = await by.post("/comments", {"body": "hello", **more})
    assert answer.status == 201, answer.json
    return answer.data


async def test_one_reaction_a_person_and_emoji(make_org: MakeOrg) -> None:
    """In order of first use; twice is once; taking back the last one takes the emoji away."""
    org = await make_org()
    path = f"/comments/{(await _said(org, org.ana))['id']}"
    for person, emoji in ((org.ben, "🎉"), (org.ana, "👍"), (org.ana, "🎉"), (org.ana, "🎉")):
        answer = await person.post(f"{path}/react", {"emoji": emoji})
    ana, ben = str(org.ana.user_id), str(org.ben.user_id)
    assert answer.data["reactions"] == [
        {"emoji": "🎉", "user_ids": [ben, ana]},
        {"emoji": "👍", "user_ids": [ana]},
    ]
    assert answer.data["version"] == 4 and answer.data["edited_at"] is None
    await org.ana.post(f"{path}/unreact", {"emoji": "👍"})
    left = await org.ana.post(f"{path}/unreact", {"emoji": "👍"})
    assert left.data["reactions"] == [{"emoji": "🎉", "user_ids": [ben, ana]}]
    events = (await org.admin.get(f"{path}/history")).data
    assert [e["type"].partition(".")[2] for e in events] == [
        "unreacted",
        "reacted",
        "reacted",
        "reacted",
        "created",
    ]


@pytest.mark.parametrize("emoji", ["", "a", "👍👍", "1", "<b>", "👍" + "\u200d" * 50, None, 7])
async def test_nothing_else_is_a_reaction(make_org: MakeOrg, emoji: object) -> None:
    """One emoji, or 400."""
    org = await make_org()
    comment = await _said(org, org.ana)
    answer = await org.ana.post(f"/comments/{comment['id']}/react", {"emoji": emoji})
    assert answer.status == 400
    assert "emoji" in answer.json["details"]["fields"]


async def test_a_reaction_is_no_edit(make_org: MakeOrg) -> None:
    """Whoever edits their comment while others react meets no conflict; then it counts as edited."""
    org = await make_org()
    comment = await _said(org, org.ana)
    path = f"/comments/{comment['id']}"
    await org.ben.post(f"{path}/react", {"emoji": "❤️"})
    edit = await org.ana.patch(path, {"body": "hello!"}, headers={"If-Match": '"1"'})
    assert edit.status == 200
    assert edit.data["edited_at"] and len(edit.data["reactions"]) == 1


async def test_threads_are_resolved_and_reopened(make_org: MakeOrg) -> None:
    """By whoever may comment, by the thread's first comment; an answer opens it again."""
    org = await make_org()
    first = await _said(org, org.ana)
    on = {"entity": "company", "entity_id": first["entity_id"]}
    answer = await _said(org, org.ben, parent_id=first["id"], **on)
    resolved = await org.ben.post(f"/comments/{first['id']}/resolve")
    assert resolved.data["resolved_by"] == str(org.ben.user_id)
    assert (await org.ana.post(f"/comments/{first['id']}/resolve")).data == resolved.data
    assert (await org.ana.post(f"/comments/{answer['id']}/resolve")).status == 400
    assert (await org.support.post(f"/comments/{first['id']}/reopen")).status == 403
    await _said(org, org.ana, parent_id=answer["id"], **on)
    now = (await org.ana.get(f"/comments/{first['id']}")).data
    assert (now["resolved_at"], now["resolved_by"]) == (None, None)
    history = (await org.ana.get(f"/comments/{first['id']}/history")).data
    assert [e["type"] for e in history] == [
        "comment.reopened",
        "comment.resolved",
        "comment.created",
    ]


async def test_teams_are_mentioned_by_id(make_org: MakeOrg) -> None:
    """A team that is not there, or another organisation's, is refused."""
    org, rival = await make_org(), await make_org("Rival")
    said = await _said(org, org.ana, team_mentions=[str(org.team_id)])
    assert said["team_mentions"] == [str(org.team_id)]
    on = {"entity": "company", "entity_id": said["entity_id"], "body": "x"}
    for team in (new_id(), rival.team_id):
        answer = await org.ana.post("/comments", {**on, "team_mentions": [str(team)]})
        assert answer.status == 400 and "team_mentions" in answer.json["details"]["fields"]


async def test_who_may_read_it_is_known_to_those_who_may(make_org: MakeOrg) -> None:
    """So that the composer can say who would not hear of a mention."""
    org, rival = await make_org(), await make_org("Rival")
    comment = await _said(org, org.ana)
    query = {"entity": "company", "entity_id": comment["entity_id"]}
    found = (await org.ben.get("/comments/readers", params=query)).data["user_ids"]
    readers = {name for name, api in org.people.items() if str(api.user_id) in found}
    assert readers == {"admin", "manager", "ana", "ben", "support", "viewer"}
    assert len(found) == 6
    for stranger in (org.cara, rival.admin):
        assert (await stranger.get("/comments/readers", params=query)).status == 404
    for bad in ({}, {"entity": "company", "entity_id": "x"}, {**query, "entity": "tag"}):
        assert (await org.ana.get("/comments/readers", params=bad)).status == 400
