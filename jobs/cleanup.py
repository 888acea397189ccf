"""What is kept for a time only goes when the time is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.core import idempotency
from app.core.actor import Actor
from app.core.ids import PLATFORM_TENANT
from app.core.jobs import schedule
from app.core.uow import snapshot, unit_of_work
from app.outreach.webhooks import deliveries
from jobs.registry import job

EVERY = timedelta(hours=6)
AFTER_START = timedelta(minutes=10)


async def plan() -> None:
    """See to it that there is a next clean-up; any number of workers may ask for it."""
    async with unit_of_work(Actor.system(PLATFORM_TENANT)) as work:
        at = datetime.now(UTC) + AFTER_START
        await schedule(work, clean_up.__name__, PLATFORM_TENANT, at=at)


@job(limit=1)
async def clean_up(tenant_id: UUID, target_id: UUID) -> datetime:
    """Clean up in every tenant; one job of the platform, so that one worker does it."""
    async with snapshot(Actor.system(tenant_id)) as view:
        rows = await view.fetch(
            "SELECT tenant_id FROM tenant_heads WHERE tenant_id <> $1", tenant_id
        )
    for row in rows:
        async with unit_of_work(Actor.system(row["tenant_id"])) as work:
            await idempotency.forget_old(work)
            await deliveries.forget_old(work)
    return datetime.now(UTC) + EVERY
