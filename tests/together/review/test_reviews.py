"""Reviews over REST: exact numbers of what changed, and only what each person may see of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.uow import unit_of_work
from app.together.review.deserted import LONGEST, PATIENCE, note_presence
from tests.api import Answer, Api
from tests.crm.board import Board, board_of
from tests.orgs import Org


@pytest.fixture
async def org(make_org) -> Org:
    return await make_org("Review")


@pytest.fixture
async def board(org: Org) -> Board:
    return await board_of(org.ana)


async def start(api: Api, board: Board) -> str:
    """A review of the board by this person; returns its id."""
    made = await api.post("/reviews", {"pipeline_id": board.id})
    assert made.status == 201, made.json
    return made.data["id"]


async def move(api: Api, board: Board, deal: Any, stage: str) -> int:
    """Move a deal to the top of a stage; returns the number of the event."""
    body = {"stage_id": board.stages[stage], "after_id": None}
    moved = await api.post(f"/deals/{deal['id']}/move", body)
    assert moved.status == 200, moved.json
    return int(moved.headers["X-Log-Seq"])


async def worth(api: Api, board: Board, review: str) -> dict[str, Any]:
    """Before and after by stage: `{"Won": ((count, total), (count, total))}`."""
    names = {stage_id: name for name, stage_id in board.stages.items()}
    stages = (await api.get(f"/reviews/{review}/totals")).data["stages"]
    return {names[s["stage_id"]]: (_pair(s["before"]), _pair(s["after"])) for s in stages}


def _pair(found: Any) -> Any:
    return found and (found["count"], found["total"])


async def test_it_says_what_changed_since_it_began(org: Org, board: Board):
    """Changes before a review and after it are not in it; those between are, newest first."""
    deal = await board.deal(org.ana, "Before", amount="100", currency="EUR")
    review = await start(org.ana, board)
    moved = await move(org.ben, board, deal, "Proposal")
    made = await board.post(org.ana, "During")
    elsewhere = (await org.admin.post("/pipelines", {"name": "Other"})).data["id"]
    stage = {"name": "A", "pipeline_id": elsewhere}
    stage_id = (await org.admin.post("/stages", stage)).data["id"]
    await org.ana.post("/deals", {"name": "X", "pipeline_id": elsewhere, "stage_id": stage_id})
    assert (await org.ana.post(f"/reviews/{review}/end")).data["ended_at"]
    await move(org.ana, board, deal, "Won")
    answer = await org.ben.get(f"/reviews/{review}/changes")
    assert [e["seq"] for e in answer.data] == [int(made.headers["X-Log-Seq"]), moved]
    assert answer.json["pagination"]["total"] == 2
    assert answer.data[1]["actor"]["name"] == "Ben"


async def test_pages_of_changes(org: Org, board: Board):
    """A long review is read page by page, each change once."""
    deal = await board.deal(org.ana)
    review = await start(org.ana, board)
    wanted = [await move(org.ana, board, deal, s) for s in ("Won", "Lost", "Proposal", "Won")]
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = await org.ana.get(f"/reviews/{review}/changes", params=params)
        found += [e["seq"] for e in page.data]
        cursor = page.json["pagination"]["next_cursor"]
    assert found == wanted[::-1]
    assert (await org.ana.get(f"/reviews/{review}/changes?cursor=x")).status == 400
    assert (await org.ana.get(f"/reviews/{review}/changes?limt=3")).status == 400


async def test_a_deal_that_left_the_board_is_told(org: Org, board: Board):
    """A deal that goes to another pipeline meanwhile is a change of this review."""
    deal = await board.deal(org.ana)
    other = (await org.admin.post("/pipelines", {"name": "Other"})).data["id"]
    stage = await org.admin.post("/stages", {"name": "A", "pipeline_id": other})
    review = await start(org.ana, board)
    there = {"pipeline_id": other, "stage_id": stage.data["id"]}
    assert (await org.ana.patch(f"/deals/{deal['id']}", there)).status == 200
    [event] = (await org.ana.get(f"/reviews/{review}/changes")).data
    assert event["before"]["pipeline_id"] == board.id


async def test_another_place_in_a_column_is_no_change(org: Org, board: Board):
    """Cards put in another order within their column are not listed as changes of the review."""
    deal = await board.deal(org.ana, "first")
    await board.deal(org.ana, "second")
    review = await start(org.ana, board)
    await move(org.ana, board, deal, "Lead in")
    assert await board.names(org.ana) == ["first", "second"]
    answer = await org.ana.get(f"/reviews/{review}/changes")
    assert (answer.data, answer.json["pagination"]["total"]) == ([], 0)


async def test_totals_before_and_after(org: Org, board: Board):
    """Totals are those at the first and at the last number, whatever happened later."""
    one = await board.deal(org.ana, amount="100.50", currency="EUR")
    await board.deal(org.ana, amount="7", currency="USD")
    review = await start(org.ana, board)
    before = {"EUR": "100.50", "USD": "7.00"}
    assert await worth(org.ana, board, review) == {"Lead in": ((2, before), None)}
    await move(org.ana, board, one, "Won")
    await org.ana.post(f"/reviews/{review}/end")
    await board.deal(org.ana, amount="9", currency="EUR")
    assert await worth(org.ana, board, review) == {
        "Lead in": ((2, before), (1, {"USD": "7.00"})),
        "Won": ((0, {}), (1, {"EUR": "100.50"})),
    }


async def test_each_sees_their_own_part(org: Org, board: Board):
    """A rep of another team counts their own deals only, and hears of no change of the others."""
    deal = await board.deal(org.ana, amount="100", currency="EUR")
    await board.deal(org.cara, "Cara's", amount="5", currency="EUR")
    review = await start(org.ana, board)
    await move(org.ana, board, deal, "Won")
    assert await worth(org.cara, board, review) == {"Lead in": ((1, {"EUR": "5.00"}), None)}
    assert await worth(org.ben, board, review) == {"Lead in": ((1, {"EUR": "100.00"}), None)}
    assert (await worth(org.viewer, board, review))["Lead in"][0] == (2, {"EUR": "105.00"})
    assert (await org.cara.get(f"/reviews/{review}/changes")).data == []
    assert len((await org.viewer.get(f"/reviews/{review}/changes")).data) == 1


async def _hide_amounts(org: Org) -> None:
    """From the viewer."""
    fields = {"deals": {"amount": "none"}}
    role = (await org.admin.post("/roles", {"name": "Blind", "fields": fields})).data["id"]
    assert (await org.admin.patch(f"/users/{org.viewer.user_id}", {"role": role})).status == 200


async def test_hidden_amounts_stay_hidden(org: Org, board: Board):
    """Whose role hides amounts gets counts without sums, and changes without them."""
    await _hide_amounts(org)
    deal = await board.deal(org.ana, amount="100", currency="EUR")
    review = await start(org.ana, board)
    await org.ana.patch(f"/deals/{deal['id']}", {"amount": "200"})
    assert await worth(org.viewer, board, review) == {"Lead in": ((1, {}), None)}
    [event] = (await org.viewer.get(f"/reviews/{review}/changes")).data
    assert "amount" not in event["data"] and event["changed"] == [] and event["before"] == {}


async def outcomes(api: Api, *reviews: str) -> dict[str, tuple[int, dict[str, str]]]:
    """What reviews changed, by kind of stage: `{"won": (1, {"EUR": "5.00"})}`."""
    answer = await api.get("/reviews/outcomes", params={"filter[id][in]": ",".join(reviews)})
    assert answer.status == 200, answer.json
    return {o["kind"]: (o["count"], o["total"]) for o in answer.data}


async def test_what_reviews_came_to(org: Org, board: Board, make_org):
    """By kind of stage, what came and what went, of the deals one may see; nothing of one that goes on."""
    deal = await board.deal(org.ana, amount="100", currency="EUR")
    review = await start(org.ana, board)
    await move(org.ana, board, deal, "Won")
    await board.deal(org.cara, "Cara's", amount="5", currency="USD")
    assert await outcomes(org.ana, review) == {}
    await org.ana.post(f"/reviews/{review}/end")
    of_deal = {"open": (-1, {"EUR": "-100.00"}), "won": (1, {"EUR": "100.00"})}
    assert await outcomes(org.ana, review) == of_deal
    assert await outcomes(org.cara, review) == {"open": (1, {"USD": "5.00"})}
    both = {"open": (0, {"EUR": "-100.00", "USD": "5.00"}), "won": (1, {"EUR": "100.00"})}
    assert await outcomes(org.viewer, review) == both
    assert await outcomes((await make_org("Rival")).admin, review) == {}
    quiet = await start(org.ana, board)
    await org.ana.post(f"/reviews/{quiet}/end")
    assert await outcomes(org.ana, quiet) == {}
    await _hide_amounts(org)
    assert await outcomes(org.viewer, review) == {"won": (1, {})}


async def test_outcomes_of_what(org: Org):
    """Which reviews is said by their ids, and by nothing else."""
    for query in ("", "?filter[id][in]=x", f"?filter[id][in]={org.ana.user_id}&page=2"):
        assert (await org.ana.get(f"/reviews/outcomes{query}")).status == 400
    many = ",".join([str(org.ana.user_id)] * 201)
    answer = await org.ana.get("/reviews/outcomes", params={"filter[id][in]": many})
    assert answer.status == 400


async def test_who_took_part(org: Org, board: Board):
    """The presenter, and everybody who joined, once; also who may only look. After the end nobody."""
    review = await start(org.ana, board)
    joined = await org.viewer.post(f"/reviews/{review}/join")
    people = [str(person.user_id) for person in (org.ana, org.viewer)]
    assert (joined.data["took_part"], joined.data["version"]) == (people, 2)
    for person in (org.ana, org.viewer):
        assert (await person.post(f"/reviews/{review}/join")).data == joined.data
    assert await _undone(org.ana, joined) == (409, "not_undoable")
    ended = await org.ana.post(f"/reviews/{review}/end")
    assert (await org.ben.post(f"/reviews/{review}/join")).data == ended.data


async def test_past_reviews(org: Org, board: Board):
    """Those that have ended, the latest first."""
    ids = [await start(org.ana, board)]
    await org.ana.post(f"/reviews/{ids[0]}/end")
    ids.append(await start(org.ben, board))
    past = {"filter[ended_at][empty]": "false", "sort": "-created_at"}
    assert [r["id"] for r in (await org.viewer.get("/reviews", params=past)).data] == ids[:1]
    await org.ana.post(f"/reviews/{ids[1]}/end")
    assert [r["id"] for r in (await org.viewer.get("/reviews", params=past)).data] == ids[::-1]


async def test_one_review_of_a_board_at_a_time(org: Org, board: Board):
    """Of two who present one board at once, one does; the other is told who, and may join."""
    answers = await asyncio.gather(
        *(p.post("/reviews", {"pipeline_id": board.id}) for p in (org.ana, org.ben))
    )
    assert sorted(a.status for a in answers) == [201, 409]
    [refused] = [a for a in answers if a.status == 409]
    [made] = [a for a in answers if a.status == 201]
    assert refused.error == "already_presented"
    assert refused.json["details"]["review_id"] == made.data["id"]
    await org.ana.post(f"/reviews/{made.data['id']}/end")
    await start(org.ben, board)


async def test_a_board_that_is_not_there(org: Org, board: Board):
    """Only a pipeline that is there can be presented."""
    pipeline = (await org.admin.post("/pipelines", {"name": "Gone"})).data["id"]
    await org.admin.delete(f"/pipelines/{pipeline}")
    refused = await org.ana.post("/reviews", {"pipeline_id": pipeline})
    assert (refused.status, refused.error) == (400, "validation_error")


async def test_handing_over_and_taking_over(org: Org, board: Board):
    """The presenter hands over; another takes over; after the end nobody does."""
    review = await start(org.ana, board)
    ben = str(org.ben.user_id)
    given = await org.ana.post(f"/reviews/{review}/present", {"presenter_id": ben})
    assert (given.data["presenter_id"], given.data["version"]) == (ben, 2)
    taken = await org.cara.post(f"/reviews/{review}/present")
    assert taken.data["presenter_id"] == str(org.cara.user_id)
    again = await org.cara.post(f"/reviews/{review}/present")
    assert again.data["version"] == taken.data["version"]
    nobody = {"presenter_id": review}
    assert (await org.ana.post(f"/reviews/{review}/present", nobody)).status == 400
    ended = await org.ana.post(f"/reviews/{review}/end")
    assert (await org.ben.post(f"/reviews/{review}/end")).data == ended.data
    late = await org.ben.post(f"/reviews/{review}/present")
    assert (late.status, late.error) == (409, "ended")


async def test_a_review_is_not_undone(org: Org, board: Board):
    """That a review took place can't be taken back, nor who presented."""
    made = await org.ana.post("/reviews", {"pipeline_id": board.id})
    assert await _undone(org.ana, made) == (409, "not_undoable")
    ben = {"presenter_id": str(org.ben.user_id)}
    given = await org.ana.post(f"/reviews/{made.data['id']}/present", ben)
    assert await _undone(org.ana, given) == (409, "not_undoable")


