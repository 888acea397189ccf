"""The history of a record, and the record as it was."""

import pytest

from tests.crm.board import board_of
from tests.orgs import Org


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("History")


async def test_paging_both_ways(org: Org):
    """From the newest to the first event and back, page by page: each event once, in order."""
    company = (await org.ana.post("/companies", {"name": "v1"})).data
    path = f"/companies/{company['id']}"
    for n in range(2, 9):
        await org.ana.patch(path, {"name": f"v{n}"})
    down: list[list[int]] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await org.ana.get(f"{path}/history", params={"limit": 3, **more})
        down.append([event["version"] for event in page.data])
        assert page.json["pagination"]["total"] == 8
        cursor = page.json["pagination"]["next_cursor"]
        if cursor is None:
            break
    assert down == [[8, 7, 6], [5, 4, 3], [2, 1]]
    up: list[list[int]] = []
    while cursor := page.json["pagination"]["prev_cursor"]:
        page = await org.ana.get(f"{path}/history", params={"limit": 3, "cursor": cursor})
        up.append([event["version"] for event in page.data])
    assert up == [[5, 4, 3], [8, 7, 6]]
    # What happens meanwhile is above the page one stands on.
    onward = page.json["pagination"]["next_cursor"]
    await org.ana.patch(path, {"name": "v9"})
    below = await org.ana.get(f"{path}/history", params={"limit": 3, "cursor": onward})
    assert [event["version"] for event in below.data] == [5, 4, 3]


async def test_the_record_as_it_was(org: Org):
    """At each event's number the record is what it was then, with the fields that differ now."""
    board = await board_of(org.ana)
    await org.admin.post("/meta/deals/fields", {"label": "Budget", "kind": "number"})
    made = await board.post(org.ana, "First", amount="10", custom={"budget": 1})
    path = f"/deals/{made.data['id']}"
    first = int(made.headers["X-Log-Seq"])
    await org.ana.post("/companies", {"name": "another record's number"})
    won = {"stage_id": board.stages["Won"], "after_id": None}
    moved = int((await org.ben.post(f"{path}/move", won)).headers["X-Log-Seq"])
    now = (await org.ana.patch(path, {"name": "Last", "custom": {"budget": 2}})).data

    async def at(seq: int):
        return (await org.ana.get(f"{path}/history", params={"at": seq})).data

    then = await at(first)
    assert then["record"] == made.data
    assert (then["type"], then["seq"], then["deleted"]) == ("deal.created", first, False)
    assert set(then["differs"]) == {"name", "stage_id", "closed_at", "custom.budget"}
    assert then["differs"]["custom.budget"] == {"then": 1, "now": 2}
    # Between two of its events it is as the earlier one left it.
    assert (await at(first + 1))["record"] == made.data
    later = await at(moved)
    assert (later["actor"]["name"], later["record"]["stage_id"]) == ("Ben", won["stage_id"])
    assert set(later["differs"]) == {"name", "custom.budget"}
    last = await at(2**40)
    assert (last["record"], last["differs"]) == (now, {})


async def test_before_it_was_there_and_out_of_sight(org: Org):
    """Before its creation there is nothing; a record one may not see now has no past either."""
    before = (await org.ana.post("/companies", {"name": "earlier"})).headers["X-Log-Seq"]
    made = await org.ana.post("/companies", {"name": "later"})
    path, seq = f"/companies/{made.data['id']}/history", made.headers["X-Log-Seq"]
    assert (await org.ana.get(path, params={"at": before})).status == 404
    assert (await org.cara.get(path, params={"at": seq})).status == 404
    for wrong in ("x", "-1", "1.5", "9" * 30, "", "1 OR 1=1"):
        assert (await org.ana.get(path, params={"at": wrong})).status == 400, wrong
    assert (await org.ana.get(path, params={"at": seq, "limit": 1})).status == 400
    assert (await org.ana.get(path, params={"nonsense": 1})).status == 400
