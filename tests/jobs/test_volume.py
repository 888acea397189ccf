"""Many events, bad receivers, dying workers: nothing is lost."""

import asyncio
import random
import signal
from contextlib import AsyncExitStack

import pytest

from app.core.actor import Actor
from app.core.records.registry import TYPES
from app.core.records.writing import create_record
from app.core.uow import unit_of_work
from tests.conftest import MakeOrg
from tests.jobs.conftest import MakeHook, MakeWorker
from tests.jobs.receiver import Receiver, receiving
from tests.jobs.waiting import until
from tests.orgs import Org

COMPANIES = 250
RECEIVERS = 10
BAD = 3  # of them, which fail three times out of ten, in every way
RETRIES = {"first": 0.2, "factor": 1.5, "longest": 2, "attempts": 40, "give_up": 1000}


async def write(org: Org) -> None:
    """Companies, 25 in a transaction."""
    actor = Actor(org.tenant_id, org.admin.user_id)
    for start in range(0, COMPANIES, 25):
        async with unit_of_work(actor):
            for n in range(start, start + 25):
                await create_record(actor, TYPES["companies"], {"name": f"Company {n}"})
        await asyncio.sleep(0.1)


def misbehave(receiver: Receiver, seed: int) -> None:
    """Three in ten requests go wrong."""
    chance = random.Random(seed)
    for _ in range(COMPANIES * 3):
        bad = chance.random() < 0.3
        receiver.script.append(chance.choice([500, 503, 302, "drop"]) if bad else 200)


@pytest.mark.slow
async def test_nothing_is_lost(
    make_org: MakeOrg,
    hook: MakeHook,
    make_worker: MakeWorker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every event reaches every receiver, though some fail and workers are killed; a repetition has
    the same webhook-id."""
    org = await make_org()
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(receiving()) for _ in range(RECEIVERS)]
        for number, receiver in enumerate(receivers):
            await hook(org, receiver)
            if number < BAD:
                misbehave(receiver, number)
        began = loop.time()
        workers = [await make_worker(retries=RETRIES) for _ in range(2)]
        writing = asyncio.create_task(write(org))
        for _ in range(2):
            await asyncio.sleep(1.5)
            workers.pop(0).send_signal(signal.SIGKILL)
            workers.append(await make_worker(retries=RETRIES))
        await writing

        async def all_there() -> bool:
            return all(len({g.id for g in r.accepted}) == COMPANIES for r in receivers)

        await until(all_there, timeout=180)
        took = loop.time() - began
        for receiver in receivers:
            names = {got.json["data"]["name"] for got in receiver.accepted}
            assert names == {f"Company {n}" for n in range(COMPANIES)}
            by_id = {got.id: got.body for got in receiver.got}
            assert all(by_id[got.id] == got.body for got in receiver.got)
        requests = sum(len(receiver.got) for receiver in receivers)
        repeated = sum(len(r.accepted) - COMPANIES for r in receivers)
    with capsys.disabled():
        print(
            f"\n{COMPANIES * RECEIVERS} deliveries in {took:.1f} s, {requests} requests,"
            f" {repeated} accepted twice"
        )
