"""Redis may be lost at any moment: screens move on; nothing is missing, doubled or turned round."""

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from quart import Quart

from app.config import Settings
from app.core import doorbell
from app.core.failures import LOST_CONNECTION
from app.core.runtime import Runtime
from realtime.rings import decode
from tests.orgs import Org
from tests.realtime.house import Instance, Listener, change, instance, listener
from tests.realtime.process import ServerProcess
from tests.realtime.redis import OwnRedis, own_redis


async def trouble(redis: OwnRedis, kind: str) -> None:
    """Something bad for two seconds."""
    if kind == "hung":
        redis.hang()
        await asyncio.sleep(2)
        redis.go_on()
    elif kind == "killed":
        await redis.kill()
        await asyncio.sleep(2)
        await redis.start()
    else:
        await redis.kill()
        await redis.start()
        await asyncio.sleep(2)


@pytest.mark.parametrize("kind", ["hung", "killed", "restarted empty"])
async def test_nothing_is_missed_without_redis(
    app: Quart, settings: Settings, runtime: Runtime, org: Org, tmp_path: Path, kind: str
) -> None:
    """Under 20 writes a second over two instances, every client has every change, once, in order.

    While Redis is away changes still arrive, by polling, and the loop is never held up.
    """
    async with (
        own_redis(settings, tmp_path) as (redis, using),
        instance(app, using) as one,
        instance(app, using) as two,
    ):
        clients = [listener(at, org.tenant_id, org.ana) for at in (one, two)]
        for client in clients:
            await client.connect()
        start = clients[0].position
        assert start is not None
        lag = asyncio.create_task(worst_lag(4.0))
        problem = asyncio.create_task(trouble(redis, kind))
        late: list[float] = []
        for _ in range(80):
            seq = await change(org.system, owner=org.ana.user_id)
            began = time.monotonic()
            for client in clients:
                await client.at(seq, timeout=2)
            late.append(time.monotonic() - began)
            await asyncio.sleep(max(0.0, 0.05 - late[-1]))
        await problem
        for client in clients:
            assert client.seqs == list(range(start + 1, start + 81))
        assert max(late) < 1.5
        assert await lag < 1.5  # a single wait for the hung Redis would have been two seconds
        for at in (one, two):
            await until(lambda at=at: not at.server.subscriber.doubtful)
        for at in (one, two):
            at.server.heads._sinks.clear()
        await rung(org, clients)
        for client in clients:
            await client.leave()


async def rung(org: Org, clients: list[Listener]) -> None:
    """Until one change has come to all by its ring; any single ring may be lost."""
    for _ in range(5):
        seq = await change(org.system, owner=org.ana.user_id)
        with contextlib.suppress(TimeoutError):
            for client in clients:
                await client.at(seq, timeout=1)
            return
    raise AssertionError("nobody hears Redis")


async def worst_lag(seconds: float) -> float:
    """How long the loop was held up at worst."""
    worst, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        before = time.monotonic()
        await asyncio.sleep(0.01)
        worst = max(worst, time.monotonic() - before - 0.01)
    return worst


async def until(condition: Callable[[], bool], timeout: float = 5.0) -> None:
    """Wait for a condition without a signal."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.05)


async def test_two_instances_tell_the_same_order(org: Org, here: Instance, there: Instance) -> None:
    """Whatever the instance, the same events with the same numbers in the same order."""
    clients = [listener(at, org.tenant_id, org.admin) for at in (here, there)]
    for client in clients:
        await client.connect()
    ready = {client.all("ready")[0]["instance"] for client in clients}
    assert len(ready) == 2
    await asyncio.gather(
        *(change(org.actor(name), owner=org.ana.user_id) for name in ["ana", "ben"] * 20)
    )
    last = await change(org.system, owner=org.ana.user_id)
    for client in clients:
        await client.at(last)
    assert clients[0].events == clients[1].events
    for client in clients:
        await client.leave()


async def test_a_lost_ring_is_filled_from_the_database(
    org: Org, here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ring that never comes leaves a gap that is filled within the next one, in order."""
    ana = listener(here, org.tenant_id, org.ana)
    await ana.connect()
    start = ana.position
    assert start is not None
    with monkeypatch.context() as silence:
        silence.setattr("app.core.doorbell.ring", lambda *_: None)
        await change(org.system, owner=org.ana.user_id, count=3)
    last = await change(org.system, owner=org.ana.user_id)
    await ana.at(last)
    assert ana.seqs == list(range(start + 1, start + 5))
    await ana.leave()


