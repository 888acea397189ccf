"""Hidden fields: no byte of them reaches who may not read them, and no question tells their value."""

import re
from typing import Any
from uuid import uuid4

import orjson
import pytest

from app.core.records.registry import TYPES as RECORD_TYPES
from app.web.features import declare_routes
from tests.api import Answer, Api
from tests.isolation.canary import TYPES, Canaries, build_canaries
from tests.isolation.matrix import ELSEWHERE, MATRIX
from tests.together.notifications.test_notifications import told

declare_routes()
RECORD = re.compile(r"/(companies|contacts|deals)/<uuid:record_id>")
# Routes whose answer has no record with its fields, or has emptied them.
TELL_NOTHING = ("PUT ", "POST /contacts", "POST /companies", "POST /deals")
# What else shows fields to who may read them.
TELLING = {
    "GET /companies",
    "GET /contacts",
    "GET /deals",
    "GET /events",
    "GET /pipelines/<uuid:pipeline_id>/board",
    "POST /deals/<uuid:deal_id>/move",
}
# Whoever may change roles says in them what is hidden from whom.
NAMING = ("GET /roles/choices",)
QUERY = {"GET /search": {"q": "canary"}, "GET /events": {"since": "0", "limit": "1000"}}


@pytest.fixture(scope="module")
async def world(make_org) -> Canaries:
    return await build_canaries(await make_org("Canaries"))


async def _try(world: Canaries, route: str, api: Api, **more: Any) -> Answer:
    """One attempt on a fresh thing with canaries."""
    line = MATRIX[route]
    ids = await world.one(line.noun)
    method, path = route.split(" ", 1)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids[m[1]], path)
    if path.endswith("/restore"):
        await world.seer.delete(path.removesuffix("/restore"))
    body = line.body(world) if line.body else None
    return await api.request(method, path, body, params=QUERY.get(route), **more)


def _tells(route: str) -> bool:
    if route in TELLING:
        return True
    verb, path = route.split(" ", 1)
    on_record = RECORD.match(path) and not path.endswith(("/note", "/undo"))
    return (bool(on_record) and verb in ("GET", "PATCH", "DELETE")) or path.endswith(
        tuple(f"/{kind}/<uuid:record_id>/restore" for kind in TYPES)
    )


@pytest.mark.parametrize("route", MATRIX)
async def test_no_route_tells(world: Canaries, route: str):
    """No answer, error or header has a hidden value in it, also not when a request is repeated."""
    key = {"Idempotency-Key": str(uuid4())}
    answer = await _try(world, route, world.blind, headers=key)
    assert not world.met_in(answer), answer.json
    assert route in NAMING or not world.named_in(answer.content), answer.json
    if _tells(route):
        assert answer.status < 300 or "no such field" in str(answer.json["details"]), answer.json
        assert world.met_in(await _try(world, route, world.seer)), "nothing was there to be hidden"


def test_every_route_is_tried():
    """Routes that are tried elsewhere answer with nothing of a record's fields."""
    assert not [route for route in ELSEWHERE if RECORD.match(route.split(" ", 1)[1])]


async def test_answers_from_before_the_rule(make_org):
    """A repeated write answers as it did then, but without the fields hidden since."""
    world = await build_canaries(await make_org("Before"))
    org, key = world.org, {"Idempotency-Key": str(uuid4())}
    await org.admin.patch(f"/users/{org.ben.user_id}", {"role": "rep"})
    body = {"name": "Acme", **{k: v for k, v in world.planted["companies"].items() if "." not in k}}
    body.pop("parent_id")
    first = await world.blind.post("/companies", body, headers=key)
    assert world.met_in(first)
    await org.admin.patch(f"/users/{org.ben.user_id}", {"role": world.role_id})
    again = await world.blind.post("/companies", body, headers=key)
    assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true"
    assert not world.met_in(again)
    assert again.data["id"] == first.data["id"]


async def test_conflicts_and_undo_tell_nothing(world: Canaries):
    """Neither what is there now, nor what an undo would bring back, shows a hidden value."""
    ids = await world.one("deals")
    path = f"/deals/{ids['record_id']}"
    await world.seer.patch(path, {"name": "newer"})
    for api, shown in ((world.blind, False), (world.seer, True)):
        answer = await api.patch(path, {"name": "mine"}, headers={"If-Match": '"1"'})
        assert answer.status == 409
        assert bool(world.met_in(answer)) == shown
    events = (await world.seer.get(f"{path}/history")).data
    planting = next(e for e in events if "amount" in e["changed"])
    await world.seer.patch(path, {"amount": "1.00"})
    for api, shown in ((world.blind, False), (world.seer, True)):
        answer = await api.post(f"/events/{planting['seq']}/undo")
        assert answer.status in (403, 409), answer.json
        assert bool(world.met_in(answer)) == shown


