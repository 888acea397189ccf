"""Having unread notifications mailed to those who are away: a job that a worker runs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.core.jobs import schedule
from app.core.runtime import runtime
from app.core.uow import Work

DIGEST = "send_digest"
LOOK_AFTER = timedelta(minutes=1)  # who is away, and since when, is looked at this often


async def plan_mail(work: Work, user_id: UUID, after: timedelta) -> None:
    """One mail to this person with all that is unread, if they stay away for so long."""
    if runtime().settings.smtp_url is not None:
        await schedule(work, DIGEST, user_id, at=datetime.now(UTC) + min(after, LOOK_AFTER))
