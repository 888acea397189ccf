"""From a cursor to an effect, exactly once in the database.

Cursors begin at 0 when a tenant is first met, and move along with its log, so the event that wakes a
reader for the first time is not skipped. A release that adds a reader whose past events must have no
effect ships a migration that writes its cursors at the present heads (docs/decisions/0008).
"""

from uuid import UUID

from app.core import log
from app.core.actor import Actor
from app.core.ids import PLATFORM_TENANT
from app.core.uow import Work, snapshot, unit_of_work
from jobs.registry import Reader

WINDOW = 1_000  # numbers of the log a step looks at
STEPS = 20


class _NoCursor(Exception):
    """The reader has not met this tenant yet."""


async def drain(reader: Reader, tenant_id: UUID, *, steps: int = STEPS) -> bool:
    """Apply a reader to what it has not seen of a tenant's log; True if there is more of it.

    Where another worker is at it already, returns at once: that worker, or the sweeper, gets to the
    rest. After `steps` windows it returns as well, so that a long log does not keep others waiting.
    """
    try:
        for _ in range(steps):
            if not await _step(reader, tenant_id):
                return False
    except _NoCursor:
        await _begin(reader, tenant_id)
        return await drain(reader, tenant_id, steps=steps)
    return True


async def behind(readers: list[str], *, limit: int = 200) -> list[UUID]:
    """Tenants in whose log some reader has not come to the end."""
    # Heads and cursors are readable across tenants: they are numbers only.
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        rows = await view.fetch(
            """SELECT h.tenant_id FROM tenant_heads h
               WHERE h.seq > 0 AND h.tenant_id <> $1
                 AND (SELECT count(*) FROM reader_cursors c
                       WHERE c.tenant_id = h.tenant_id AND c.reader = ANY ($2) AND c.seq >= h.seq)
                     < cardinality($2)
               ORDER BY random()  -- so that those whose reader can't go on don't hide the others
               LIMIT $3""",
            PLATFORM_TENANT,
            readers,
            limit,
        )
    return [row["tenant_id"] for row in rows]


async def events_between(
    work: Work, since: int, upto: int, types: list[str] | None = None
) -> list[log.Event]:
    """The events in (since, upto], in order; only of these types, if given."""
    rows = await work.fetch(
        f"SELECT {log.COLUMNS} FROM events WHERE tenant_id = $1 AND seq > $2 AND seq <= $3"
        " AND ($4::text[] IS NULL OR type = ANY ($4)) ORDER BY seq",
        work.actor.tenant_id,
        since,
        upto,
        types,
    )
    return [log.from_row(row) for row in rows]


async def _step(reader: Reader, tenant_id: UUID) -> bool:
    """One window of the log in one transaction; True if there is more."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        found = await _lock_cursor(work, reader.name)
        if found is None:
            return False
        since, head = found
        upto = min(head, since + WINDOW)
        if upto <= since:
            return False
        await reader.effect(work, since, upto)
        work.wakes_workers = False  # who drains looks for due jobs next; others need not hear of it
        await work.execute(
            "UPDATE reader_cursors SET seq = $3 WHERE tenant_id = $1 AND reader = $2",
            tenant_id,
            reader.name,
            upto,
        )
        return upto < head


async def _lock_cursor(work: Work, name: str) -> tuple[int, int] | None:
    """The cursor and the head, with the cursor's row locked; None if another worker holds it."""
    # Number order is commit order, so everything up to this head can be read in this transaction.
    row = await work.fetchrow(
        """SELECT c.seq, h.seq AS head FROM reader_cursors c
           JOIN tenant_heads h ON h.tenant_id = c.tenant_id
           WHERE c.tenant_id = $1 AND c.reader = $2 FOR UPDATE OF c SKIP LOCKED""",
        work.actor.tenant_id,
        name,
    )
    if row is not None:
        return row["seq"], row["head"]
    known = await work.fetchval(
        "SELECT true FROM reader_cursors WHERE tenant_id = $1 AND reader = $2",
        work.actor.tenant_id,
        name,
    )
    if not known:
        raise _NoCursor
    return None


async def _begin(reader: Reader, tenant_id: UUID) -> None:
    # In a transaction of its own: were it part of a step, others would wait for that to end.
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await work.execute(
            "INSERT INTO reader_cursors (tenant_id, reader) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            tenant_id,
            reader.name,
        )