@pytest.mark.parametrize("kind", TYPES)
async def test_hidden_is_as_unknown(world: Canaries, kind: str):
    """To filter, sort, include, read or write by a hidden field is answered as for one that is not."""
    ids = await world.one(kind)
    path = f"/{kind}/{ids['record_id']}"
    for name, value in world.planted[kind].items():
        unknown = await world.blind.get(f"/{kind}", params={"filter[nonsense]": "1"})
        for operator in ("eq", "empty", "gte", "contains"):
            query = {f"filter[{name}][{operator}]": str(value)}
            answer = await world.blind.get(f"/{kind}", params=query)
            assert answer.status == unknown.status == 400
            assert list(answer.json["details"]["fields"].values()) == ["There is no such filter."]
        assert (await world.blind.get(f"/{kind}", params={"sort": name})).status == 400
        if name.endswith("_id"):
            included = {"include": name.removesuffix("_id")}
            assert (await world.blind.get(path, params=included)).status == 400
            assert (await world.seer.get(path, params=included)).status == 200
        own = name.removeprefix("custom.")
        for written in (value, None):
            body = {"custom": {own: written}} if own != name else {name: written}
            answer = await world.blind.patch(path, body)
            assert answer.status == 400
            assert answer.json["details"]["fields"] == {name: "There is no such field."}
    described = (await world.blind.get("/meta")).data["types"][kind]["fields"]
    assert not {f["key"] for f in described} & {n.split(".")[-1] for n in world.hidden[kind]}
    own_fields = (await world.blind.get(f"/meta/{kind}/fields")).data
    assert not [f for f in own_fields if f["label"].startswith("Secret")]


@pytest.mark.parametrize("kind", TYPES)
async def test_search_is_no_oracle(world: Canaries, kind: str):
    """Words of hidden fields find nothing, exactly or nearly; words of the others find as ever."""
    ids = await world.one(kind)
    await world.seer.patch(f"/{kind}/{ids['record_id']}", {"name": f"Findable {kind}"})
    words = [v for v in world.planted[kind].values() if isinstance(v, str) and "canary" in v]
    assert words
    for word in words:
        for asked in (word, word[:-2], f"{word[:-1]}x", f"findable {word}"):
            for path, params in (("/search", {"q": asked}), (f"/{kind}", {"search": asked})):
                hits = (await world.blind.get(path, params=params)).data
                assert not [h for h in hits if h["id"] == ids["record_id"]], (path, asked)
    seen = (await world.seer.get(f"/{kind}", params={"search": words[0]})).data
    searched = set(RECORD_TYPES[kind].searchable) | {"custom.secret_word"}
    assert seen or not searched & set(world.hidden[kind])
    for asked in (f"Findable {kind}", "Findab", "Findible"):
        hits = (await world.blind.get(f"/{kind}", params={"search": asked})).data
        assert [h for h in hits if h["id"] == ids["record_id"]], asked


async def test_totals_of_hidden_amounts_are_not_there(world: Canaries):
    """A board whose amounts may not be read has counts, and no totals."""
    await world.one("deals")
    board = await world.blind.get(f"/pipelines/{world.board.id}/board")
    assert {str(stage["total"]) for stage in board.data["stages"]} == {"{}"}
    assert sum(stage["count"] for stage in board.data["stages"]) > 0
    board = await world.seer.get(f"/pipelines/{world.board.id}/board")
    assert any(stage["total"] for stage in board.data["stages"])


