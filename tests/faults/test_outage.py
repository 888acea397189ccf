"""Long troubles for whole processes: `make faults`. Writers over REST, listeners over sockets, real kills.

The oracle is threefold: what a writer was acknowledged, what PostgreSQL has, what each screen heard.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from app.config import Settings
from tests.api import Api
from tests.crm.board import Board, board_of
from tests.orgs import Org
from tests.realtime.house import Listener
from tests.realtime.process import ServerProcess
from tests.realtime.redis import OwnRedis, own_redis

pytestmark = pytest.mark.faults

RATE = 20  # writes a second, over all instances


@dataclass(slots=True)
class System:
    """Two instances on one database, their Redis, and an organisation."""

    instances: list[ServerProcess]
    redis: OwnRedis
    org: Org
    board: Board
    acknowledged: dict[str, str] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    async def write(self, client: httpx.AsyncClient, n: int) -> None:
        """Create a deal, retrying with the same key on the other instance until it is acknowledged."""
        body = {"name": f"deal {n}", "pipeline_id": self.board.id}
        body["stage_id"] = self.board.stages["Lead in"]
        headers = {"Idempotency-Key": str(uuid4()), "Authorization": f"Bearer {self.org.ana.token}"}
        for attempt in range(100):
            url = self.instances[(n + attempt) % len(self.instances)].url
            began = time.monotonic()
            try:
                answer = await client.post(f"{url}/api/v1/deals", json=body, headers=headers)
                if answer.status_code == 201:
                    self.latencies.append(time.monotonic() - began)
                    self.acknowledged[answer.json()["data"]["id"]] = body["name"]
                    return
                assert answer.status_code == 503, answer.text
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
        raise AssertionError("never acknowledged")

    async def write_for(self, seconds: float) -> None:
        """Twenty writes a second, none waiting for another."""
        async with httpx.AsyncClient(timeout=5) as client, asyncio.TaskGroup() as group:
            for n in range(int(seconds * RATE)):
                group.create_task(self.write(client, n))
                await asyncio.sleep(1 / RATE)

    def screen(self, at: int) -> "Screen":
        """Somebody who watches through an instance, and goes to the other if it dies."""
        return Screen(self, at)


class Screen:
    """A client that reconnects with its position, as ours do, and keeps what it heard."""

    def __init__(self, system: System, at: int) -> None:
        self.system, self.at = system, at
        self.ids: list[str] = []
        self.seqs: list[int] = []
        self.position: int | None = None
        self.quiet = 0.0
        self._stop = asyncio.Event()

    async def watch(self) -> None:
        """Until told to stop; measures the longest silence."""
        heard_at: float | None = None
        while not self._stop.is_set():
            url = self.system.instances[self.at % 2].url
            person: Api = self.system.org.ben
            one = Listener(url, self.system.org.tenant_id, person.token, self.position)
            try:
                await one.connect()
            except Exception:
                self.at += 1
                await asyncio.sleep(0.2)
                continue
            taken = 0
            while not self._stop.is_set() and one.closed is None:
                for event in one.events[taken:]:
                    now = time.monotonic()
                    self.quiet = max(self.quiet, now - (heard_at or now))
                    heard_at = now
                    self.seqs.append(event["seq"])
                    if event["type"] == "deal.created":
                        self.ids.append(event["entity_id"])
                taken = len(one.events)
                self.position = one.position
                await asyncio.sleep(0.02)
            await one.leave()
            self.at += 1

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()


@pytest.fixture
async def system(settings: Settings, make_org, tmp_path: Path) -> AsyncGenerator[System]:
    org = await make_org("Outage")
    board = await board_of(org.ana)
    async with AsyncExitStack() as stack:
        redis, using = await stack.enter_async_context(own_redis(settings, tmp_path))
        instances = [await stack.enter_async_context(ServerProcess(using)) for _ in range(2)]
        yield System(instances, redis, org, board)


async def _through(system: System, seconds: float, trouble) -> list[Screen]:
    screens = [system.screen(n) for n in range(4)]
    async with asyncio.TaskGroup() as group:
        for screen in screens:
            group.create_task(screen.watch())
        await asyncio.sleep(2)
        writing = group.create_task(system.write_for(seconds))
        await trouble()
        await writing
        await asyncio.sleep(3)
        for screen in screens:
            screen.stop()
    return screens


async def _nothing_missed(system: System, screens: list[Screen]) -> None:
    page = await system.org.ana.get("/deals?limit=1&count=exact")
    assert page.json["pagination"]["total"] == len(system.acknowledged)
    for screen in screens:
        assert len(screen.ids) == len(set(screen.ids)), "an event came twice"
        assert set(screen.ids) == set(system.acknowledged), "a write is missing on a screen"
        assert screen.seqs == sorted(screen.seqs), "events came out of order"
    ordered = sorted(system.latencies)
    middle, slowest = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(
        f"\n{len(ordered)} writes, p50 {middle * 1000:.0f} ms, p99 {slowest * 1000:.0f} ms;"
        f" longest silence on a screen {max(s.quiet for s in screens):.2f} s"
    )


async def test_redis_dead_for_ten_seconds_and_back_empty(system: System):
    """Valkey is killed for 10 s and comes back empty: no acknowledged write is missing on any screen,
    and screens kept moving meanwhile."""

    async def trouble() -> None:
        await asyncio.sleep(3)
        await system.redis.kill()
        await asyncio.sleep(10)
        await system.redis.start()

    screens = await _through(system, 20, trouble)
    await _nothing_missed(system, screens)
    assert max(screen.quiet for screen in screens) < 5


async def test_an_instance_dies_under_load(system: System):
    """kill -9 of a web instance: its clients go to the other one, and all screens converge."""

    async def trouble() -> None:
        await asyncio.sleep(3)
        os.kill(system.instances[0].pid, signal.SIGKILL)
        await system.instances[0].ended()
        await asyncio.sleep(5)
        await system.instances[0].__aenter__()

    screens = await _through(system, 15, trouble)
    await _nothing_missed(system, screens)
