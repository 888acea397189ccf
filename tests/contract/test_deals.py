"""Contract, deals: fields, the board, moving."""

from decimal import Decimal

from tests.contract.house import Person, System, error_of


def test_fields(ana: Person) -> None:
    """ "A deal is created with `{name, pipeline_id, stage_id, amount?, …, custom?}` (owner: the
    caller) and carries `position`"
    """
    contact = ana.made("/contacts", {"name": "Kim Doe"})
    company = ana.made("/companies", {"name": "Doe Ltd"})
    given = {
        "amount": "99.90",
        "currency": "USD",
        "contact_id": contact["id"],
        "company_id": company["id"],
        "expected_close_date": "2027-01-31",
        "opened_on": "2026-11-01",
        "lost_reason": "none yet",
        "owner_id": ana.id,
        "custom": {},
    }
    deal = ana.deal(name="All of it", **given)
    assert {key: deal[key] for key in given} == given
    assert deal["position"]
    assert ana.deal(closed_at="2026-11-02T10:00:00Z")["closed_at"].startswith("2026-11-02T10:00:00")


def test_required(ana: Person) -> None:
    """Name, pipeline and stage are required."""
    error = error_of(ana.post("/deals", json={}), 400)
    assert set(error["details"]["fields"]) == {"name", "pipeline_id", "stage_id"}


def test_board(ana: Person, system: System) -> None:
    """`{"data": {"pipeline", "stages": [{"id", "name", "kind", "color", "count", "total", "next_cursor",
    "cards"}]}}`, "cards in order, count and totals over all the caller may see"
    """
    for name in ("ana", "viewer"):
        caller = system.person(name)
        pipeline = caller.read("/pipelines")[0]["id"]
        answer = caller.get(f"/pipelines/{pipeline}/board", params={"limit": 2})
        board = answer.json()["data"]
        assert int(answer.headers["X-Log-Seq"]) > 0
        assert board["pipeline"]["id"] == pipeline
        for stage in board["stages"]:
            assert set(stage) >= {
                "id", "name", "kind", "color", "count", "total", "next_cursor", "cards",
            }  # fmt: skip
            params = {"filter[stage_id]": stage["id"], "limit": 200, "sort": "position"}
            deals = caller.read("/deals", **params)
            assert stage["count"] == len(deals)
            totals: dict[str, Decimal] = {}
            for deal in deals:
                if deal["amount"] is not None:
                    sums = totals.get(deal["currency"], Decimal(0)) + Decimal(deal["amount"])
                    totals[deal["currency"]] = sums
            assert {k: Decimal(v) for k, v in stage["total"].items()} == totals
            places = sorted(deal["position"].encode() for deal in deals)
            assert [c["position"].encode() for c in stage["cards"]] == places[:2]
            assert (stage["next_cursor"] is None) == (len(deals) <= 2)


def test_more_cards(ana: Person) -> None:
    """A column's `next_cursor` goes on where its cards end."""
    pipeline = ana.read("/pipelines")[0]["id"]
    for number in range(3):
        ana.deal(name=f"Column {number}")
    stage = ana.read(f"/pipelines/{pipeline}/board", limit=1)["stages"][0]
    all_cards = ana.read(f"/pipelines/{pipeline}/board")["stages"][0]["cards"]
    params = {"filter[stage_id]": stage["id"], "cursor": stage["next_cursor"], "limit": 2}
    rest = ana.get("/deals", params={**params, "sort": "position"})
    assert rest.status_code == 200, rest.text
    assert [d["id"] for d in rest.json()["data"]] == [c["id"] for c in all_cards[1:3]]


def test_move(ana: Person) -> None:
    """ "`POST /deals/{id}/move {stage_id, after_id|null}`" puts it there, first for null."""
    one, two = ana.deal(name="One"), ana.deal(name="Two")
    target = ana.stages()[1]["id"]
    first = ana.post(f"/deals/{one['id']}/move", json={"stage_id": target, "after_id": None})
    place = {"stage_id": target, "after_id": one["id"]}
    second = ana.post(f"/deals/{two['id']}/move", json=place)
    assert (first.status_code, second.status_code) == (200, 200)
    cards = ana.stages()[1]["cards"]
    assert [card["id"] for card in cards[:2]] == [one["id"], two["id"]]
    assert second.headers["ETag"] == f'"{second.json()["data"]["version"]}"'
    nowhere = {"stage_id": target, "after_id": target}
    assert ana.post(f"/deals/{two['id']}/move", json=nowhere).status_code in (400, 404, 409)
    error_of(ana.post(f"/deals/{two['id']}/move", json={"stage_id": target}), 400)


def test_moved_event(ana: Person) -> None:
    """ "`deal.moved` whenever the stage or the place changes", by PATCH as well."""
    deal = ana.deal(name="Goes by PATCH")
    since = ana.get("/deals", params={"limit": 1}).headers["X-Log-Seq"]
    ana.patch(f"/deals/{deal['id']}", json={"stage_id": ana.stages()[2]["id"]})
    events = ana.read("/events", since=since)
    mine = [event for event in events if event["entity_id"] == deal["id"]]
    assert [event["type"] for event in mine] == ["deal.moved"]
    assert "stage_id" in mine[0]["changed"]
    assert mine[0]["before"]["stage_id"] == deal["stage_id"]
