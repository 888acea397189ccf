"""What is kept for a time only goes when the time is over (docs/architecture.md, "What grows")."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.core import idempotency
from app.core.actor import Actor
from app.core.failures import as_app_error
from app.core.ids import PLATFORM_TENANT
from app.core.jobs import schedule
from app.core.uow import unit_of_work
from app.identity.sessions import ending
from app.outreach.webhooks import deliveries
from app.together.notifications import digest
from jobs.registry import job, shutdown

logger = logging.getLogger(__name__)

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
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await ending.forget_old(work)
        rows = await work.fetch(
            "SELECT tenant_id FROM tenant_heads WHERE tenant_id <> $1", tenant_id
        )
    for row in rows:
        if shutdown.asked:
            return datetime.now(UTC)
        await _clean_tenant(row["tenant_id"])
    return datetime.now(UTC) + EVERY


async def _clean_tenant(tenant_id: UUID) -> None:
    try:
        async with unit_of_work(Actor.system(tenant_id)) as work:
            await idempotency.forget_old(work)
            await deliveries.forget_old(work)
            await digest.forget_old(work)
    except Exception as error:
        # One tenant's trouble must not keep the others from being cleaned; no database is everybody's.
        if as_app_error(error).status == 503:
            raise
        logger.exception("could not clean up in %s", tenant_id)
