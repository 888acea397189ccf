"""Whatever is sent, the answer is a clear 4xx; nothing is half written and nothing is a 5xx."""

import re

import pytest

from app.core.uow import snapshot
from tests.isolation.matrix import MATRIX
from tests.isolation.world import World, build_world

JSON = {"Content-Type": "application/json"}
NESTED = b"[" * 5_000_000 + b"]" * 5_000_000

# name → (body, headers)
BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", JSON),
    "half": (b'{"name": "x"', JSON),
    "not json": (b"name=x", JSON),
    "not an object": (b'["name"]', JSON),
    "null": (b"null", JSON),
    "a number": (b"7", JSON),
    "unknown field": (b'{"no_such_field": 1}', JSON),
    "nested 1,000 deep": (b'{"name":' + b"[" * 1000 + b"]" * 1000 + b"}", JSON),
    "nested for ever": (b'{"name":' + b"[" * 100_000, JSON),
    "10 MB of nesting": (NESTED, JSON),
    "not utf-8": (b'{"name": "\xff\xfe"}', JSON),
    "half a surrogate": (b'{"name": "\\ud800"}', JSON),
    "NUL": (b'{"name": "a\\u0000b", "body": "\\u0000", "title": "\\u0000"}', JSON),
    "huge number": (b'{"probability": 1e400, "employees": 1e400, "name": 1e400}', JSON),
    "NaN": (b'{"amount": NaN}', JSON),
    "form": (b"name=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    "xml": (b"<name/>", {"Content-Type": "text/xml"}),
    "wrong types": (
        b'{"name": {}, "body": [], "title": 1, "label": {}, "url": 1, "role": []}',
        JSON,
    ),
    "key of a prototype": (b'{"__proto__": {"name": "x"}, "constructor": 1}', JSON),
}
WRITES = [r for r, line in MATRIX.items() if line.body is not None]
READS = [r for r in MATRIX if r.startswith("GET ")]
QUERIES = [
    "filter[name]=%00",
    "filter[id]=1%27%20OR%201=1--",
    "sort=name;drop table deals",
    "sort=name%27",
    "limit=-1",
    "limit=1e9",
    "cursor=%ff%fe",
    "cursor=bnVsbA==",
    "page=99999999999999999999",
    "filter[created_at][gte]=9999999-01-01",
    "filter[created_at][gte]=infinity",
    "since=-1",
    "since=99999999999999999999",
    "q=%00",
    "search=%ff",
    "include=__class__",
    "=",
    "filter[[]]=1",
]


@pytest.fixture(scope="module")
async def world(make_org) -> World:
    return await build_world(await make_org("Hostile"))


def _path(route: str, ids: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids[m[1]], route.split(" ", 1)[1])


@pytest.mark.parametrize("route", WRITES)
async def test_hostile_bodies(world: World, route: str):
    """Every body that makes no sense is refused with a sentence, and leaves no trace in the log."""
    ids = await world.one(MATRIX[route].noun)
    path, method = _path(route, ids), route.split(" ", maxsplit=1)[0]
    async with snapshot(world.org.system) as view:
        before = view.seq
    for name, (body, headers) in BODIES.items():
        answer = await world.org.admin.request(method, path, content=body, headers=headers)
        if name == "nothing" and answer.status < 300:
            async with snapshot(world.org.system) as view:
                before = view.seq  # an empty change is no mistake (a PUT of nothing empties)
            continue
        assert 400 <= answer.status < 500, (name, answer.status, answer.json)
        assert answer.error and answer.json["message"], name
    async with snapshot(world.org.system) as view:
        assert view.seq == before


@pytest.mark.parametrize("route", READS)
async def test_hostile_queries(world: World, route: str):
    """Queries that make no sense are refused, or ignored where there is nothing to ask; never a 5xx."""
    path = _path(route, await world.one(MATRIX[route].noun))
    for query in QUERIES:
        answer = await world.org.admin.get(f"{path}?{query}")
        assert answer.status < 500, (query, answer.json)


@pytest.mark.parametrize("length", [300, 100_000])
async def test_hostile_headers(world: World, length: int):
    """Odd headers are a 4xx or ignored."""
    for headers in (
        {"Idempotency-Key": "k" * length},
        {"If-Match": "9" * length},
        {"If-Match": '"one"'},
        {"X-Request-ID": "x" * length},
        {"X-Tenant-ID": "t" * length},
    ):
        path = f"/deals/{world.deal['id']}"
        answer = await world.org.admin.patch(path, {"name": "ana's deal"}, headers=headers)
        assert answer.status < 500, headers
