"""Simulated teammates: while they are switched on, one of them does something every few seconds."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.core.actor import Actor
from app.core.jobs import unschedule
from app.core.uow import unit_of_work
from app.demo.actions import ACT
from app.demo.simulate import act
from jobs.registry import job

chance = random.Random()  # noqa: S311 - play


@job(limit=1)
async def simulate_teammates(tenant_id: UUID, target_id: UUID) -> datetime | None:
    """One small thing, and again in one to four seconds."""
    await act(tenant_id, chance)
    return datetime.now(UTC) + timedelta(seconds=chance.uniform(1.0, 4.0))


@job()
async def stop_simulation(tenant_id: UUID, target_id: UUID) -> datetime | None:
    """Enough for today."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await unschedule(work, ACT, tenant_id)
    return None
