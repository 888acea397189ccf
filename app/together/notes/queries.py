"""Reads of note documents, of what they were, and of who wrote them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.records.registry import parents
from app.core.uow import View, snapshot
from app.together.notes.documents import merged
from app.together.notes.record import NOTES

NEWER = """
SELECT u.note_id, u.n, u.update
  FROM unnest($2::uuid[], $3::bigint[]) AS known(note_id, n)
  JOIN note_updates u ON u.tenant_id = $1 AND u.note_id = known.note_id AND u.n > known.n
 ORDER BY u.n
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note hangs, as of log position `seq`."""

    entity: str
    entity_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Document:
    """A note's whole document as one update; `last` is the number of its last part, `parts` how many.

    `loose` is how many parts there are beyond one per sitting.
    """

    update: bytes
    last: int
    parts: int
    loose: int
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a note was at the end of a sitting: its document then as one update, and its JSON text."""

    update: bytes
    ended_at: datetime
    json: str


# All parameters: tenant, note. The last sitting is what the note is now.
VERSION = """
json_build_object('id', v.id, 'note_id', v.note_id, 'started_at', v.started_at,
    'ended_at', v.ended_at, 'restored_from', v.restored_from,
    'current', v.n = (SELECT max(n) FROM note_versions
                       WHERE tenant_id = v.tenant_id AND note_id = v.note_id),
    'authors', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', u.full_name)
                                         ORDER BY a.place), '[]')
                  FROM unnest(v.authors) WITH ORDINALITY AS a(id, place)
                  LEFT JOIN users u ON u.id = a.id))::text
"""


async def place_of(actor: Actor, note_id: UUID) -> Place:
    """Where a note hangs, for somebody who may read it; raises NotFound."""
    async with snapshot(actor) as view:
        row = await view.fetchrow(
            "SELECT entity, entity_id FROM notes"
            " WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            actor.tenant_id,
            note_id,
        )
        if row is None:
            raise NotFound()
        await NOTES.guard.check(view, "read", dict(row))
        return Place(row["entity"], row["entity_id"], view.seq)


async def document(tenant_id: UUID, note_id: UUID) -> Document:
    """A note's document; who asks must have been let in by `place_of`."""
    async with snapshot(Actor.system(tenant_id)) as view:
        row = await view.fetchrow(
            """SELECT text, (SELECT count(*) FROM note_versions v
                              WHERE v.tenant_id = $1 AND v.note_id = $2) AS sittings
                 FROM notes WHERE tenant_id = $1 AND id = $2""",
            tenant_id,
            note_id,
        )
        if row is None:
            raise NotFound()
        parts = await parts_of(view, note_id)
    return Document(
        await asyncio.to_thread(merged, [update for _, update in parts]),
        last=parts[-1][0] if parts else 0,
        parts=len(parts),
        loose=max(0, len(parts) - row["sittings"]),
        text=row["text"],
    )


async def parts_of(
    view: View, note_id: UUID, *, until: int | None = None
) -> list[tuple[int, bytes]]:
    """The stored updates of a note, by number; those of a version with `until`."""
    rows = await view.fetch(
        "SELECT n, update FROM note_updates WHERE tenant_id = $1 AND note_id = $2"
        " AND ($3::bigint IS NULL OR n <= $3) ORDER BY n",
        view.actor.tenant_id,
        note_id,
        until,
    )
    return [(row["n"], row["update"]) for row in rows]


async def versions_of(view: View, note_id: UUID, limit: int, offset: int) -> tuple[list[str], int]:
    """A note's sittings as JSON texts, the latest first, and how many there are."""
    key = (view.actor.tenant_id, note_id)
    rows = await view.fetch(
        f"SELECT {VERSION} AS json FROM note_versions v WHERE v.tenant_id = $1 AND v.note_id = $2"
        " ORDER BY v.n DESC LIMIT $3 OFFSET $4",
        *key,
        limit,
        offset,
    )
    total = await view.fetchval(
        "SELECT count(*) FROM note_versions WHERE tenant_id = $1 AND note_id = $2", *key
    )
    return [row["json"] for row in rows], total


async def version_of(view: View, note_id: UUID, version_id: UUID) -> Version:
    """What a note was at the end of a sitting; raises NotFound."""
    row = await view.fetchrow(
        f"SELECT v.n, v.ended_at, {VERSION} AS json FROM note_versions v"
        " WHERE v.tenant_id = $1 AND v.note_id = $2 AND v.id = $3",
        view.actor.tenant_id,
        note_id,
        version_id,
    )
    if row is None:
        raise NotFound("There is no such version; old ones are thinned out.")
    parts = await parts_of(view, note_id, until=row["n"])
    update = await asyncio.to_thread(merged, [update for _, update in parts])
    return Version(update, row["ended_at"], row["json"])


async def writers_of(view: View, note_id: UUID) -> list[str]:
    """Who brought which clocks of which Yjs client, as JSON texts."""
    rows = await view.fetch(
        """SELECT json_build_object('client', w.client, 'clock', w.clock, 'until', w.until,
                  'user', json_build_object('id', w.user_id, 'name', u.full_name))::text AS json
             FROM note_writers w LEFT JOIN users u ON u.id = w.user_id
            WHERE w.tenant_id = $1 AND w.note_id = $2 ORDER BY w.client, w.clock""",
        view.actor.tenant_id,
        note_id,
    )
    return [row["json"] for row in rows]


async def newer_updates(
    tenant_id: UUID, known: Mapping[UUID, int]
) -> list[tuple[UUID, int, bytes]]:
    """Updates of these notes with higher numbers than known: (note, number, update), in order."""
    async with snapshot(Actor.system(tenant_id)) as view:
        rows = await view.fetch(NEWER, tenant_id, list(known), list(known.values()))
    return [(UUID(str(row["note_id"])), row["n"], row["update"]) for row in rows]


async def file_name(view: View, note_id: UUID) -> str:
    """What to call the note outside: its title, or the name of the record it hangs on."""
    row = await view.fetchrow(
        "SELECT title, entity, entity_id FROM notes WHERE tenant_id = $1 AND id = $2",
        view.actor.tenant_id,
        note_id,
    )
    if row is None:
        raise NotFound()
    if row["title"]:
        return row["title"]
    parent = parents()[row["entity"]]
    name = await view.fetchval(
        f"SELECT {parent.title} FROM {parent.table} WHERE tenant_id = $1 AND id = $2",
        view.actor.tenant_id,
        row["entity_id"],
    )
    return name or "Note"
