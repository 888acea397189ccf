"""The reader that tells people what concerns them."""

from app.core.uow import Work
from app.together.notifications.readers import TELLERS, tell
from jobs.readers import events_between
from jobs.registry import reader


@reader("notifications")
async def notify_people(work: Work, since: int, upto: int) -> None:
    """Make the notifications that the events in (since, upto] ask for."""
    for event in await events_between(work, since, upto, list(TELLERS)):
        await tell(work, event)
