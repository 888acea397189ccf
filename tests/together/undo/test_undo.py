"""Taking events back, over REST."""

from typing import Any

import pytest

from tests.api import Answer, Api
from tests.crm.board import board_of, key
from tests.orgs import Org


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Undo")


def seq_of(answer: Answer) -> int:
    """The number of the event that a write caused."""
    assert answer.status < 300, answer.json
    return int(answer.headers["X-Log-Seq"])


async def undo(api: Api, seq: int, **more: Any) -> Answer:
    return await api.post(f"/events/{seq}/undo", **more)


async def event(api: Api, seq: int) -> Any:
    [found] = (await api.get(f"/events?since={seq - 1}&limit=1")).data
    return found


async def company(api: Api, **fields: Any) -> str:
    return (await api.post("/companies", {"name": "Acme", **fields})).data["id"]


async def test_a_change_is_taken_back(org: Org):
    """An undo puts the former values back, as a change of the caller's that says what it undoes."""
    path = f"/companies/{await company(org.ana, city='Oslo', tags=['a'])}"
    seq = seq_of(await org.ana.patch(path, {"city": "Bergen", "tags": ["a", "b"], "industry": "x"}))
    await org.ana.patch(path, {"name": "Later"})
    undone = await undo(org.ben, seq)
    assert undone.status == 200
    found = undone.data
    assert (found["city"], found["tags"], found["industry"]) == ("Oslo", ["a"], None)
    assert found["name"] == "Later"  # what nobody undid stays
    told = await event(org.ana, seq_of(undone))
    assert (told["type"], told["undoes"]) == ("company.updated", seq)
    assert told["actor"]["id"] == str(org.ben.user_id)
    assert told["before"]["city"] == "Bergen"


async def test_what_was_touched_since_is_not_overwritten(org: Org):
    """A newer change of the same field refuses the undo, and says who, when, what is and what would be."""
    path = f"/companies/{await company(org.ana, city='Oslo')}"
    seq = seq_of(await org.ana.patch(path, {"city": "Bergen", "industry": "x"}))
    newer = seq_of(await org.ben.patch(path, {"city": "Bodø"}))
    refused = await undo(org.ana, seq)
    assert (refused.status, refused.error) == (409, "conflict")
    assert "Ben" in refused.json["message"]
    [(name, told)] = refused.json["details"]["conflicts"].items()
    assert name == "city"
    assert (told["base"], told["theirs"], told["yours"]) == ("Bergen", "Bodø", "Oslo")
    assert (told["by"]["name"], told["seq"]) == ("Ben", newer)
    assert told["at"] == (await event(org.ana, newer))["at"]
    assert (await org.ana.get(path)).data["city"] == "Bodø"


async def test_an_undo_is_undone(org: Org):
    """Undo, redo, undo: each takes back the one before; the same event is not taken back twice."""
    path = f"/companies/{await company(org.ana, city='Oslo')}"
    first = seq_of(await org.ana.patch(path, {"city": "Bergen"}))
    second = seq_of(await undo(org.ana, first))
    again = await undo(org.ben, first)
    assert (again.status, again.error) == (409, "already_undone")
    assert again.json["details"]["undone"]["seq"] == second
    redone = await undo(org.ana, second)
    assert redone.data["city"] == "Bergen"
    # Undo and redo annul each other: the first change stands, and can be taken back once more.
    assert (await undo(org.ana, first)).data["city"] == "Oslo"


async def test_several_changes_of_one_field_one_by_one(org: Org):
    """The last change first: each undo frees the one before it."""
    path = f"/companies/{await company(org.ana, city='a')}"
    one = seq_of(await org.ana.patch(path, {"city": "b"}))
    two = seq_of(await org.ana.patch(path, {"city": "c"}))
    assert (await undo(org.ana, one)).status == 409
    assert (await undo(org.ana, two)).data["city"] == "b"
    assert (await undo(org.ana, one)).data["city"] == "a"


async def test_created_deleted_restored(org: Org):
    """What was made goes to the trash, what was trashed comes back, and the other way round."""
    made = await org.ana.post("/companies", {"name": "New"})
    path = f"/companies/{made.data['id']}"
    trashed = seq_of(await undo(org.ana, seq_of(made)))
    assert (await org.ana.get(path)).status == 404
    assert (await undo(org.ana, seq_of(made))).error == "already_undone"
    back = await undo(org.ben, trashed)
    assert (back.status, (await org.ana.get(path)).data["name"]) == (200, "New")
    assert (await undo(org.ben, trashed)).error == "already_undone"
    assert (await undo(org.ana, seq_of(back))).status == 200
    assert (await org.ana.get(path)).status == 404


async def test_what_was_made_and_worked_on_stays(org: Org):
    """A creation is not taken back over somebody's work on it."""
    made = await org.ana.post("/companies", {"name": "New"})
    path = f"/companies/{made.data['id']}"
    seq = seq_of(await org.ben.patch(path, {"city": "Oslo"}))
    refused = await undo(org.ana, seq_of(made))
    assert refused.error == "conflict"
    assert list(refused.json["details"]["conflicts"]) == ["city"]
    await undo(org.ben, seq)
    assert (await undo(org.ana, seq_of(made))).status == 200


