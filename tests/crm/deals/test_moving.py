"""Deals move between neighbours; the order is the server's."""

import asyncio
import random

from tests.crm.board import board_of


async def test_move_between_neighbours(make_org):
    """A card goes right after the one named, or first."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = {n: await board.deal(org.ana, n) for n in "cba"}
    assert await board.names(org.ana) == ["a", "b", "c"]
    stage = board.stages["Lead in"]

    async def move(name: str, after: str | None):
        body = {"stage_id": stage, "after_id": deals[after]["id"] if after else None}
        return await org.ana.post(f"/deals/{deals[name]['id']}/move", body)

    await move("a", "b")
    assert await board.names(org.ana) == ["b", "a", "c"]
    await move("c", None)
    assert await board.names(org.ana) == ["c", "b", "a"]
    await move("b", "a")
    assert await board.names(org.ana) == ["c", "a", "b"]
    assert (await move("b", "b")).status == 200
    assert await board.names(org.ana) == ["c", "a", "b"]


async def test_move_to_another_stage_closes_and_reopens(make_org):
    """A deal put into Won is closed now; put back into an open stage it is open again."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana)
    path = f"/deals/{deal['id']}/move"
    won = (await org.ana.post(path, {"stage_id": board.stages["Won"], "after_id": None})).data
    assert won["closed_at"] is not None and won["stage_id"] == board.stages["Won"]
    back = {"stage_id": board.stages["Proposal"], "after_id": None}
    assert (await org.ana.post(path, back)).data["closed_at"] is None


async def test_changing_the_stage_is_a_move(make_org):
    """PATCHing the stage puts the card first there and is logged as deal.moved."""
    org = await make_org()
    board = await board_of(org.ana)
    await board.deal(org.ana, "there", "Proposal")
    deal = await board.deal(org.ana, "here")
    await org.ana.patch(f"/deals/{deal['id']}", {"stage_id": board.stages["Proposal"]})
    assert await board.names(org.ana, "Proposal") == ["here", "there"]
    events = (await org.ana.get(f"/deals/{deal['id']}/history")).data
    assert events[0]["type"] == "deal.moved"
    assert set(events[0]["changed"]) >= {"stage_id"}


async def test_nothing_goes_into_a_pipeline_in_the_trash(make_org):
    """The stages of a deleted pipeline take no deals, neither moved nor new; restored, they do."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana)
    pipeline = (await org.admin.post("/pipelines", {"name": "Renewals"})).data["id"]
    stage = (await org.admin.post("/stages", {"name": "One", "pipeline_id": pipeline})).data["id"]
    await org.admin.delete(f"/pipelines/{pipeline}")
    path, there = f"/deals/{deal['id']}/move", {"stage_id": stage, "after_id": None}
    refused = await org.ana.post(path, there)
    assert (refused.status, refused.json["details"]["fields"]["stage_id"]) == (
        400,
        "There is no such stage.",
    )
    new = {"name": "New", "pipeline_id": board.id, "stage_id": stage}
    assert (await org.ana.post("/deals", new)).status == 400
    await org.admin.post(f"/pipelines/{pipeline}/restore")
    assert (await org.ana.post(path, there)).data["pipeline_id"] == pipeline


async def test_stages_made_at_once_have_places_of_their_own(make_org):
    """Two who add stages to a pipeline at the same moment get two places, not one."""
    org = await make_org()
    board = await board_of(org.ana)
    made = await asyncio.gather(
        *(org.admin.post("/stages", {"name": f"{n}", "pipeline_id": board.id}) for n in range(6))
    )
    assert len({answer.data["position"] for answer in made}) == 6


async def test_a_neighbour_that_left_is_a_conflict(make_org):
    """Dropping after a card that was moved away meanwhile is refused, and nothing changes."""
    org = await make_org()
    board = await board_of(org.ana)
    one, two = await board.deal(org.ana, "one"), await board.deal(org.ana, "two")
    away = {"stage_id": board.stages["Won"], "after_id": None}
    await org.ben.post(f"/deals/{one['id']}/move", away)
    body = {"stage_id": board.stages["Lead in"], "after_id": one["id"]}
    answer = await org.ana.post(f"/deals/{two['id']}/move", body)
    assert (answer.status, answer.error) == (409, "neighbour_gone")
    assert await board.names(org.ana) == ["two"]


async def test_a_viewer_cannot_move(make_org):
    """A viewer who drags a card gets 403, and it stays where it was."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana)
    body = {"stage_id": board.stages["Won"], "after_id": None}
    for person in (org.viewer, org.support):
        assert (await person.post(f"/deals/{deal['id']}/move", body)).status == 403
    assert (await org.cara.post(f"/deals/{deal['id']}/move", body)).status == 404
    assert (await org.ana.get(f"/deals/{deal['id']}")).data == deal


async def test_unknown_and_foreign_stages_are_refused(make_org):
    """A stage that does not exist, or is another organisation's, is a 400 like any wrong value."""
    org, rival = await make_org(), await make_org()
    board, foreign = await board_of(org.ana), await board_of(rival.ana)
    deal = await board.deal(org.ana)
    for stage in (foreign.stages["Won"], "01931b5e-0f2b-7a5e-8000-0123456789ab"):
        body = {"stage_id": stage, "after_id": None}
        assert (await org.ana.post(f"/deals/{deal['id']}/move", body)).status == 400


