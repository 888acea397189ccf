"""200 people of one organisation have the same board open, 100 at each of two instances (`salespulse
realtime`, both on the server's core). 40 of them move their pointers without a pause, ten times a second,
as the browser tells of them; 40 have a card open, half of them while they move; the others look on. Five
deals a second change. Everybody hears of everybody: who is there, on which card, the pointers, the
changes. Counted are, for each minute of ten, the CPU of both instances (a share of one core), their
memory, what each person receives, and how old a pointer is when it arrives (from its sending, p50 and
p99). There is no peer; what is asked is that it stays flat."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle

import aiohttp

from app.core.background import end
from app.core.uow import snapshot
from bench.deals import make_deals
from bench.figures import Findings, percentile
from bench.house import House, found_house
from bench.lab import Lab
from bench.people import Heard, Visitor
from bench.processes import Server

TITLE = "200 people on one board"
PEOPLE, BUSY, OPEN, CHANGES_PER_SECOND = 200, 40, 40, 5
MINUTES, WARM_UP = 10, 10.0


@dataclass(slots=True)
class Used:
    """What the instances have used by a moment."""

    at: float
    cpu: float
    messages: int
    bytes: int


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house(PEOPLE)
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(lab.ours("edge")) for _ in range(2)]
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        heard = Heard()
        arrived = asyncio.Semaphore(0)
        visitors = await _visitors(house, servers, heard)
        staying = [asyncio.create_task(one.stay(http, arrived)) for one in visitors]
        changing = asyncio.create_task(_change(house))
        try:
            for _ in visitors:
                await arrived.acquire()
            await asyncio.sleep(WARM_UP)
            found = await _watch(servers, heard, seconds=6 if lab.quick else 60)
            for task in (*staying, changing):
                if task.done():
                    task.result()  # nobody was sent away
        finally:
            await end([*staying, changing])
    return found


async def _visitors(house: House, servers: Sequence[Server], heard: Heard) -> list[Visitor]:
    async with snapshot(house.actor()) as view:
        rows = await view.fetch(
            "SELECT id, pipeline_id FROM stages WHERE tenant_id = $1 ORDER BY position",
            house.tenant_id,
        )
    board = f"pipeline:{rows[0]['pipeline_id']}"
    stages = [str(row["id"]) for row in rows if row["pipeline_id"] == rows[0]["pipeline_id"]]
    deals = iter(await make_deals(house.actor(), OPEN))
    return [
        Visitor(
            server.url,
            house.space,
            house.token(person),
            f"person:{person.user_id}",
            board,
            stages,
            busy=number % (PEOPLE // BUSY) == 0,
            reads=number % 19 == 1,
            heard=heard,
            # One who moves of ten, and one who looks on.
            deal=next(deals) if number % 10 in (5, 6) else None,
        )
        for number, (person, server) in enumerate(zip(house.people, cycle(servers), strict=False))
    ]


async def _change(house: House) -> None:
    began = time.monotonic()
    for n in itertools.count():
        await asyncio.sleep(max(0.0, began + n / CHANGES_PER_SECOND - time.monotonic()))
        await house.change()


async def _watch(servers: Sequence[Server], heard: Heard, *, seconds: float) -> Findings:
    found = Findings()
    before = _used(servers, heard)
    for minute in range(1, MINUTES + 1):
        heard.ages.clear()
        await asyncio.sleep(seconds)
        now = _used(servers, heard)
        passed = now.at - before.at
        found.rows.append(
            {
                "minute": minute,
                "CPU %": round((now.cpu - before.cpu) / passed * 100, 1),
                "memory MB": round(sum(s.resident_bytes() for s in servers) / 2**20, 1),
                "KB/s each": round((now.bytes - before.bytes) / passed / PEOPLE / 1024, 2),
                "messages/s each": round((now.messages - before.messages) / passed / PEOPLE, 2),
                "pointer's age p50 ms": round(percentile(heard.ages, 0.5) * 1e3, 1),
                "p99 ms": round(percentile(heard.ages, 0.99) * 1e3, 1),
            }
        )
        before = now
    for name in ("CPU %", "memory MB", "KB/s each"):
        first, last = (sum(row[name] for row in found.rows[part]) for part in FIRST_AND_LAST)
        found.goal(f"{name}, last three minutes / first three", last / first, "<=", 1.1)
    return found


FIRST_AND_LAST = (slice(0, 3), slice(-3, None))


def _used(servers: Sequence[Server], heard: Heard) -> Used:
    cpu = sum(server.cpu_seconds() for server in servers)
    return Used(time.monotonic(), cpu, heard.messages, heard.bytes)
