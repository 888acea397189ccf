"""Order among neighbours: a fractional key that fits between two others, compared bytewise.

Clients say "after this one", never a number; the caller holds a lock on whatever contains the
neighbours, so that two people dragging into one column agree on an order.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fractional_indexing import generate_key_between

from app.core.errors import Conflict
from app.core.uow import Work


async def position_after(
    work: Work,
    table: str,
    within: Mapping[str, Any],
    after_id: UUID | None,
    *,
    moving: UUID | None = None,
) -> str:
    """A position right after a neighbour, or first; `within` are the column values neighbours share.

    Raises Conflict if the neighbour is not there (any more).
    """
    where, args = _where(work, within)
    previous: str | None = None
    if after_id is not None:
        previous = await work.fetchval(
            f"SELECT position FROM {table} WHERE {where} AND id = ${len(args) + 1}",
            *args,
            after_id,
        )
        if previous is None:
            raise Conflict(
                "What you dropped it after is not there any more.", code="neighbour_gone"
            )
    following: str | None = await work.fetchval(
        f"SELECT min(position) FROM {table} WHERE {where}"
        f" AND position > ${len(args) + 1} AND id IS DISTINCT FROM ${len(args) + 2}::uuid",
        *args,
        previous or "",
        moving,
    )
    return generate_key_between(previous, following)


async def former_position(
    work: Work,
    table: str,
    entity: str,
    within: tuple[str, UUID],
    *,
    moving: UUID,
    position: str,
    seq: int,
) -> str:
    """Where a record goes that stood at `position` before the event `seq` took it away.

    Right after its former neighbour, if that is still above its old place; else after the nearest
    one above that stood above it then as well. Who came between them since comes after it. The old
    key itself is taken where it fits, so that several moves can be taken back in any order.
    """
    column, value = within
    where = f"t.tenant_id = $1 AND t.deleted_at IS NULL AND t.{column} = $2 AND t.id <> $3"
    previous: str | None = await work.fetchval(
        f"""SELECT t.position FROM {table} t WHERE {where} AND t.position < $4 AND (
                NOT EXISTS (SELECT FROM events e WHERE e.tenant_id = $1 AND e.entity = $5
                             AND e.entity_id = t.id AND e.seq >= $6)
                OR EXISTS (SELECT FROM (
                        SELECT e.data FROM events e WHERE e.tenant_id = $1 AND e.entity = $5
                           AND e.entity_id = t.id AND e.seq < $6 ORDER BY e.version DESC LIMIT 1
                    ) was WHERE was.data ->> '{column}' = $2::text
                            AND was.data ->> 'position' < $4 COLLATE "C"))
            ORDER BY t.position DESC LIMIT 1""",
        work.actor.tenant_id,
        value,
        moving,
        position,
        entity,
        seq,
    )
    following: str | None = await work.fetchval(
        f"SELECT min(t.position) FROM {table} t WHERE {where} AND t.position > $4",
        work.actor.tenant_id,
        value,
        moving,
        previous or "",
    )
    if following is None or position < following:
        return position
    return generate_key_between(previous, following)


async def last_position(work: Work, table: str, within: Mapping[str, Any]) -> str:
    """A position after all others."""
    where, args = _where(work, within)
    last: str | None = await work.fetchval(
        f"SELECT max(position) FROM {table} WHERE {where}",
        *args,
    )
    return generate_key_between(last, None)


def _where(work: Work, within: Mapping[str, Any]) -> tuple[str, list[Any]]:
    conditions = ["tenant_id = $1", "deleted_at IS NULL"]
    conditions += [f"{column} = ${n}" for n, column in enumerate(within, 2)]
    return " AND ".join(conditions), [work.actor.tenant_id, *within.values()]