async def test_a_change_of_what_is_in_the_trash(org: Org):
    """What lies in the trash is not changed behind its back."""
    path = f"/companies/{await company(org.ana, city='Oslo')}"
    seq = seq_of(await org.ana.patch(path, {"city": "Bergen"}))
    await org.ana.delete(path)
    assert (await undo(org.ana, seq)).error == "in_trash"


async def test_a_move_is_taken_back_to_its_place(org: Org):
    """Ben undoes Ana's move: the card stands after its former neighbour again, in the former stage."""
    board = await board_of(org.ana)
    deals = {n: await board.deal(org.ana, n, "Proposal") for n in "cba"}
    gone = {"stage_id": board.stages["Won"], "after_id": None}
    seq = seq_of(await org.ana.post(f"/deals/{deals['b']['id']}/move", gone))
    assert await board.names(org.ana, "Proposal") == ["a", "c"]
    undone = await undo(org.ben, seq)
    assert undone.status == 200
    assert await board.names(org.ana, "Proposal") == ["a", "b", "c"]
    assert (undone.data["closed_at"], undone.data["position"]) == (None, deals["b"]["position"])
    told = await event(org.ana, seq_of(undone))
    assert (told["type"], told["undoes"]) == ("deal.moved", seq)
    # And again into Won: as of when it was won.
    redone = await undo(org.ana, seq_of(undone))
    won = (await event(org.ana, seq))["data"]
    assert (redone.data["stage_id"], redone.data["closed_at"]) == (
        board.stages["Won"],
        won["closed_at"],
    )


async def test_several_moves_are_taken_back_in_any_order(make_org):
    """Neighbours that left one after the other find back into the old order, whoever comes first."""
    org = await make_org()
    board = await board_of(org.ana)
    for order in ("ab", "ba"):
        deals = {n: await board.deal(org.ana, n, "Proposal") for n in "dcba"}
        out = {"stage_id": board.stages["Won"], "after_id": None}
        seqs = {n: seq_of(await org.ana.post(f"/deals/{deals[n]['id']}/move", out)) for n in "ba"}
        for name in order:
            assert (await undo(org.ana, seqs[name])).status == 200
        assert await board.names(org.ana, "Proposal") == list("abcd"), order
        for deal in deals.values():
            await org.ana.delete(f"/deals/{deal['id']}")


async def test_who_came_between_comes_after(make_org):
    """A card put into the gap meanwhile does not part the two who stood together."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = {n: await board.deal(org.ana, n) for n in "cba"}
    out = {"stage_id": board.stages["Won"], "after_id": None}
    seq = seq_of(await org.ana.post(f"/deals/{deals['b']['id']}/move", out))
    new = await board.deal(org.ana, "new", "Won")
    into = {"stage_id": board.stages["Lead in"], "after_id": deals["a"]["id"]}
    await org.ana.post(f"/deals/{new['id']}/move", into)
    await undo(org.ana, seq)
    assert await board.names(org.ana) == ["a", "b", "new", "c"]
    # A neighbour that has gone: after the next one above, or first.
    seq = seq_of(await org.ana.post(f"/deals/{deals['b']['id']}/move", out))
    await org.ana.post(f"/deals/{deals['a']['id']}/move", out)
    await undo(org.ana, seq)
    assert await board.names(org.ana) == ["b", "new", "c"]


async def test_a_place_in_the_column(make_org):
    """A move within the column is taken back; one that was moved again since is not."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = {n: await board.deal(org.ana, n) for n in "cba"}
    down = {"stage_id": board.stages["Lead in"], "after_id": deals["c"]["id"]}
    seq = seq_of(await org.ana.post(f"/deals/{deals['a']['id']}/move", down))
    assert await board.names(org.ana) == ["b", "c", "a"]
    assert (await undo(org.ana, seq)).status == 200
    assert await board.names(org.ana) == ["a", "b", "c"]
    seq = seq_of(await org.ana.post(f"/deals/{deals['a']['id']}/move", down))
    up = {"stage_id": board.stages["Lead in"], "after_id": deals["b"]["id"]}
    await org.ben.post(f"/deals/{deals['a']['id']}/move", up)
    refused = await undo(org.ana, seq)
    assert (refused.status, list(refused.json["details"]["conflicts"])) == (409, ["position"])


