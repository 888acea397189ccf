"""What can be done to notes beyond the kernel's writes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.errors import NotFound, TooLarge
from app.core.records.record_type import Change
from app.core.records.writing import (
    create_record,
    json_value,
    lock_record,
    log_change,
    update_record,
)
from app.core.uow import Work, unit_of_work
from app.together.notes.documents import check_update, deletes_again, said
from app.together.notes.queries import parts_of
from app.together.notes.record import NOTES
from app.together.notes.updates import Contents

LARGE = 64 * 1024  # bytes
CHEAP = 256 * 1024  # bytes
NOTE_LIMIT = 8 * 1024 * 1024  # bytes, history included
FULL = (
    f"This note is full ({NOTE_LIMIT // 1024 // 1024} MB with its history)."
    " Go on in a comment, or attach a file."
)
SITTING_GAP = 10 * 60  # seconds without a word that end a sitting
SITTING_AT_MOST = 60 * 60  # seconds

# Of ids that a document names, those of members who can be told, and those of teams.
NAMEABLE = """
SELECT ARRAY(SELECT user_id FROM members WHERE tenant_id = $1 AND user_id = ANY ($2)
             AND deactivated_at IS NULL) AS members,
       ARRAY(SELECT id FROM teams WHERE tenant_id = $1 AND id = ANY ($2)) AS teams
"""

LOCK = """
SELECT entity, entity_id,
       (SELECT coalesce(sum(octet_length(u.update)), 0) FROM note_updates u
         WHERE u.tenant_id = n.tenant_id AND u.note_id = n.id) AS size
  FROM notes n WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE
"""

# The update, and the sitting it belongs to: the last one goes on if it is recent and no restoring.
STORE = """
WITH stored AS (
    INSERT INTO note_updates (tenant_id, note_id, update, author_id)
    VALUES ($1, $2, $3, $4) RETURNING n
), last AS (
    SELECT id FROM note_versions WHERE tenant_id = $1 AND note_id = $2
     ORDER BY n DESC LIMIT 1
), grown AS (
    UPDATE note_versions v
       SET n = stored.n, ended_at = now(),
           authors = CASE WHEN $4 = ANY (authors) THEN authors ELSE authors || $4::uuid END
      FROM stored, last
     WHERE v.tenant_id = $1 AND v.id = last.id AND v.restored_from IS NULL AND $7::timestamptz IS NULL
       AND v.ended_at > now() - make_interval(secs => $5)
       AND v.started_at > now() - make_interval(secs => $6)
    RETURNING v.id
), begun AS (
    INSERT INTO note_versions (tenant_id, note_id, n, authors, restored_from)
    SELECT $1, $2, stored.n, array_remove(ARRAY[$4::uuid], NULL), $7
      FROM stored WHERE NOT EXISTS (SELECT FROM grown)
)
SELECT n FROM stored
"""

# Whoever first brings a client's clocks has written them; to bring them again changes nothing.
CREDIT = """
WITH brought AS (
    SELECT * FROM unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS b(client, clock, until)
), last AS (
    SELECT DISTINCT ON (w.client) w.* FROM note_writers w JOIN brought USING (client)
     WHERE w.tenant_id = $1 AND w.note_id = $2 ORDER BY w.client, w.clock DESC
), grown AS (
    UPDATE note_writers w SET until = b.until FROM last, brought b
     WHERE w.tenant_id = $1 AND w.id = last.id AND b.client = last.client
       AND b.until > last.until AND last.user_id IS NOT DISTINCT FROM $6
)
INSERT INTO note_writers (tenant_id, note_id, client, clock, until, user_id)
SELECT $1, $2, b.client, greatest(b.clock, coalesce(last.until, 0)), b.until, $6
  FROM brought b LEFT JOIN last USING (client)
 WHERE last.client IS NULL
    OR (b.until > last.until AND last.user_id IS DISTINCT FROM $6)
"""


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

    It belongs to the sitting that is going on, or begins one; who brought which part of it is kept.
    One that says nothing is not stored: 0. Raises NotFound, Forbidden (who may not change the record),
    Invalid (not an update), TooLarge (the note is full).
    """
    # Reading a large one takes a while, in which others should be heard.
    large = len(update) > LARGE
    contents = await asyncio.to_thread(check_update, update) if large else check_update(update)
    async with unit_of_work(actor) as work:
        row = await lock_document(work, note_id)
        await NOTES.guard.check(work, "update", dict(row))
        if contents.says_nothing or await _deletes_again(work, row, note_id, update, contents):
            return 0
        if row["size"] + len(update) > NOTE_LIMIT:
            raise TooLarge(FULL, code="note_full")
        return await store_update(work, note_id, update, contents)


async def _deletes_again(
    work: Work, row: asyncpg.Record, note_id: UUID, update: bytes, contents: Contents
) -> bool:
    # Of a large note it is not worth finding out.
    if contents.brought or row["size"] > CHEAP:
        return False
    parts = await parts_of(work, note_id)
    return await asyncio.to_thread(deletes_again, [part for _, part in parts], update)


async def store_update(
    work: Work,
    note_id: UUID,
    update: bytes,
    contents: Contents,
    *,
    restores: datetime | None = None,
) -> int:
    """Store a checked update of a locked note; one that restores is a sitting of its own."""
    n: int = await work.fetchval(
        STORE,
        work.actor.tenant_id,
        note_id,
        update,
        work.actor.user_id,
        SITTING_GAP,
        SITTING_AT_MOST,
        restores,
    )
    await work.execute(
        CREDIT,
        work.actor.tenant_id,
        note_id,
        [one.client for one in contents.brought],
        [one.start for one in contents.brought],
        [one.end for one in contents.brought],
        work.actor.user_id,
    )
    return n


async def save_text(actor: Actor, note_id: UUID) -> bool:
    """Bring the note's plain text and mentions up to its document, as an event everybody hears.

    Returns whether they changed. Who is mentioned now and was not before is told by whoever reads the
    event (`before.mentions`).
    """
    async with unit_of_work(actor) as work:
        locked = await lock_record(work, NOTES, note_id, "update")
        before = orjson.loads(locked["text"])  # the note has a `text` of its own
        parts = await parts_of(work, note_id)
        values = await projection(work, [update for _, update in parts])
        changed = tuple(key for key, value in values.items() if json_value(value) != before[key])
        if not changed:
            return False
        change = Change(note_id, before, values, "updated")
        after = await update_record(work, NOTES, change)
        await log_change(work, NOTES, change, after, changed)
        return True


async def projection(work: Work, updates: Sequence[bytes]) -> dict[str, Any]:
    """The columns of a note that its document decides: its words, and whom it mentions."""
    text, named = await asyncio.to_thread(said, updates)
    row = await work.fetchrow(NAMEABLE, work.actor.tenant_id, named)
    assert row is not None
    return {
        "text": text,
        "mentions": [one for one in named if one in row["members"]],
        "team_mentions": [one for one in named if one in row["teams"]],
    }


async def lock_document(work: Work, note_id: UUID) -> asyncpg.Record:
    """Lock a note's updates: where it hangs, and how many bytes they have. Raises NotFound."""
    # One writer at a time: the numbers of a note's updates are then in commit order, so that readers
    # who have seen n have seen all before it.
    row = await work.fetchrow(LOCK, work.actor.tenant_id, note_id)
    if row is None:
        raise NotFound()
    return row
