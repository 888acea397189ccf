"""What can be done to notes beyond the kernel's writes."""

from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.records.record_type import Change
from app.core.records.writing import create_record, lock_record, log_change, update_record
from app.core.uow import Work, unit_of_work
from app.together.notes.documents import check_update, merged, plain_text
from app.together.notes.queries import parts_of
from app.together.notes.record import NOTES

COMPACT_AGE = 60.0  # seconds


async def main_note(actor: Actor, entity: str, entity_id: UUID) -> str:
    """A record's main note, made if there is none yet; returns its JSON text.

    Whoever may read the record gets it; only who may change the record makes it.
    """
    async with unit_of_work(actor) as work:
        await NOTES.guard.check(work, "read", {"entity": entity, "entity_id": entity_id})
        text = await _existing(work, entity, entity_id)
        if text is not None:
            return text
        await NOTES.guard.check(work, "create", {"entity": entity, "entity_id": entity_id})
        # Two people who open an empty record at once must get one note: the second waits here.
        await work.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"note:{entity_id}"
        )
        text = await _existing(work, entity, entity_id)
        if text is not None:
            return text
        return await create_record(
            actor, NOTES, {"entity": entity, "entity_id": entity_id, "main": True}
        )


async def _existing(work: Work, entity: str, entity_id: UUID) -> str | None:
    return await work.fetchval(
        f"SELECT {NOTES.json_sql()} FROM notes t WHERE t.tenant_id = $1 AND t.entity = $2"
        " AND t.entity_id = $3 AND t.main AND t.deleted_at IS NULL",
        work.actor.tenant_id,
        entity,
        entity_id,
    )


async def append_update(actor: Actor, note_id: UUID, update: bytes) -> int:
    """Store a Yjs update for good; returns its number, which orders the updates of a note.

    Raises NotFound, Forbidden (who may not change the record), Invalid (not an update).
    """
    check_update(update)
    async with unit_of_work(actor) as work:
        row = await _lock(work, note_id)
        await NOTES.guard.check(work, "update", dict(row))
        return await work.fetchval(
            """INSERT INTO note_updates (tenant_id, note_id, update, author_id)
               VALUES ($1, $2, $3, $4) RETURNING n""",
            actor.tenant_id,
            note_id,
            update,
            actor.user_id,
        )


async def compact(tenant_id: UUID, note_id: UUID, *, older_than: float = COMPACT_AGE) -> int:
    """Merge a note's settled updates (older than so many seconds) into one; returns how many went.

    The merged update takes the highest number of those it replaces, so that who has read up to there
    has nothing to read again. Instances read new updates every few seconds: what is a minute old has
    been seen by all.
    """
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await _lock(work, note_id)  # nobody appends meanwhile
        rows = await work.fetch(
            """SELECT n, update FROM note_updates
                WHERE tenant_id = $1 AND note_id = $2 AND at <= now() - make_interval(secs => $3)
                ORDER BY n""",
            tenant_id,
            note_id,
            older_than,
        )
        if len(rows) < 2:
            return 0
        await work.execute(
            "DELETE FROM note_updates WHERE tenant_id = $1 AND note_id = $2 AND n = ANY ($3)",
            tenant_id,
            note_id,
            [row["n"] for row in rows],
        )
        await work.execute(
            """INSERT INTO note_updates (tenant_id, note_id, n, update, at)
               OVERRIDING SYSTEM VALUE
               VALUES ($1, $2, $3, $4, now() - make_interval(secs => $5))""",
            tenant_id,
            note_id,
            rows[-1]["n"],
            merged([row["update"] for row in rows]),
            older_than,
        )
        return len(rows) - 1


async def save_text(actor: Actor, note_id: UUID) -> bool:
    """Bring the note's plain text up to its document, as an event everybody hears; whether it changed."""
    async with unit_of_work(actor) as work:
        locked = await lock_record(work, NOTES, note_id, "update")
        before = orjson.loads(locked["text"])  # the note has a `text` of its own
        parts = await parts_of(work, note_id)
        text = plain_text(merged([update for _, update in parts])).replace("\x00", "")
        if text == before["text"]:
            return False
        change = Change(note_id, before, {"text": text}, "updated")
        after = await update_record(work, NOTES, change)
        await log_change(work, NOTES, change, after, ("text",))
        return True


async def _lock(work: Work, note_id: UUID) -> asyncpg.Record:
    # One writer at a time: the numbers of a note's updates are then in commit order, so that readers
    # who have seen n have seen all before it.
    row = await work.fetchrow(
        "SELECT entity, entity_id FROM notes"
        " WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE",
        work.actor.tenant_id,
        note_id,
    )
    if row is None:
        raise NotFound()
    return row