async def test_many_drags_at_once_agree_on_one_order(make_org):
    """Twenty people dragging in the same columns at once: no card lost, doubled, or out of order."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = [await board.deal(org.ana, f"d{n}") for n in range(8)]
    chance = random.Random(4)
    stages = [board.stages["Lead in"], board.stages["Proposal"]]

    async def drag():
        deal, after = chance.sample(deals, 2)
        body = {"stage_id": chance.choice(stages), "after_id": chance.choice([None, after["id"]])}
        person = chance.choice([org.ana, org.ben, org.admin])
        return (await person.post(f"/deals/{deal['id']}/move", body)).status

    statuses = await asyncio.gather(*(drag() for _ in range(120)))
    assert set(statuses) <= {200, 409} and statuses.count(200) > 20
    names = await board.names(org.ana) + await board.names(org.ana, "Proposal")
    assert sorted(names) == [f"d{n}" for n in range(8)]


async def test_board_counts_totals_and_pages(make_org):
    """A column's count and totals per currency are over all one may see; the rest of its cards go on
    in the list, where the cursor says."""
    org = await make_org()
    board = await board_of(org.ana)
    for n in range(5):
        await board.deal(org.ana, f"d{n}", amount="10.10", currency="USD" if n == 4 else "EUR")
    await board.deal(org.cara, "hidden", amount="99")
    page = await org.ana.get(f"/pipelines/{board.id}/board?limit=2")
    column = page.data["stages"][0]
    assert (column["count"], column["total"]) == (5, {"EUR": "40.40", "USD": "10.10"})
    assert [c["name"] for c in column["cards"]] == ["d4", "d3"]
    rest = await org.ana.get(
        "/deals",
        params={
            "filter[stage_id]": column["id"],
            "sort": "position",
            "cursor": column["next_cursor"],
        },
    )
    assert [d["name"] for d in rest.data] == ["d2", "d1", "d0"]
    assert (await org.admin.get(f"/pipelines/{board.id}/board")).data["stages"][0]["count"] == 6


async def test_board_is_filtered_like_the_list(make_org):
    """Filters and search narrow cards, counts and totals together."""
    org = await make_org()
    board = await board_of(org.ana)
    await board.deal(org.ana, "alpha", amount="100")
    await board.deal(org.ana, "beta", amount="900")
    for query in ("filter[amount][gte]=500", "search=bet", "filter[name]=beta"):
        column = (await org.ana.get(f"/pipelines/{board.id}/board?{query}")).data["stages"][0]
        assert [c["name"] for c in column["cards"]] == ["beta"]
        assert (column["count"], column["total"]) == (1, {"EUR": "900.00"})
    assert (await org.ana.get(f"/pipelines/{board.id}/board?sort=name")).status == 400


async def test_amounts_fit_their_currency(make_org):
    """Amounts are exact: too many decimals are refused, yen have none, dinars three."""
    org = await make_org()
    board = await board_of(org.ana)
    assert (await board.deal(org.ana, amount="0.1", currency="KWD"))["amount"] == "0.100"
    assert (await board.deal(org.ana, amount="1200", currency="JPY"))["amount"] == "1200"
    for amount, currency in (("1.234", "EUR"), ("1.5", "JPY"), ("1e20", "EUR"), ("NaN", "EUR")):
        assert (await board.post(org.ana, "x", amount=amount, currency=currency)).status == 400
    assert (await board.post(org.ana, "x", amount="1", currency="XXQ")).status == 400


async def test_a_new_currency_keeps_the_amount(make_org):
    """12.00 euros become 12 yen, not 1200."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana, amount="12", currency="EUR")
    changed = (await org.ana.patch(f"/deals/{deal['id']}", {"currency": "JPY"})).data
    assert (changed["amount"], changed["currency"]) == ("12", "JPY")


async def test_a_restored_deal_goes_first(make_org):
    """A deal that comes out of the trash goes first in its stage, whatever has happened there."""
    org = await make_org()
    board = await board_of(org.ana)
    deal = await board.deal(org.ana, "gone")
    await org.ana.delete(f"/deals/{deal['id']}")
    for n in range(3):
        await board.deal(org.ana, f"d{n}")
    await org.ana.post(f"/deals/{deal['id']}/restore")
    assert await board.names(org.ana) == ["gone", "d2", "d1", "d0"]


async def test_a_stage_with_deals_cannot_go(make_org):
    """A stage or pipeline that still has deals is not deleted; an empty stage is."""
    org = await make_org()
    board = await board_of(org.admin)
    await board.deal(org.admin)
    assert (await org.admin.delete(f"/stages/{board.stages['Lead in']}")).error == "not_empty"
    assert (await org.admin.delete(f"/pipelines/{board.id}")).error == "not_empty"
    assert (await org.admin.delete(f"/stages/{board.stages['Lost']}")).status == 200
    assert (await org.ana.delete(f"/stages/{board.stages['Won']}")).status == 403


async def test_stages_can_be_reordered(make_org):
    """A stage goes right after another of its pipeline, or first."""
    org = await make_org()
    board = await board_of(org.admin)
    body = {"after_id": board.stages["Lead in"]}
    await org.admin.post(f"/stages/{board.stages['Won']}/move", body)
    names = [s["name"] for s in (await org.ana.get(f"/pipelines/{board.id}/board")).data["stages"]]
    assert names[:3] == ["Lead in", "Won", "Qualified"]
