"""Order under faults: `make soak`. Twenty clients append and listen while everything under them dies.

Each client writes 250 of 5,000 appends (comments on ten deals, and changes of those deals) through its
outbox, and follows the log. Meanwhile, in an order the seed gives, connections break, Redis hangs and
dies, PostgreSQL, web instances and edges are killed with -9. In the end every client must have heard
the same log: what PostgreSQL committed, in its order, nothing twice, nothing missing; and hold the same
copy within 2 s. The sample client is the client, so this is its proof too. The report is docs/soak.md.
"""

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.core.uow import snapshot
from tests.clients.copies import PythonCopy, python_copy
from tests.clients.test_samples import truth
from tests.conftest import MakeOrg
from tests.crm.board import board_of
from tests.orgs import Org
from tests.realtime.process import ServerProcess
from tests.realtime.redis import OwnRedis, own_redis

pytestmark = pytest.mark.soak

CLIENTS = 20
APPENDS = int(os.environ.get("SOAK_APPENDS", "5000"))
SEEDS = [int(seed) for seed in os.environ.get("SOAK_SEEDS", "1 2 3").split()]
EVERY = 0.4  # seconds between two appends of one client
DEALS = 10
PEOPLE = ("ana", "ben", "manager", "admin")
REPORT = Path(__file__).parents[2] / "docs" / "soak.md"


@dataclass(slots=True)
class System:
    """Two web instances, two edges, a Redis of our own, PostgreSQL, and an organisation."""

    webs: list[ServerProcess]
    edges: list[ServerProcess]
    redis: OwnRedis
    services: Path
    org: Org
    deals: list[str]

    def kill_postgresql(self) -> None:
        """With -9; its supervisor starts it again."""
        found = json.loads(self.services.read_text())
        os.kill(found["postgresql"]["pid"], signal.SIGKILL)


@pytest.fixture
async def system(settings: Settings, make_org: MakeOrg, tmp_path: Path) -> AsyncGenerator[System]:
    org = await make_org("Soaked")
    board = await board_of(org.ana)
    deals = [(await board.deal(org.ana, f"List {n}"))["id"] for n in range(DEALS)]
    async with AsyncExitStack() as stack:
        redis, using = await stack.enter_async_context(own_redis(settings, tmp_path))
        webs = [await stack.enter_async_context(ServerProcess(using)) for _ in range(2)]
        edges = [
            await stack.enter_async_context(ServerProcess(using, "realtime")) for _ in range(2)
        ]
        yield System(webs, edges, redis, settings.data_dir / "services.json", org, deals)


# Troubles


async def _drop(system: System, clients: list["Client"], chance: random.Random) -> None:
    for client in chance.sample(clients, 8):
        client.copy.drop()


async def _hang_redis(system: System, clients: list["Client"], chance: random.Random) -> None:
    system.redis.hang()
    await asyncio.sleep(4)
    system.redis.go_on()


async def _kill_redis(system: System, clients: list["Client"], chance: random.Random) -> None:
    await system.redis.kill()
    await asyncio.sleep(4)
    await system.redis.start()


async def _kill_postgresql(system: System, clients: list["Client"], chance: random.Random) -> None:
    system.kill_postgresql()


async def _kill_web(system: System, clients: list["Client"], chance: random.Random) -> None:
    await _restart(chance.choice(system.webs))


async def _kill_edge(system: System, clients: list["Client"], chance: random.Random) -> None:
    await _restart(chance.choice(system.edges))


async def _restart(victim: ServerProcess) -> None:
    os.kill(victim.pid, signal.SIGKILL)
    await victim.ended()
    await asyncio.sleep(2)
    await victim.__aenter__()


Trouble = Callable[[System, list["Client"], random.Random], Awaitable[None]]
TROUBLES: dict[str, Trouble] = {
    "connections dropped": _drop,
    "Redis hung": _hang_redis,
    "Redis killed": _kill_redis,
    "PostgreSQL killed": _kill_postgresql,
    "web instance killed": _kill_web,
    "edge killed": _kill_edge,
}


# Clients


