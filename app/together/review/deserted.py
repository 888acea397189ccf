"""Reviews that everybody has left."""

from datetime import timedelta
from uuid import UUID

from app.core.actor import Actor
from app.core.uow import unit_of_work
from app.together.review.actions import end_review

PATIENCE = timedelta(minutes=10)  # for a presenter whose machine has to start again
LONGEST = timedelta(hours=12)  # a window that was left open overnight


async def note_presence(tenant_id: UUID, review_id: UUID, *, anybody: bool) -> bool:
    """Note whether anybody is in a review's room, and end it when nobody has been for a while.

    Returns whether it goes on.
    """
    actor = Actor.system(tenant_id)
    async with unit_of_work(actor) as work:
        # No change that anybody is told of: only since when the room is empty.
        over = await work.fetchval(
            """UPDATE reviews SET empty_since = CASE WHEN $3 THEN NULL
                                                ELSE coalesce(empty_since, now()) END
                WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL
            RETURNING coalesce(empty_since <= now() - $4::interval, false)
                      OR created_at <= now() - $5::interval""",
            tenant_id,
            review_id,
            anybody,
            PATIENCE,
            LONGEST,
        )
        if over:
            await end_review(actor, review_id)
    return over is False
