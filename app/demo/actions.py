"""Switching the simulated teammates on and off."""

from datetime import UTC, datetime, timedelta

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.jobs import schedule, unschedule
from app.core.uow import unit_of_work
from app.demo.seed import demo_tenant

ACT = "simulate_teammates"
STOP = "stop_simulation"
LASTS = timedelta(minutes=30)  # then they go home by themselves


async def switch_simulation(actor: Actor, *, on: bool) -> None:
    """Let teammates work on the demo's board, or stop them. Raises NotFound outside the demo."""
    if actor.tenant_id != await demo_tenant():
        raise NotFound()
    async with unit_of_work(actor) as work:
        await unschedule(work, STOP, actor.tenant_id)
        if on:
            await schedule(work, ACT, actor.tenant_id)
            await schedule(work, STOP, actor.tenant_id, at=datetime.now(UTC) + LASTS)
        else:
            await unschedule(work, ACT, actor.tenant_id)