async def _undone(api: Api, answer: Answer) -> tuple[int, str | None]:
    undone = await api.post(f"/events/{answer.headers['X-Log-Seq']}/undo")
    return undone.status, undone.error


async def _pass_time(org: Org, review: str, column: str, by: timedelta) -> None:
    async with unit_of_work(org.system) as work:
        await work.execute(f"UPDATE reviews SET {column} = {column} - $1::interval", by)


async def test_a_deserted_review_ends_by_itself(org: Org, board: Board):
    """Nobody in the room for a while ends it; somebody who comes back in time keeps it going."""
    review = UUID(await start(org.ana, board))
    assert await note_presence(org.tenant_id, review, anybody=False)
    await _pass_time(org, str(review), "empty_since", PATIENCE)
    assert await note_presence(org.tenant_id, review, anybody=True)
    assert await note_presence(org.tenant_id, review, anybody=False)
    await _pass_time(org, str(review), "empty_since", PATIENCE)
    assert not await note_presence(org.tenant_id, review, anybody=False)
    ended = (await org.ana.get(f"/reviews/{review}")).data
    assert ended["ended_at"] is not None
    assert not await note_presence(org.tenant_id, review, anybody=True)


async def test_a_forgotten_review_ends_by_itself(org: Org, board: Board):
    """A window left open overnight does not present for ever."""
    review = UUID(await start(org.ana, board))
    await _pass_time(org, str(review), "created_at", LONGEST)
    assert not await note_presence(org.tenant_id, review, anybody=True)


async def test_totals_are_exact_beside_writers(org: Org, board: Board):
    """However many write at that moment: totals before plus the changes since are the totals now."""
    deals = [await board.deal(org.ana, f"{n}", amount="1", currency="EUR") for n in range(6)]
    writing = [move(org.ana, board, deal, "Won") for deal in deals]
    results = await asyncio.gather(start(org.ana, board), *writing)
    review = str(results[0])
    before = (await worth(org.ana, board, review)).get("Won", ((0, {}), None))[0][0]
    changes = (await org.ana.get(f"/reviews/{review}/changes")).json["pagination"]["total"]
    assert before + changes == len(deals)
