"""Finding an event by its number."""

from app.core import log
from app.core.log import Event
from app.core.uow import View


async def find_event(view: View, seq: int) -> Event | None:
    """The tenant's event of this number, whoever may see it."""
    row = await view.fetchrow(
        f"SELECT {log.COLUMNS} FROM events WHERE tenant_id = $1 AND seq = $2",
        view.actor.tenant_id,
        seq,
    )
    return None if row is None else log.from_row(row)
