"""2,000 listeners of one tenant lose their connections at once; 50 changes are made; then all of them come
back at the same moment (256 handshakes under way at a time), and counted is the time until each has
heard exactly the 50 it missed, in order. We: a client says the last number it has, with its token; rights
are read from PostgreSQL again. Peer: Node `socket.io` with connection-state recovery over
`@socket.io/redis-streams-adapter`. Floor: bare `ws` in Node: the upgrade, and one prebuilt message with
the 50. Reads of the log are PostgreSQL's own count of scans of `events`."""

import asyncio
from contextlib import AsyncExitStack

import aiohttp
import asyncpg

from bench.connections import Ticket
from bench.crowd import Crowd
from bench.figures import Findings, Runs
from bench.house import House, found_house, message, payload
from bench.lab import Lab

TITLE = "Reconnect storm"
LISTENERS, BEHIND, ABREAST = 2_000, 50, 256
NAMES = {
    "edge": "salespulse realtime",
    "serve": "salespulse serve",
    "peer": "Node socket.io, recovery + streams adapter",
    "floor": "bare ws",
}


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house()
    runs = Runs()
    for _ in range(lab.repeats(3)):
        for kind in ("edge", "serve"):
            await _ours(lab, house, runs, kind)
        await _peer(lab, house, runs)
        await _floor(lab, house, runs)
    found = Findings()
    for who, name in NAMES.items():
        row = {"server": name, "all consistent after s": round(runs.median(who, "seconds"), 3)}
        row["server CPU s"] = round(runs.median(who, "cpu"), 3)
        if runs.has(who, "reads"):
            row["reads of the log"] = round(runs.median(who, "reads"))
            row["transactions"] = round(runs.median(who, "transactions"))
        found.rows.append(row)
    ours = runs.median(lab.kind, "seconds")
    found.goal("time, ours / peer", ours / runs.median("peer", "seconds"), "<=", 0.5)
    found.goal("time, ours / floor", ours / runs.median("floor", "seconds"), "<=", 1.5)
    found.goal("reads of the log", runs.median(lab.kind, "reads"), "<=", 2)
    return found


async def _ours(lab: Lab, house: House, runs: Runs, kind: str) -> None:
    async with lab.ours(kind) as server, Crowd() as crowd:
        await crowd.connect(house.tickets(server.port, LISTENERS))
        first = (await house.change())[0].seq
        await crowd.heard(LISTENERS)
        await crowd.drop()
        last = first
        for _ in range(BEHIND):
            last = (await house.change())[0].seq
        await asyncio.sleep(2)
        reads, transactions = await _database(lab)
        cpu = server.cpu_seconds()
        seconds, found = await crowd.come_back(last, abreast=ABREAST)
        cpu = server.cpu_seconds() - cpu
        await _check(crowd, kind, found, list(range(first, last + 1)))
        await asyncio.sleep(2)  # PostgreSQL's counters come a second late
        more_reads, more_transactions = await _database(lab)
        runs.add(
            kind,
            seconds=seconds,
            cpu=cpu,
            reads=more_reads - reads,
            transactions=more_transactions - transactions,
        )


async def _check(crowd: Crowd, who: str, found: int, expected: list[int]) -> None:
    if found < LISTENERS:
        raise RuntimeError(f"{who}: only {found} of {LISTENERS} listeners became consistent")
    wrong = sum(heard != expected for heard in await crowd.numbers())
    if wrong:
        raise RuntimeError(f"{who}: {wrong} listeners have heard something else")


async def _database(lab: Lab) -> tuple[int, int]:
    """Scans of the log so far, and transactions."""
    connection = await asyncpg.connect(lab.settings.database_url)
    scans = await connection.fetchval(
        "SELECT sum(seq_scan + coalesce(idx_scan, 0))::bigint FROM pg_stat_user_tables"
        " WHERE relname LIKE 'events%'"
    )
    transactions = await connection.fetchval(
        "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    )
    await connection.close()
    return scans, transactions


async def _peer(lab: Lab, house: House, runs: Runs) -> None:
    body = payload(await house.change())
    event = body["events"][0]
    payloads = [{"events": [{**event, "seq": n}]} for n in range(1, BEHIND + 2)]
    options = {"ADAPTER": "streams", "RECOVERY": "1", "REDIS_URL": lab.settings.redis_url or ""}
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(lab.peer(**options))
        crowd = await stack.enter_async_context(Crowd())
        http = await stack.enter_async_context(aiohttp.ClientSession())

        async def emit(some: list[dict[str, object]]) -> None:
            address = f"{server.url}/emit/{house.tenant_id}"
            async with http.post(address, json={"payloads": some}) as answer:
                await answer.read()

        await crowd.connect(house.peer_tickets(server.port, LISTENERS, recover=True))
        await emit(payloads[:1])
        await crowd.heard(LISTENERS)
        await crowd.drop()
        await asyncio.sleep(2)  # to let it keep the sessions
        await emit(payloads[1:])
        await asyncio.sleep(2)
        cpu = server.cpu_seconds()
        seconds, found = await crowd.come_back(BEHIND + 1, abreast=ABREAST)
        cpu = server.cpu_seconds() - cpu
        await _check(crowd, "peer", found, list(range(1, BEHIND + 2)))
        runs.add("peer", seconds=seconds, cpu=cpu)


async def _floor(lab: Lab, house: House, runs: Runs) -> None:
    event = payload(await house.change())["events"][0]
    missed = {"events": [{**event, "seq": n} for n in range(1, BEHIND + 1)]}
    async with (
        lab.bare_ws() as server,
        Crowd() as crowd,
        aiohttp.ClientSession() as http,
    ):
        await crowd.connect([Ticket(server.port, "/")] * LISTENERS)
        await crowd.drop()
        async with http.ws_connect(f"{server.url}/control") as control:
            await control.send_str(message(house.space, missed))
        await asyncio.sleep(2)
        cpu = server.cpu_seconds()
        seconds, found = await crowd.come_back(BEHIND, abreast=ABREAST)
        cpu = server.cpu_seconds() - cpu
        await _check(crowd, "floor", found, list(range(1, BEHIND + 1)))
        runs.add("floor", seconds=seconds, cpu=cpu)
