"""Two instances, 40 listeners divided between them, 20 changes a second for 38 seconds, each written over
HTTP and tried again on the other instance until acknowledged. After 5 s every connection breaks and comes
back 2 s later; after 12 s Redis is killed, to come back empty 10 s later; after 27 s one instance is killed
with -9, to come back 5 s later. A listener that loses its connection tries again 0.2 s later at the other
instance. Changes are numbered in their transaction (the peer's by a sequence). Counted is the share of
the acknowledged changes that a listener has heard exactly once and in order, 15 s after the last; the
mean over listeners. Peer: Node `socket.io` with `@socket.io/redis-adapter` and `pg`. We: two `salespulse
realtime` with two `salespulse serve` for the writing (one of each is killed), or two `salespulse serve`."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import uuid4

import aiohttp
import orjson

from app.core.uow import snapshot
from app.local import binaries
from bench.connections import Ticket
from bench.cores import LOAD
from bench.crowd import Crowd
from bench.deals import make_deals
from bench.figures import Findings, Runs
from bench.house import House, found_house, payload
from bench.lab import Lab
from bench.p02_commit_to_screen import make_peer_table, pg_config
from bench.processes import Server, free_port

TITLE = "Applied once and in order, under faults"
LISTENERS, PER_SECOND = 40, 20
DROP_AT, DROP_FOR = 5.0, 2.0
REDIS_AT, REDIS_FOR = 12.0, 10.0
KILL_AT, KILL_FOR = 27.0, 5.0
SECONDS, PATIENCE = 38.0, 15.0
NAMES = {
    "edge": "salespulse realtime",
    "serve": "salespulse serve",
    "peer": "Node socket.io + redis-adapter",
}

Write = Callable[[int, int], Awaitable[bool]]


async def measure(lab: Lab) -> Findings:
    """See the module."""
    runs = Runs()
    kinds = (lab.kind,) if lab.quick else ("edge", "serve")
    for _ in range(lab.repeats(2)):
        for kind in kinds:
            await _ours(lab, runs, kind)
        await _peer(lab, runs)
    found = Findings()
    for who, name in NAMES.items():
        if runs.has(who, "share"):
            row = {"server": name, "applied once, in order": round(runs.median(who, "share"), 4)}
            more = ("missed", "repeated", "disordered", "changes")
            found.rows.append(row | {key: round(runs.median(who, key), 1) for key in more})
    found.remarks.append("Missed, repeated and disordered are means per listener.")
    found.goal("share applied once and in order", min(runs.values[lab.kind]["share"]), ">=", 1.0)
    repeated = max(runs.values[lab.kind]["repeated"])
    found.goal("changes heard twice", repeated, "<=", 0)
    return found


def valkey(lab: Lab) -> Server:
    """A Redis to kill; empty whenever it starts."""
    port = free_port()
    command = [str(binaries.valkey()), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    return Server(
        [*command, "--dir", str(lab.directory)],
        {},
        lab.directory / f"valkey-{port}.log",
        core=LOAD,
        port=port,
    )


async def _ours(lab: Lab, runs: Runs, kind: str) -> None:
    house = await found_house(20)
    deals = await make_deals(house.actor(), 100)
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(valkey(lab))
        url = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
        writers = [await stack.enter_async_context(lab.ours("serve", **url)) for _ in range(2)]
        readers = writers
        if kind == "edge":
            readers = [await stack.enter_async_context(lab.ours("edge", **url)) for _ in range(2)]
        crowd = await stack.enter_async_context(Crowd())
        token = house.token(house.people[0])
        http = await stack.enter_async_context(
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}, timeout=PATIENT)
        )
        keys = [str(uuid4()) for _ in range(int(SECONDS * PER_SECOND) + 1)]

        async def write(n: int, attempt: int) -> bool:
            writer = writers[(n + attempt) % 2]
            async with http.patch(
                f"{writer.url}/api/v1/deals/{deals[n % len(deals)]}",
                json={"amount": f"{n + 1}.25"},
                headers={"Idempotency-Key": keys[n]},
            ) as answer:
                await answer.read()
                return answer.status == 200

        await crowd.connect(_between(house.tickets(readers[0].port, LISTENERS), readers))
        (first,) = await house.change()  # so that everybody has a number to come back with
        await crowd.heard(LISTENERS)
        await _troubles(
            crowd, redis, [readers[0]] if readers is writers else [readers[0], writers[0]], write
        )
        last = await _head(house)
        await crowd.settled(last, timeout=PATIENCE)
        committed = await _committed(house, first.seq)
        if len(committed) != len(keys) - 1:
            raise RuntimeError(
                f"{len(keys) - 1} writes were acknowledged, {len(committed)} are there"
            )
        _note(runs, kind, committed, await crowd.numbers(), ignore=first.seq)


PATIENT = aiohttp.ClientTimeout(total=3)


async def _peer(lab: Lab, runs: Runs) -> None:
    house = await found_house(20)
    deals = await make_deals(house.actor(), 100)
    await make_peer_table(lab, deals)
    template = payload(await house.change())["events"][0]
    acknowledged: list[int] = []
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(valkey(lab))
        options = {
            "ADAPTER": "pubsub",
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
            "PG_CONFIG": orjson.dumps(pg_config(lab.settings.database_url or "")).decode(),
        }
        servers = [await stack.enter_async_context(lab.peer(**options)) for _ in range(2)]
        crowd = await stack.enter_async_context(Crowd())
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=PATIENT))

        async def write(n: int, attempt: int) -> bool:
            url = servers[(n + attempt) % 2].url
            async with http.post(
                f"{url}/deals/{house.tenant_id}/{deals[n % len(deals)]}",
                json={"amount": n, "event": template},
            ) as answer:
                acknowledged.append(orjson.loads(await answer.read())["seq"])
                return True

        await crowd.connect(_between(house.peer_tickets(servers[0].port, LISTENERS), servers))
        await _troubles(crowd, redis, servers[:1], write)
        committed = sorted(acknowledged)
        await crowd.settled(committed[-1], timeout=PATIENCE)
        _note(runs, "peer", committed, await crowd.numbers(), ignore=None)


def _between(tickets: Sequence[Ticket], servers: Sequence[Server]) -> list[Ticket]:
    """Half of them at each instance, and the other for when theirs is gone."""
    here, there = servers[0].port, servers[1].port
    return [
        replace(ticket, port=(here, there)[n % 2], other=((there, here)[n % 2],))
        for n, ticket in enumerate(tickets)
    ]


async def _troubles(crowd: Crowd, redis: Server, victims: Sequence[Server], write: Write) -> None:
    """Write all the while, and let happen what happens."""
    began = time.monotonic()

    async def at(second: float) -> None:
        await asyncio.sleep(max(0.0, began + second - time.monotonic()))

    async def drop() -> None:
        await at(DROP_AT)
        await crowd.leave_for(DROP_FOR)

    async def lose_redis() -> None:
        await at(REDIS_AT)
        await redis.kill()
        await at(REDIS_AT + REDIS_FOR)
        await redis.start()

    async def lose_instance(victim: Server) -> None:
        await at(KILL_AT)
        await victim.kill()
        await at(KILL_AT + KILL_FOR)
        await victim.start()

    async def one(n: int) -> None:
        for attempt in itertools.count():
            try:
                if await write(n, attempt):
                    return
            except (aiohttp.ClientError, TimeoutError):
                pass
            if attempt > 100:
                raise RuntimeError(f"write {n} is never acknowledged")
            await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as group:
        for trouble in (drop(), lose_redis(), *map(lose_instance, victims)):
            group.create_task(trouble)
        for n in range(int(SECONDS * PER_SECOND)):
            await at(n / PER_SECOND)
            group.create_task(one(n))


async def _head(house: House) -> int:
    async with snapshot(house.actor()) as view:
        return view.seq


async def _committed(house: House, after: int) -> list[int]:
    """The numbers of the changes that PostgreSQL has."""
    async with snapshot(house.actor()) as view:
        rows = await view.fetch(
            "SELECT seq FROM events WHERE tenant_id = $1 AND seq > $2 AND type = 'deal.updated'"
            " ORDER BY seq",
            house.tenant_id,
            after,
        )
    return [row["seq"] for row in rows]


def _note(
    runs: Runs,
    who: str,
    committed: Sequence[int],
    heard: Sequence[Sequence[int]],
    *,
    ignore: int | None,
) -> None:
    good = missed = repeated = disordered = 0
    for seqs in heard:
        found = verdict([seq for seq in seqs if seq != ignore], committed)
        good += found["good"]
        missed += found["missed"]
        repeated += found["repeated"]
        disordered += found["disordered"]
    listeners = len(heard)
    runs.add(
        who,
        share=good / (listeners * len(committed)),
        missed=missed / listeners,
        repeated=repeated / listeners,
        disordered=disordered / listeners,
        changes=len(committed),
    )


def verdict(heard: Sequence[int], committed: Sequence[int]) -> Counter[str]:
    """Of what was committed: good (heard once, after nothing later), missed, repeated, disordered."""
    times = Counter(heard)
    late: set[int] = set()
    highest = 0
    for seq in heard:
        if seq < highest:
            late.add(seq)
        highest = max(highest, seq)
    found: Counter[str] = Counter()
    for seq in committed:
        if times[seq] == 0:
            found["missed"] += 1
        elif times[seq] > 1:
            found["repeated"] += 1
        elif seq in late:
            found["disordered"] += 1
        else:
            found["good"] += 1
    return found
