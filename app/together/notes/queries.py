"""Reads of note documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import NotFound
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
    """Where a note hangs."""

    entity: str
    entity_id: UUID


@dataclass(frozen=True, slots=True)
class Document:
    """A note's whole document as one update; `last` is the number of its last part, `parts` how many."""

    update: bytes
    last: int
    parts: int
    text: str


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
        return Place(row["entity"], row["entity_id"])


async def document(tenant_id: UUID, note_id: UUID) -> Document:
    """A note's document; who asks must have been let in by `place_of`."""
    async with snapshot(Actor.system(tenant_id)) as view:
        text = await view.fetchval(
            "SELECT text FROM notes WHERE tenant_id = $1 AND id = $2", tenant_id, note_id
        )
        parts = await parts_of(view, note_id)
    return Document(merged([p for _, p in parts]), parts[-1][0] if parts else 0, len(parts), text)


async def parts_of(view: View, note_id: UUID) -> list[tuple[int, bytes]]:
    """The stored updates of a note, by number."""
    rows = await view.fetch(
        "SELECT n, update FROM note_updates WHERE tenant_id = $1 AND note_id = $2 ORDER BY n",
        view.actor.tenant_id,
        note_id,
    )
    return [(row["n"], row["update"]) for row in rows]


async def newer_updates(
    tenant_id: UUID, known: Mapping[UUID, int]
) -> list[tuple[UUID, int, bytes]]:
    """Updates of these notes with higher numbers than known: (note, number, update), in order."""
    async with snapshot(Actor.system(tenant_id)) as view:
        rows = await view.fetch(NEWER, tenant_id, list(known), list(known.values()))
    return [(UUID(str(row["note_id"])), row["n"], row["update"]) for row in rows]