@dataclass(slots=True)
class Client:
    """A copy that appends, and what it heard of the deals and their comments."""

    name: str
    copy: PythonCopy
    heard: list[tuple[int, str, str]] = field(default_factory=list)
    silence: float = 0.0
    heard_at: float = 0.0

    def take(self, event: dict[str, Any]) -> None:
        """Note an event."""
        if event["entity"] not in ("deal", "comment"):
            return
        self.heard.append((event["seq"], event["type"], event["entity_id"]))
        now = time.monotonic()
        self.silence = max(self.silence, now - (self.heard_at or now))
        self.heard_at = now

    async def append(self, deals: list[str], count: int, chance: random.Random) -> None:
        """So many appends, each acknowledged in the end."""
        for n in range(count):
            deal = chance.choice(deals)
            if n % 2:
                self.copy.outbox.add("PATCH", f"/deals/{deal}", {"name": f"{self.name} {n}"})
            else:
                body = {"entity": "deal", "entity_id": deal, "body": f"{self.name} {n}"}
                self.copy.outbox.add("POST", "/comments", body)
            sending = asyncio.create_task(self.copy.outbox.send())
            await asyncio.sleep(EVERY)
            await sending


async def _clients(system: System, stack: AsyncExitStack) -> list[Client]:
    made: list[Client] = []
    edges = [edge.url for edge in system.edges]
    for n in range(CLIENTS):
        urls = edges[n % 2 :] + edges[: n % 2]
        email = system.org.email_of(PEOPLE[n % len(PEOPLE)])
        copy = await stack.enter_async_context(
            python_copy(system.webs[n % 2].url, email, urls=urls)
        )
        client = Client(f"client {n}", copy)
        copy.listen(client.take)
        made.append(client)
    return made


async def _until(holds: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds} s")
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _committed(org: Org, after: int) -> list[tuple[int, str, str]]:
    async with snapshot(org.actor()) as view:
        rows = await view.fetch(
            "SELECT seq, type, entity_id FROM events WHERE seq > $1"
            " AND entity IN ('deal', 'comment') ORDER BY seq",
            after,
        )
    return [(row["seq"], row["type"], str(row["entity_id"])) for row in rows]


@pytest.fixture(scope="module")
def report() -> Any:
    lines: list[str] = []
    yield lines
    if not lines:
        return
    head = (
        "# The last soak\n\n"
        f"`make soak`, {datetime.now(UTC):%Y-%m-%d}: {CLIENTS} clients on two edges, writing through two"
        f" web instances; {APPENDS:,} appends a seed, with every fault below at least twice.\n\n"
        "| seed | appends | events heard by each | missing | twice | out of order |"
        " all equal after | longest silence | faults |\n|---|---|---|---|---|---|---|---|---|\n"
    )
    REPORT.write_text(head + "\n".join(lines) + "\n")


@pytest.mark.parametrize("seed", SEEDS)
async def test_everybody_hears_the_same_log(
    system: System, seed: int, report: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty logs are identical and equal PostgreSQL's; every acknowledged append is there once."""
    monkeypatch.setattr("salespulse_client.jitter.LONGEST", 1.2)  # as our browsers do
    chance = random.Random(seed)
    troubles = list(TROUBLES) * 2
    chance.shuffle(troubles)
    async with AsyncExitStack() as stack:
        clients = await _clients(system, stack)
        await _until(lambda: all(client.copy.position for client in clients), 20)
        async with snapshot(system.org.actor()) as view:
            start = view.seq
        await _until(lambda: all(client.copy.position >= start for client in clients), 20)
        share = APPENDS // CLIENTS
        writing = [
            asyncio.create_task(client.append(system.deals, share, random.Random(seed * 100 + n)))
            for n, client in enumerate(clients)
        ]
        pause = share * EVERY / len(troubles)
        for trouble in troubles:
            await asyncio.sleep(pause * chance.uniform(0.3, 0.7))
            await TROUBLES[trouble](system, clients, chance)
        await asyncio.wait_for(asyncio.gather(*writing), 300)
        healed = time.monotonic()
        committed = await _committed(system.org, start)
        last = committed[-1][0]
        with suppress(AssertionError):  # what they then lack is told below
            await _until(lambda: all(client.copy.position >= last for client in clients), 30)
        expected = await truth(system.org.ana)
        await _until(lambda: all(client.copy.digest == expected for client in clients), 10)
        equal_after = time.monotonic() - healed

        logs = [[one for one in client.heard if one[0] > start] for client in clients]
        missing = sum(len(set(committed) - set(log)) for log in logs)
        twice = sum(len(log) - len(set(log)) for log in logs)
        disordered = sum(log != sorted(log) for log in logs)
        silence = max(client.silence for client in clients)
        report.append(
            f"| {seed} | {share * CLIENTS:,} | {len(committed):,} | {missing} | {twice} |"
            f" {disordered} | {equal_after:.2f} s | {silence:.2f} s | {', '.join(troubles)} |"
        )
        assert len(committed) == share * CLIENTS, "an append is missing, or there twice"
        assert logs == [committed] * CLIENTS
        assert equal_after < 2
