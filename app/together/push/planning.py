"""Having pushes go out: jobs that workers run, written with what they are about."""

from uuid import UUID

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.jobs import schedule
from app.core.uow import Work, unit_of_work
from app.together.push.browsers import find_browser

FAN_OUT, DELIVER = "push_notification", "deliver_push"


async def plan_push(work: Work, user_id: UUID, notification_id: UUID) -> None:
    """A push to each of their browsers, if there is one."""
    has_browser = await work.fetchval(
        "SELECT EXISTS (SELECT 1 FROM push_subscriptions WHERE tenant_id = $1 AND user_id = $2)",
        work.actor.tenant_id,
        user_id,
    )
    if has_browser:
        await schedule(work, FAN_OUT, notification_id)


async def plan_delivery(work: Work, browser_id: UUID, notification_id: UUID | None) -> None:
    """One push to one browser; of one that waits already, that it is asked for again."""
    delivery_id = await work.fetchval(
        """INSERT INTO push_deliveries (tenant_id, subscription_id, notification_id)
           VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id, subscription_id, notification_id)
               DO UPDATE SET asked = push_deliveries.asked + 1 RETURNING id""",
        work.actor.tenant_id,
        browser_id,
        notification_id,
    )
    await schedule(work, DELIVER, delivery_id)


async def plan_test(actor: Actor, browser_id: UUID) -> None:
    """Push something to one of one's own browsers; raises NotFound."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        if await find_browser(work, browser_id, of=actor.user_id) is None:
            raise NotFound()
        await plan_delivery(work, browser_id, None)