async def test_rings_out_of_order_wait_for_each_other(
    org: Org, here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ring that another has overtaken ends the wait as soon as it comes; nobody reads the log for it."""
    monkeypatch.setattr("realtime.stream.GAP_PATIENCE", 60.0)
    ana = listener(here, org.tenant_id, org.ana)
    await ana.connect()
    start = ana.position
    assert start is not None
    rings: list[bytes] = []
    with monkeypatch.context() as silence:
        silence.setattr(
            "app.core.doorbell.ring", lambda _, events: rings.append(doorbell.encode(events))
        )
        for _ in range(3):
            last = await change(org.system, owner=org.ana.user_id)
    stream = here.server.streams.running(org.tenant_id)
    assert stream is not None
    for ring in reversed(rings):
        stream.rung(decode(ring))
    await ana.at(last)
    assert ana.seqs == list(range(start + 1, start + 4))
    await ana.leave()


async def test_a_storm_of_reconnects_is_few_reads(org: Org, here: Instance) -> None:
    """Many who come back at once, a little behind, cost at most two reads of the log."""
    first = listener(here, org.tenant_id, org.ana)
    await first.connect()
    since = first.position
    assert since is not None
    last = await change(org.system, owner=org.ana.user_id, count=50)
    await first.at(last)
    await first.leave()
    await here.server.streams.shut(org.tenant_id)  # as after a restart
    people = [listener(here, org.tenant_id, p, since) for p in [org.ana, org.ben, org.admin] * 20]
    await asyncio.gather(*(one.connect() for one in people))
    for one in people:
        await one.at(last)
        assert one.seqs == list(range(since + 1, last + 1))
        await one.leave()
    assert here.server.streams._served[org.tenant_id].stream.recent.reads <= 2


@pytest.mark.parametrize("command", ["serve", "realtime"])
async def test_a_killed_instance_is_left_for_another(
    org: Org, here: Instance, settings: Settings, command: str
) -> None:
    """kill -9 under writes: its client goes on at another instance, and nothing is missing or doubled."""
    async with ServerProcess(settings, command) as process:
        first = Listener(process.url, org.tenant_id, org.ana.token)
        await first.connect()
        start = first.position
        assert start is not None
        for _ in range(20):
            seq = await change(org.system, owner=org.ana.user_id)
        await first.at(seq)
        os.kill(process.pid, signal.SIGKILL)
        for _ in range(20):
            seq = await change(org.system, owner=org.ana.user_id)
        await first.wait(lambda: first.closed is not None)
        second = listener(here, org.tenant_id, org.ana, first.position)
        await second.connect()
        seq = await change(org.system, owner=org.ana.user_id)
        await second.at(seq)
        assert first.seqs + second.seqs == list(range(start + 1, seq + 1))
        await second.leave()


async def test_the_stream_heals_with_the_database(
    org: Org, here: Instance, settings: Settings
) -> None:
    """kill -9 of PostgreSQL under writes: what was acknowledged is heard by who stayed, once, in order."""
    ana = listener(here, org.tenant_id, org.ana)
    await ana.connect()
    start = ana.position
    assert start is not None
    services = json.loads((settings.data_dir / "services.json").read_text())
    acknowledged: list[int] = []
    for n in range(60):
        if n == 20:
            os.kill(services["postgresql"]["pid"], signal.SIGKILL)
        with contextlib.suppress(*LOST_CONNECTION, TimeoutError):
            acknowledged.append(await change(org.system, owner=org.ana.user_id))
        await asyncio.sleep(0.1)
    for _ in range(100):
        try:
            last = await change(org.system, owner=org.ana.user_id)
            break
        except (*LOST_CONNECTION, TimeoutError):
            await asyncio.sleep(0.1)
    await ana.at(last, timeout=10)
    assert len(acknowledged) >= 20  # those before; after it `last` shows that it healed
    assert set(acknowledged) <= set(ana.seqs)
    assert ana.seqs == list(range(start + 1, last + 1))
    await ana.leave()
