"""Transactions that are cut off."""

import asyncio
from typing import Any

from app.core.uow import snapshot, unit_of_work
from tests.conftest import MakeOrg
from tests.orgs import Org

CUTS = 300
STEP = 0.00002  # seconds; the first are cut before BEGIN has been sent, the last after COMMIT


async def test_cut_off_anywhere_a_connection_goes_back_without_its_transaction(
    make_org: MakeOrg,
) -> None:
    """A task cancelled at any moment hands its connection back clean: the pool has nothing to mend."""
    org = await make_org()
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    try:
        for n in range(CUTS):
            task = asyncio.create_task(_read(org) if n % 2 else _write(org))
            await asyncio.sleep(n * STEP)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    finally:
        loop.set_exception_handler(before)
    assert complaints == []
    assert (await org.ana.get("/users")).status == 200


async def _read(org: Org) -> None:
    async with snapshot(org.system) as view:
        await view.fetchval("SELECT 1")


async def _write(org: Org) -> None:
    async with unit_of_work(org.system) as work:
        await work.fetchval("SELECT 1")
