"""Workers in processes of their own, killed and deprived."""

import asyncio
import json
import signal
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.config import Settings
from jobs.worker import work
from tests.conftest import MakeOrg
from tests.jobs.conftest import MakeHook, MakeWorker
from tests.jobs.proxy import postgresql_proxy, redis_proxy
from tests.jobs.receiver import Receiver


@pytest.mark.slow
async def test_a_killed_worker_s_delivery_is_taken_over(
    make_org: MakeOrg, receiver: Receiver, hook: MakeHook, make_worker: MakeWorker
) -> None:
    """kill -9 in the middle of a delivery: another worker delivers within 30 s, under the same id."""
    org = await make_org()
    made = await hook(org, receiver)
    loop = asyncio.get_running_loop()
    receiver.script.extend(["stall"] * 4)
    first = await make_worker()
    for n in range(6):
        await org.admin.post("/companies", {"name": f"Company {n}"})
    await receiver.until(1, accepted=False)
    second = await make_worker()
    first.send_signal(signal.SIGKILL)
    receiver.script.clear()  # only what the dead one had begun hangs
    killed = loop.time()
    await receiver.until(6, timeout=30)
    assert loop.time() - killed < 30
    assert {got.json["data"]["name"] for got in receiver.accepted} == {
        f"Company {n}" for n in range(6)
    }
    assert len({got.id for got in receiver.got}) == 6
    assert {d["status"] for d in await made.settled()} == {"delivered"}
    second.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        assert await second.wait() == 0


async def test_a_stopped_worker_leaves_nothing_behind(
    make_org: MakeOrg, receiver: Receiver, hook: MakeHook, make_worker: MakeWorker
) -> None:
    """After SIGTERM to one of two, what it had is done by the other at once, not after a lease."""
    org = await make_org()
    made = await hook(org, receiver)
    workers = [await make_worker() for _ in range(2)]
    for n in range(40):
        await org.admin.post("/companies", {"name": f"Company {n}"})
        if n == 20:
            workers[0].send_signal(signal.SIGTERM)
    await receiver.until(40)
    async with asyncio.timeout(15):
        assert await workers[0].wait() == 0
    assert {d["status"] for d in await made.settled()} == {"delivered"}


async def test_without_redis_everything_is_still_delivered(
    make_org: MakeOrg, receiver: Receiver, hook: MakeHook, settings: Settings, tmp_path: Path
) -> None:
    """No doorbell and no queue: the sweep finds the log grown and the jobs due, and runs them here."""
    org = await make_org()
    made = await hook(org, receiver)
    nowhere = replace(settings, redis_url=f"unix://{tmp_path}/nobody")
    stop = asyncio.Event()
    worker = asyncio.create_task(work(nowhere, stop))
    for n in range(3):
        await org.admin.post("/companies", {"name": f"Company {n}"})
        await receiver.until(n + 1)
    stop.set()
    await worker
    assert {d["status"] for d in await made.settled()} == {"delivered"}


async def test_redis_coming_back_is_used_again(
    make_org: MakeOrg,
    receiver: Receiver,
    hook: MakeHook,
    settings: Settings,
    make_worker: MakeWorker,
) -> None:
    """A worker that started without Redis finds it when it is there."""
    org = await make_org()
    await hook(org, receiver)
    async with redis_proxy(settings) as (proxy, address):
        await make_worker(REDIS_URL=address, TEST_SWEEP="6")
        await org.admin.post("/companies", {"name": "Without"})
        await receiver.until(1)
        await proxy.open()
        await asyncio.sleep(2.5)
        loop = asyncio.get_running_loop()
        took: list[float] = []
        for n in range(5):
            began = loop.time()
            await org.admin.post("/companies", {"name": f"With {n}"})
            await receiver.until(n + 2)
            took.append(loop.time() - began)
            await asyncio.sleep(0.05)
        # Sweeping alone would take three seconds on the average.
        assert sorted(took)[2] < 1.5


async def test_a_frozen_redis_holds_nothing_up(
    make_org: MakeOrg, receiver: Receiver, hook: MakeHook, settings: Settings
) -> None:
    """Redis that takes connections and never answers is as good as none: a second later it is done."""
    org = await make_org()
    await hook(org, receiver)
    stop = asyncio.Event()
    worker = asyncio.create_task(work(settings, stop))
    await asyncio.sleep(0.3)
    services = json.loads((settings.data_dir / "services.json").read_text())
    valkey = psutil.Process(services["redis"]["pid"])
    valkey.suspend()
    try:
        for n in range(4):
            await org.admin.post("/companies", {"name": f"Frozen {n}"})
            await receiver.until(n + 1, timeout=10)
    finally:
        valkey.resume()
    await org.admin.post("/companies", {"name": "Thawed"})
    await receiver.until(5)
    stop.set()
    await worker


@pytest.mark.slow
async def test_a_worker_survives_the_loss_of_postgresql(
    make_org: MakeOrg,
    receiver: Receiver,
    hook: MakeHook,
    settings: Settings,
    make_worker: MakeWorker,
) -> None:
    """Its connections are cut and refused for a while, in the middle of a delivery: the worker stays,
    and what was acknowledged is delivered when the database is back."""
    org = await make_org()
    made = await hook(org, receiver)
    receiver.script.append("stall")
    async with postgresql_proxy(settings) as (proxy, address):
        await proxy.open()
        worker = await make_worker(DATABASE_URL=address)
        await org.admin.post("/companies", {"name": "Before"})
        await receiver.until(1, accepted=False)
        await proxy.close()
        await receiver.stop()
        await receiver.start()
        await org.admin.post("/companies", {"name": "Meanwhile"})
        await asyncio.sleep(2)
        await proxy.open()
        await receiver.until(2, timeout=30)
        names = {got.json["data"]["name"] for got in receiver.accepted}
        assert names == {"Before", "Meanwhile"}
        assert {d["status"] for d in await made.settled()} == {"delivered"}
        assert worker.returncode is None
