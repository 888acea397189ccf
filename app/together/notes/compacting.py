"""Keeping a note small: stored updates are merged by sitting, and old sittings thin out.

A version is "all updates up to number n", so updates are merged only within a sitting: what the note
was at its end can still be put together, and costs no copy.

Kept are the sittings of the last `KEEP_ALL`, of older ones the last of each day, and never more than
`KEEP_MOST` (`KEEP_LITTLE` of a note that is half full). The words that were deleted before the oldest
version that is kept go with the versions that had them.
"""

import asyncio
from datetime import timedelta
from itertools import groupby
from uuid import UUID

import asyncpg

from app.core.actor import Actor
from app.core.uow import Work, unit_of_work
from app.together.notes.actions import NOTE_LIMIT, lock_document
from app.together.notes.documents import forgetting, merged

COMPACT_AGE = 60.0  # seconds
KEEP_ALL = timedelta(days=90)
KEEP_MOST = 200
KEEP_LITTLE = 20

THIN = """
WITH ranked AS (
    SELECT id, ended_at, row_number() OVER (ORDER BY n DESC) AS place,
           row_number() OVER (PARTITION BY ended_at::date ORDER BY n DESC) AS place_of_day
      FROM note_versions WHERE tenant_id = $1 AND note_id = $2
)
DELETE FROM note_versions v USING ranked r
 WHERE v.tenant_id = $1 AND v.id = r.id
   AND (r.place > $3 OR (r.place_of_day > 1 AND r.ended_at < now() - $4::interval))
"""

# `sitting` is the number that the update's sitting ends with; null for what came before sittings.
SETTLED = """
SELECT u.n, u.update, u.author_id,
       (SELECT min(v.n) FROM note_versions v
         WHERE v.tenant_id = u.tenant_id AND v.note_id = u.note_id AND v.n >= u.n) AS sitting
  FROM note_updates u
 WHERE u.tenant_id = $1 AND u.note_id = $2 AND u.at <= now() - make_interval(secs => $3)
 ORDER BY u.n
"""


async def compact(tenant_id: UUID, note_id: UUID, *, older_than: float = COMPACT_AGE) -> int:
    """Merge a note's settled updates (older than so many seconds) by sitting; returns how many went.

    A merged update takes the highest number of those it replaces, so that who has read up to there
    has nothing to read again. Instances read new updates every few seconds: what is a minute old has
    been seen by all.
    """
    async with unit_of_work(Actor.system(tenant_id)) as work:
        note = await lock_document(work, note_id)  # nobody appends meanwhile
        keep = KEEP_LITTLE if note["size"] > NOTE_LIMIT // 2 else KEEP_MOST
        await work.execute(THIN, tenant_id, note_id, keep, KEEP_ALL)
        rows = await work.fetch(SETTLED, tenant_id, note_id, older_than)
        gone = 0
        for place, (_, group) in enumerate(groupby(rows, key=lambda row: row["sitting"])):
            sitting = list(group)
            if len(sitting) > 1:
                await _merge(work, note_id, sitting, first=place == 0)
                gone += len(sitting) - 1
        return gone


async def _merge(work: Work, note_id: UUID, rows: list[asyncpg.Record], *, first: bool) -> None:
    # Nothing before the first one can be shown any more: what it deleted may be forgotten.
    merge = forgetting if first else merged
    update = await asyncio.to_thread(merge, [row["update"] for row in rows])
    authors = {row["author_id"] for row in rows}
    last = rows[-1]["n"]
    await work.execute(
        "DELETE FROM note_updates WHERE tenant_id = $1 AND note_id = $2 AND n = ANY ($3)",
        work.actor.tenant_id,
        note_id,
        [row["n"] for row in rows if row["n"] != last],
    )
    await work.execute(
        "UPDATE note_updates SET update = $4, author_id = $5"
        " WHERE tenant_id = $1 AND note_id = $2 AND n = $3",
        work.actor.tenant_id,
        note_id,
        last,
        update,
        authors.pop() if len(authors) == 1 else None,
    )
