"""Two instances on the server's core; PATCHes of a deal's amount reach one of them over HTTP, 50 a second;
500 listeners hear of them from the other. Counted is each delivery's time from the beginning of the
transaction (PostgreSQL's clock) to the frame's arrival at the listener, so the SQL, the commit, the way
to the other instance and the writing to everybody before are in it; and from the sending of the request.
We: `salespulse serve` takes the PATCH, with Idempotency-Key; `salespulse realtime` (or another `serve`)
has the listeners. Peer: two Node processes with `socket.io`, `@socket.io/redis-streams-adapter` and `pg`,
which run the same statements as our PATCH does (rights, idempotency, lock, update, event with its number)
and emit the event after the commit; and for comparison the same with one UPDATE of one row and nothing
else. It checks no rights for a listener, merges no versions, and can't tell who missed what. Floor: the
statements on one bare asyncpg connection, a Redis publish, and a bare picows loop that writes to all."""

import asyncio
import itertools
import time
from array import array
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import aiohttp
import asyncpg
import orjson

from app.core.ids import new_id
from bench.connections import Ticket
from bench.crowd import Crowd
from bench.deals import make_deals
from bench.figures import Findings, Runs, percentile
from bench.house import House, found_house, payload
from bench.lab import Lab

TITLE = "Commit to the other screen"
LISTENERS, PER_SECOND = 500, 50
NAMES = {
    "edge": "salespulse serve + realtime",
    "serve": "two salespulse serve",
    "peer": "two Node socket.io + streams adapter",
    "one UPDATE": "the same, one UPDATE alone",
    "floor": "bare commit + publish + write",
}


@dataclass(slots=True)
class Sent:
    """When each change was asked for (seconds since 1970), by deal and version."""

    at: dict[str, float] = field(default_factory=dict[str, float])


Write = Callable[[int], Awaitable[str]]
_amounts = itertools.count(1)  # never the same twice: a PATCH that changes nothing is no change


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house()
    deals = await make_deals(house.actor(), 100)
    await make_peer_table(lab, deals)
    seconds = 4 if lab.quick else 12
    runs = Runs()
    for _ in range(lab.repeats(3)):
        for kind in ("edge", "serve"):
            await _ours(lab, house, deals, runs, kind, seconds)
        for who in ("peer", "one UPDATE"):
            await _peer(lab, house, deals, runs, who, seconds)
        await _floor(lab, house, deals, runs, seconds)
    found = Findings()
    for who, name in NAMES.items():
        figures = ("p50", "p95", "p99", "request p50", "request p99")
        times = {
            f"{k} ms": round(runs.median(who, k) * 1e3, 2) for k in figures if runs.has(who, k)
        }
        found.rows.append({"server": name, **times})
    for share, other, target in (("p99", "peer", 0.7), ("p50", "floor", 1.5), ("p99", "floor", 3)):
        ratio = runs.median(lab.kind, share) / runs.median(other, share)
        found.goal(f"{share}, ours / {other}", ratio, "<=", target)
    ratio = runs.median(lab.kind, "p99") / runs.median("one UPDATE", "p99")
    found.remarks.append(f"p99, ours / the peer that keeps nothing but the row: {ratio:.2f}.")
    return found


async def _ours(
    lab: Lab, house: House, deals: Sequence[str], runs: Runs, kind: str, seconds: int
) -> None:
    async with lab.ours("serve") as writer, lab.ours(kind) as reader, Crowd() as crowd:
        token = house.token(house.people[0])
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:

            async def write(n: int) -> str:
                deal = deals[n % len(deals)]
                async with http.patch(
                    f"{writer.url}/api/v1/deals/{deal}",
                    json={"amount": f"{next(_amounts)}.50"},
                    headers={"Idempotency-Key": str(uuid4())},
                ) as answer:
                    body = await answer.json()
                    if answer.status != 200:
                        raise RuntimeError(f"PATCH: {answer.status} {body}")
                    return f"{deal}:{body['data']['version']}"

            await crowd.connect(house.tickets(reader.port, LISTENERS))
            await _run(crowd, runs, kind, write, seconds)


