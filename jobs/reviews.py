"""Reviews end by themselves once everybody has left: nobody need be there to press the button."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from redis.exceptions import RedisError

from app.core.presence import who_is_at
from app.core.runtime import runtime
from app.together.review.deserted import note_presence
from jobs.registry import job

EVERY = timedelta(minutes=1)


@job()
async def end_deserted_review(tenant_id: UUID, review_id: UUID) -> datetime | None:
    """Look who is in a review's room; returns when to look again, None once it has ended."""
    try:
        here = await who_is_at(runtime().patient_redis, tenant_id, f"review:{review_id}")
    except (RedisError, OSError, TimeoutError):
        return datetime.now(UTC) + EVERY  # nobody can say who is there
    going_on = await note_presence(tenant_id, review_id, anybody=bool(here))
    return datetime.now(UTC) + EVERY if going_on else None
