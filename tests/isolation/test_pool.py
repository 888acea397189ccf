"""Many tenants over few connections, with requests cancelled at any moment: never a foreign row."""

import asyncio
import os
import random

import pytest

from app.core.actor import Actor
from app.core.db import pool
from app.core.ids import new_id
from app.core.uow import snapshot, unit_of_work

TENANTS = 50
TRANSACTIONS = 200_000 if os.environ.get("SOAK") else 4_000


async def _tenant(n: int) -> Actor:
    actor = Actor.system(new_id())
    async with unit_of_work(actor) as work:
        await work.execute(
            "INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $2)",
            actor.tenant_id,
            f"pool-{actor.tenant_id}",
        )
        await work.execute("INSERT INTO tenant_heads (tenant_id) VALUES ($1)", actor.tenant_id)
        await work.execute(
            "INSERT INTO companies (tenant_id, name) VALUES ($1, $2)",
            actor.tenant_id,
            str(actor.tenant_id),
        )
    return actor


async def _transaction(actor: Actor, chance: random.Random) -> int:
    """Read everything one sees, sometimes write; foreign rows seen."""
    opens = unit_of_work if chance.random() < 0.3 else snapshot
    async with opens(actor) as view:
        rows = await view.fetch("SELECT tenant_id FROM companies")
        if opens is unit_of_work:
            await view.execute("UPDATE companies SET city = $1", str(chance.random()))
        if chance.random() < 0.05:
            raise LookupError  # a bug in a request
    return sum(row["tenant_id"] != actor.tenant_id for row in rows) + (not rows)


@pytest.mark.slow
async def test_no_foreign_row_ever(runtime):
    """Whatever is cancelled or fails wherever, the next transaction on that connection is its own."""
    actors = [await _tenant(n) for n in range(TENANTS)]
    chance = random.Random(7)
    seen = done = cancelled = 0
    queue = iter(range(TRANSACTIONS))

    async def worker() -> None:
        nonlocal seen, done, cancelled
        for _ in queue:
            task = asyncio.create_task(_transaction(chance.choice(actors), chance))
            if chance.random() < 0.2:
                await asyncio.sleep(chance.random() * 0.002)
                task.cancel()
            try:
                seen += await task
                done += 1
            except asyncio.CancelledError:
                cancelled += 1
            except LookupError:
                pass

    # The last connections are held here, so that the workers share two.
    size = pool().get_max_size()
    held = [await pool().acquire() for _ in range(size - 2)]
    try:
        await asyncio.gather(*(worker() for _ in range(12)))
    finally:
        for connection in held:
            await pool().release(connection)
    assert seen == 0
    assert done > TRANSACTIONS * 0.6 and cancelled > TRANSACTIONS * 0.02
