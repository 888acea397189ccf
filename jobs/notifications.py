"""The reader that tells people what concerns them."""

import logging

from app.core.uow import Work
from app.together.notifications.readers import TELLERS, tell
from jobs.readers import events_between
from jobs.registry import reader

logger = logging.getLogger(__name__)


@reader("notifications")
async def notify_people(work: Work, since: int, upto: int) -> None:
    """Make the notifications that the events in (since, upto] ask for."""
    for event in await events_between(work, since, upto, list(TELLERS)):
        try:
            await tell(work, event)
        except (KeyError, ValueError, TypeError):
            # An event that nobody understands must not silence all that come after it.
            logger.exception("no notification could be made of event %s", event.id)