async def test_a_past_review_tells_nothing(world: Canaries):
    """What happened in a review, and what it came to, is told without hidden values and their sums."""
    made = await world.seer.post("/reviews", {"pipeline_id": world.board.id})
    review = made.data["id"]
    await world.one("deals")
    await world.seer.post(f"/reviews/{review}/end")
    which = {"filter[id][in]": review}
    for path, params in ((f"/reviews/{review}/changes", None), ("/reviews/outcomes", which)):
        blind = await world.blind.get(path, params=params)
        assert blind.status == 200 and blind.data, path
        assert not world.met_in(blind), path
        assert world.met_in(await world.seer.get(path, params=params)), path
    totals = [
        (await person.get(f"/reviews/{review}/totals")).data["stages"]
        for person in (world.blind, world.seer)
    ]
    blind_sums, sums = ([stage["after"]["total"] for stage in stages] for stages in totals)
    assert blind_sums and not any(blind_sums) and any(sums)


@pytest.mark.parametrize("kind", TYPES)
async def test_put_leaves_what_is_hidden(world: Canaries, kind: str):
    """Replacing a record empties what its writer can see, and nothing else."""
    path = f"/{kind}/{(await world.one(kind))['record_id']}"
    before = (await world.seer.get(path)).data
    body: dict[str, Any] = {"name": "Replaced"}
    if kind == "deals":
        body |= {"pipeline_id": before["pipeline_id"], "stage_id": before["stage_id"]}
    assert (await world.blind.put(path, body)).status == 200
    after = (await world.seer.get(path)).data
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"name", "version", "updated_at", "updated_by", "tags", "position"}


async def test_currency_is_not_changed_over_a_hidden_amount(world: Canaries):
    """Who can't see the amount can't give it another currency, whose refusal would tell of it."""
    path = f"/deals/{(await world.one('deals'))['record_id']}"
    answer = await world.blind.patch(path, {"currency": "JPY"})
    assert (answer.status, answer.error) == (403, "field_read_only")
    assert list(answer.json["details"]["fields"]) == ["currency"]


async def test_imports_know_no_hidden_fields(world: Canaries):
    """A file can't be mapped to, matched by, or suggested a hidden field."""
    email = world.planted["contacts"]["email"]
    rows = f"name,email\nSomebody,{email}\n".encode()

    async def send(path: str, **said: Any) -> Answer:
        form = {"type": "contacts", **{k: orjson.dumps(v).decode() for k, v in said.items()}}
        return await world.blind.post(path, data=form, files={"file": ("c.csv", rows)})

    preview = await send("/imports/preview")
    assert preview.status == 200 and preview.data["mapping"]["email"]["field"] != "email"
    mapping = {"name": {"field": "name"}, "email": {"field": "email"}}
    answer = await send("/imports", mapping=mapping)
    assert (answer.status, list(answer.json["details"]["fields"])) == (400, ["mapping.email"])
    templated = {"duplicates": "skip", "match": "email", "template": {"email": "{email}"}}
    answer = await send("/imports", mapping={"name": {"field": "name"}}, options=templated)
    assert answer.status == 400 and "options.match" in answer.json["details"]["fields"]


async def test_read_only_fields(make_org):
    """A read-only field is seen, said to be locked, and refused by name; the rest is as before."""
    world = await build_canaries(await make_org("Locked"))
    locked = {kind: dict.fromkeys(names, "read") for kind, names in world.hidden.items()}
    locked["deals"]["stage_id"] = "read"
    changed = await world.seer.patch(f"/roles/{world.role_id}", {"fields": locked})
    assert changed.status == 200
    deal = (await world.one("deals"))["record_id"]
    shown = (await world.blind.get(f"/deals/{deal}")).data
    assert shown == (await world.seer.get(f"/deals/{deal}")).data
    meta = (await world.blind.get("/meta")).data["types"]["deals"]["fields"]
    said = {f"custom.{f['key']}" if f["custom"] else f["key"]: f for f in meta}
    for name in (*locked["deals"], "currency"):
        assert (said[name]["locked"], said[name]["writable"]) == (True, False), name
    assert (said["name"]["locked"], said["name"]["writable"]) == (False, True)
    for name, other in (("amount", "1.00"), ("description", "other"), ("closed_at", None)):
        answer = await world.blind.patch(f"/deals/{deal}", {name: other, "name": "x"})
        assert (answer.status, list(answer.json["details"]["fields"])) == (403, [name])
    answer = await world.blind.patch(f"/deals/{deal}", {"custom": {"secret_word": "other"}})
    assert list(answer.json["details"]["fields"]) == ["custom.secret_word"]
    won = {"stage_id": world.board.stages["Won"], "after_id": None}
    assert (await world.blind.post(f"/deals/{deal}/move", won)).status == 403
    first = {**won, "stage_id": world.board.stages["Lead in"]}
    assert (await world.blind.post(f"/deals/{deal}/move", first)).status == 200
    same = {"amount": shown["amount"], "name": "renamed"}
    assert (await world.blind.patch(f"/deals/{deal}", same)).data["name"] == "renamed"
    given = {"pipeline_id": world.board.id, "stage_id": world.board.stages["Lead in"]}
    refused = await world.blind.post("/deals", {"name": "New", **given, "amount": "5.00"})
    assert (refused.status, list(refused.json["details"]["fields"])) == (403, ["amount"])
    assert (
        await world.blind.post("/deals", {"name": "New", **given, "amount": None})
    ).status == 201


