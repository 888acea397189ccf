"""What follows when a note has been edited: its text for lists and search, and fewer stored parts."""

import logging

from app.core.actor import Actor
from app.core.errors import AppError, NotFound
from app.core.failures import LOST_CONNECTION
from app.together.notes.actions import save_text
from app.together.notes.compacting import compact
from realtime.rooms import Room

logger = logging.getLogger(__name__)

SETTLE, SETTLE_AT_MOST = 2.0, 10.0  # seconds after the last and the first edit until text is saved
COMPACT_OVER = 100  # stored updates that wait to be merged


def due(room: Room, now: float) -> bool:
    """Whether what was edited should be saved by now."""
    if room.edited_since is None:
        return False
    quiet = now - room.edited_at > SETTLE or now - room.edited_since > SETTLE_AT_MOST
    return quiet or room.hurry or not room.openers


async def settle(room: Room) -> None:
    """Bring the plain text up to date, and merge what has settled; tried again if the database is away."""
    mentioner, room.mentioner = room.mentioner, None
    try:
        await _save_text(room, mentioner or room.editor)
        if room.loose > COMPACT_OVER:
            room.loose -= await compact(room.tenant_id, room.note_id)
    except (*LOST_CONNECTION, TimeoutError) as error:
        logger.warning("a note's text waits for the database: %r", error)
        room.mentioner = mentioner or room.mentioner
        room.edited(None)
    except NotFound:
        pass  # the note is gone
    except Exception:
        logger.exception("settling note %s failed", room.note_id)
    finally:
        room.settling = False


async def _save_text(room: Room, editor: Actor | None) -> None:
    system = Actor.system(room.tenant_id)
    try:
        await save_text(editor or system, room.note_id)
    except AppError:
        # Whoever wrote has lost the right since; what they wrote stands.
        await save_text(system, room.note_id)