async def _peer(
    lab: Lab, house: House, deals: Sequence[str], runs: Runs, who: str, seconds: int
) -> None:
    template = payload(await house.change())["events"][0]
    template["data"] = {"filler": "x" * 500}  # about what a deal of ours takes
    options = {
        "ADAPTER": "streams",
        "REDIS_URL": lab.settings.redis_url or "",
        "PG_CONFIG": orjson.dumps(pg_config(lab.settings.database_url or "")).decode(),
    }
    person = house.people[0]
    body = {"event": template, "user_id": str(person.user_id)}
    body["session_id"] = str(person.session_id)
    verb = "changes" if who == "peer" else "deals"
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(lab.peer(**options))
        reader = await stack.enter_async_context(lab.peer(**options))
        crowd = await stack.enter_async_context(Crowd())
        http = await stack.enter_async_context(aiohttp.ClientSession())

        async def write(n: int) -> str:
            deal = deals[n % len(deals)]
            async with http.post(
                f"{writer.url}/{verb}/{house.tenant_id}/{deal}", json={"amount": n, **body}
            ) as answer:
                version = orjson.loads(await answer.read())["version"]
                return f"{deal}:{version}"

        await crowd.connect(house.peer_tickets(reader.port, LISTENERS))
        await _run(crowd, runs, who, write, seconds)


async def _run(crowd: Crowd, runs: Runs, who: str, write: Write, seconds: int) -> None:
    sent = Sent()

    async def one(n: int) -> None:
        at = time.time()
        sent.at[await write(n)] = at

    await _paced(one, PER_SECOND)
    await crowd.heard(PER_SECOND * LISTENERS, timeout=20)
    await crowd.forget()
    sent.at.clear()
    await _paced(one, seconds * PER_SECOND)
    expected = seconds * PER_SECOND * LISTENERS
    heard = await crowd.heard(expected, timeout=20)
    if heard != expected:
        cut = await crowd.broken()
        raise RuntimeError(f"{who} delivered {heard} of {expected}, {cut} listeners were cut")
    await _note(crowd, runs, who, sent)


async def _paced(one: Callable[[int], Awaitable[None]], count: int) -> None:
    """Fifty a second, none waiting for another."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for n in range(count):
            await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
            group.create_task(one(n))  # type: ignore[arg-type]


async def _note(crowd: Crowd, runs: Runs, who: str, sent: Sent | None) -> None:
    from_begin, from_request = array("d"), array("d")
    for told in await crowd.told():
        from_begin.extend(heard - told.at for heard in told.heard)
        if sent is not None and told.tag in sent.at:
            from_request.extend(heard - sent.at[told.tag] for heard in told.heard)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    runs.add(who, **{name: percentile(from_begin, share) for name, share in shares.items()})
    if from_request:
        runs.add(who, **{f"request {k}": percentile(from_request, v) for k, v in shares.items()})


async def _floor(lab: Lab, house: House, deals: Sequence[str], runs: Runs, seconds: int) -> None:
    person = house.people[0]
    work = {
        "tenant_id": str(house.tenant_id),
        "user_id": str(person.user_id),
        "session_id": str(person.session_id),
        "deals": list(deals),
        "per_second": PER_SECOND,
    }
    services = {
        "REDIS_URL": lab.settings.redis_url or "",
        "CHANNEL": f"bench:{new_id()}",
        "DATABASE_URL": lab.settings.database_url or "",
    }
    async with lab.floor("broadcast", **services) as server, Crowd() as crowd:
        await crowd.connect([Ticket(server.port, "/")] * LISTENERS)
        for count in (PER_SECOND, seconds * PER_SECOND):  # the first to warm up
            await crowd.forget()
            script = orjson.dumps({**work, "count": count}).decode()
            async with lab.program("floors.commit", "up", **services, WORK=script):
                expected = count * LISTENERS
                heard = await crowd.heard(expected, timeout=count / PER_SECOND + 20)
            if heard != expected:
                raise RuntimeError(f"the floor delivered {heard} of {expected}")
        await _note(crowd, runs, "floor", None)


def pg_config(url: str) -> dict[str, Any]:
    """What Node's pg wants to know, from one of our URLs."""
    parts = urlsplit(url)
    more = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "host": more.get("host", parts.hostname),
        "port": int(more.get("port", parts.port or 5432)),
        "user": parts.username,
        "password": parts.password,
        "database": parts.path.lstrip("/"),
    }


async def make_peer_table(lab: Lab, deals: Sequence[str]) -> None:
    """The peer's own table, without row security; its rows are as wide as deals."""
    owner = await asyncpg.connect(lab.settings.database_owner_url)
    role = urlsplit(lab.settings.database_url or "").username
    await owner.execute(
        "DROP TABLE IF EXISTS peer_deals; CREATE TABLE peer_deals"
        " (id uuid PRIMARY KEY, amount bigint, version int DEFAULT 0, filler text);"
        " CREATE SEQUENCE IF NOT EXISTS peer_numbers;"
        f' GRANT SELECT, UPDATE ON peer_deals TO "{role}"; GRANT USAGE ON peer_numbers TO "{role}"'
    )
    await owner.executemany(
        "INSERT INTO peer_deals (id, filler) VALUES ($1, repeat('x', 300))",
        [(deal,) for deal in deals],
    )
    await owner.close()