@pytest.mark.parametrize("kind", TYPES)
async def test_other_ways_to_ask(world: Canaries, kind: str):
    """The trash, a list with links, one as it was, and many changed at once: no canary in any."""
    record_id = (await world.one(kind))["record_id"]
    path = f"/{kind}/{record_id}"
    await world.seer.patch(path, {"name": "asked"})
    seq = (await world.seer.get(path)).headers["X-Log-Seq"]
    questions: list[tuple[str, dict[str, str]]] = [
        (f"/{kind}", {"include": "owner,created_by"}),
        (f"/{kind}", {"search": "asked"}),
        (f"/{kind}", {"filter[name]": "asked", "sort": "-updated_at", "limit": "1"}),
        (f"{path}/history", {"at": seq}),
    ]
    for asked, params in questions:
        answer = await world.blind.get(asked, params=params)
        assert answer.status == 200 and answer.data and not world.met_in(answer), (asked, params)
        assert world.met_in(await world.seer.get(asked, params=params))
    name, value = next((n, v) for n, v in world.planted[kind].items() if isinstance(v, str))
    for body in ({"filter": {}}, {"ids": [record_id]}):
        sent = {"action": "update", "fields": {name: value}, **body}
        refused = await world.blind.post(f"/{kind}/bulk", sent)
        assert refused.json["details"]["fields"] == {name: "There is no such field."}
    found_by = {"action": "update", "add_tags": ["x"], "filter": {name: {"empty": "false"}}}
    refused = await world.blind.post(f"/{kind}/bulk", found_by)
    assert list(refused.json["details"]["fields"].values()) == ["There is no such filter."]
    await world.seer.delete(path)
    for api, shown in ((world.blind, False), (world.seer, True)):
        assert bool(world.met_in(await api.get(f"/{kind}", params={"trash": "only"}))) == shown


async def test_notifications_tell_nothing(world: Canaries):
    """Being given a record, named on one, and hearing of its end: in words without hidden values."""
    ids = await world.one("deals")
    path, blind = f"/deals/{ids['record_id']}", str(world.blind.user_id)
    await world.seer.patch(path, {"owner_id": blind})
    on_it = {"entity": "deal", "entity_id": ids["record_id"]}
    await world.seer.post("/comments", {**on_it, "body": "Look", "mentions": [blind]})
    won = {"stage_id": world.board.stages["Won"], "after_id": None}
    await world.seer.post(f"{path}/move", won)
    rows = await told(world.org, world.blind)
    assert {row["kind"] for row in rows} >= {"assigned", "mention", "deal_won"}
    assert not world.found_in(orjson.dumps(rows))


async def test_definitions_of_hidden_fields(world: Canaries):
    """Who may change custom fields, and not see this one, finds none to rename or remove."""
    fields = (await world.seer.get("/meta/deals/fields")).data
    path = f"/meta/deals/fields/{next(f['id'] for f in fields if f['label'] == 'Secret word')}"
    assert (await world.blind.patch(path, {"label": "Mine"})).status == 404
    assert (await world.blind.delete(path)).status == 404
    renamed = await world.seer.patch(path, {"label": "Secret words"})
    seq = int(renamed.headers["X-Log-Seq"])
    for api, heard in ((world.blind, []), (world.seer, ["field.updated"])):
        feed = await api.get("/events", params={"since": seq - 1})
        assert [event["type"] for event in feed.data] == heard
    undone = [(await api.post(f"/events/{seq}/undo")).status for api in (world.blind, world.seer)]
    assert undone == [404, 409]
    mine = (await world.blind.post("/meta/deals/fields", {"label": "Mine", "kind": "text"})).data
    assert (await world.blind.delete(f"/meta/deals/fields/{mine['id']}")).status == 200