async def test_a_deleted_card_comes_back_to_its_place(make_org):
    """Undoing a deletion puts the card where it stood, not on top."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = {n: await board.deal(org.ana, n) for n in "cba"}
    seq = seq_of(await org.ana.delete(f"/deals/{deals['b']['id']}"))
    await undo(org.ana, seq)
    assert await board.names(org.ana) == ["a", "b", "c"]


async def test_stages_find_back_to_their_place(make_org):
    """A stage that was dragged elsewhere goes back; a deleted one comes back."""
    org = await make_org()
    board = await board_of(org.admin)
    won = board.stages["Won"]
    seq = seq_of(await org.admin.post(f"/stages/{won}/move", {"after_id": None}))
    assert (await undo(org.admin, seq)).status == 200
    assert list((await board_of(org.admin)).stages) == list(board.stages)
    renamed = seq_of(await org.admin.patch(f"/stages/{won}", {"name": "W"}))
    assert (await undo(org.ana, renamed)).status == 403


async def test_a_stage_that_is_no_more(make_org):
    """Where the former stage is gone, the undo says so and changes nothing."""
    org = await make_org()
    board = await board_of(org.ana)
    stage = (await org.admin.post("/stages", {"name": "x", "pipeline_id": board.id})).data["id"]
    deal = await board.deal(org.ana)
    path = f"/deals/{deal['id']}/move"
    await org.ana.post(path, {"stage_id": stage, "after_id": None})
    back = {"stage_id": board.stages["Lead in"], "after_id": None}
    seq = seq_of(await org.ana.post(path, back))
    await org.admin.delete(f"/stages/{stage}")
    refused = await undo(org.ana, seq)
    assert (refused.status, refused.error) == (409, "not_undoable")
    assert refused.json["details"]["fields"] == {"stage_id": "There is no such stage."}


async def test_handing_over_is_taken_back_by_who_may(make_org):
    """The one who handed a record to another team can't see it any more; an admin takes it back."""
    org = await make_org()
    record = await company(org.ana)
    cara = {"owner_id": str(org.cara.user_id)}
    seq = seq_of(await org.admin.patch(f"/companies/{record}", cara))
    assert (await undo(org.ana, seq)).status == 404
    assert (await undo(org.cara, seq)).status == 200
    assert (await org.ana.get(f"/companies/{record}")).status == 200
    assert (await org.cara.get(f"/companies/{record}")).status == 404


async def test_custom_fields_money_and_links(make_org):
    """Values of every kind find back: custom ones, amounts, currencies, dates, links."""
    org = await make_org()
    board = await board_of(org.ana)
    await org.admin.post("/meta/deals/fields", {"label": "Budget", "kind": "number"})
    firm = await company(org.ana)
    old = {
        "amount": "1200.50",
        "currency": "EUR",
        "custom": {"budget": 5},
        "company_id": firm,
        "expected_close_date": "2026-12-24",
    }
    deal = await board.deal(org.ana, **old)
    new = {
        "amount": "7",
        "currency": "JPY",
        "custom": {"budget": None},
        "company_id": None,
        "expected_close_date": None,
    }
    seq = seq_of(await org.ana.patch(f"/deals/{deal['id']}", new))
    undone = await undo(org.ana, seq)
    assert {name: undone.data[name] for name in old} == old


async def test_comments(org: Org):
    """A comment is taken back by its author alone; its edit too."""
    on = {"entity": "company", "entity_id": await company(org.ana)}
    said = await org.ana.post("/comments", {**on, "body": "hello"})
    edit = await org.ana.patch(f"/comments/{said.data['id']}", {"body": "bye"})
    assert (await undo(org.ben, seq_of(edit))).status == 403
    assert (await undo(org.ana, seq_of(edit))).data["body"] == "hello"
    assert (await undo(org.ben, seq_of(said))).status == 403
    assert (await undo(org.ana, seq_of(said))).status == 200
    assert (await org.ana.get(f"/comments/{said.data['id']}")).status == 404


async def test_what_can_not_be_taken_back(org: Org):
    """Events of people and settings say so; unknown numbers, and those out of sight, are not found."""
    seq = seq_of(await org.admin.post("/teams", {"name": "x"}))
    refused = await undo(org.admin, seq)
    assert (refused.status, refused.error) == (409, "not_undoable")
    for number in (0, 10**9, 2**63, 2**80):
        assert (await undo(org.admin, number)).status == 404
    mine = seq_of(await org.ana.patch(f"/companies/{await company(org.ana)}", {"city": "x"}))
    assert (await undo(org.cara, mine)).status == 404
    assert (await org.ana.post("/events/-1/undo")).status == 404
    assert (await org.ana.post(f"/events/{mine}/undo", {"x": 1})).status == 400


async def test_a_repeated_undo_is_one(org: Org):
    """With its idempotency key an undo is done once, and answers the same again."""
    path = f"/companies/{await company(org.ana, city='Oslo')}"
    seq = seq_of(await org.ana.patch(path, {"city": "Bergen"}))
    once = key()
    first = await undo(org.ana, seq, headers=once)
    again = await undo(org.ana, seq, headers=once)
    assert (again.status, again.data) == (200, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_numbers_are_of_one_s_own_organisation(org: Org, make_org):
    """The same number in another organisation is another event: ours is not touched."""
    rival = await make_org("Rival")
    path = f"/companies/{await company(org.ana, city='Oslo')}"
    seq = seq_of(await org.ana.patch(path, {"city": "Bergen"}))
    assert (await undo(rival.admin, seq)).status in (404, 409)
    assert (await org.ana.get(path)).data["city"] == "Bergen"
