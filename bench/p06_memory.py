"""4,000 idle listeners of one tenant (100 people with 40 windows each), all with a valid token and in
their namespace. Counted is by how much the server's resident memory has grown, per listener, from the
first 100 (so that code and caches are there) to 4,000, three seconds after the last has come in. The
peer is made to collect its garbage before each look. Floor: a bare `asyncio.BufferedProtocol` on uvloop
whose connections share one read buffer, and that has answered the upgrade."""

import asyncio

import aiohttp

from bench.connections import Ticket
from bench.crowd import Crowd
from bench.figures import Findings, Runs
from bench.house import found_house
from bench.lab import Lab
from bench.processes import Server

TITLE = "Memory per idle authenticated listener"
FIRST, ALL = 100, 4_000
SETTLE = 3.0  # seconds
NAMES = {
    "edge": "salespulse realtime",
    "serve": "salespulse serve",
    "peer": "Node socket.io",
    "floor": "bare BufferedProtocol",
}


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house()
    runs = Runs()
    for _ in range(lab.repeats(2)):
        for kind in ("edge", "serve"):
            async with lab.ours(kind) as server:
                await _grow(runs, kind, server, house.tickets(server.port, ALL))
        async with lab.peer() as server:
            await _grow(runs, "peer", server, house.peer_tickets(server.port, ALL))
        async with lab.floor("hold") as server:
            await _grow(runs, "floor", server, [Ticket(server.port, "/")] * ALL)
    return _findings(lab, runs)


async def _grow(runs: Runs, who: str, server: Server, tickets: list[Ticket]) -> None:
    async with Crowd() as crowd:
        await crowd.connect(tickets[:FIRST])
        before = await _resident(server, who)
        seconds = await crowd.connect(tickets[FIRST:])
        after = await _resident(server, who)
        if await crowd.broken():
            raise RuntimeError(f"{who} has lost listeners")
        each = (after - before) / (ALL - FIRST)
        runs.add(who, each=each, entering=(ALL - FIRST) / seconds, total=after / 2**20)


async def _resident(server: Server, who: str) -> int:
    await asyncio.sleep(SETTLE)
    if who == "peer":
        async with aiohttp.ClientSession() as http, http.post(f"{server.url}/gc") as answer:
            await answer.read()
    return server.resident_bytes()


def _findings(lab: Lab, runs: Runs) -> Findings:
    found = Findings()
    for who, name in NAMES.items():
        found.rows.append(
            {
                "server": name,
                "KB per listener": round(runs.median(who, "each") / 1024, 2),
                "MB in all": round(runs.median(who, "total"), 1),
                "entering/s": round(runs.median(who, "entering")),
            }
        )
    ours = runs.median(lab.kind, "each")
    found.goal("memory per listener, ours / peer", ours / runs.median("peer", "each"), "<=", 0.4)
    found.goal("KB per listener", ours / 1024, "<=", 6)
    return found
