"""The tenant's numbered log: what an event is, how it is appended, read and written on the wire.

Every change to a tenant's data appends events in the transaction of the change; everything else
(screens, phones, notifications, webhooks, audit) reads them here, by number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Access, Actor
from app.core.audience import Audience
from app.core.ids import new_id


@dataclass(slots=True)
class Event:
    """One change. `before` holds the changed fields as they were, `data` the record as it is now.

    Both are JSON objects as text, as PostgreSQL built them. `seq` and `at` are set at commit.
    `undoes` is the number of the event that this one takes back.
    """

    type: str
    entity: str
    entity_id: UUID
    version: int
    audience: Audience
    changed: tuple[str, ...] = ()
    before: str | None = None
    data: str | None = None
    id: UUID = field(default_factory=new_id)
    seq: int = 0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    actor_id: UUID | None = None
    actor_name: str = ""
    actor_kind: str = "system"
    job_id: UUID | None = None
    undoes: int | None = None


APPEND = """
WITH head AS (
    UPDATE tenant_heads SET seq = seq + $2 WHERE tenant_id = $1 RETURNING seq
)
INSERT INTO events (
    tenant_id, seq, id, type, entity, entity_id, version, changed, before, data,
    resource, owner_before, owner_after, undoes,
    actor_id, actor_name, actor_kind, job_id, request_id, ip, agent
)
SELECT $1, head.seq - $2 + e.n, e.id, e.type, e.entity, e.entity_id, e.version,
       e.changed::json, e.before::json, e.data::json,
       e.resource, e.owner_before, e.owner_after, e.undoes,
       $15, $16, $17, $18, $19, $20, $21
FROM head, unnest(
    $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::bigint[]
) WITH ORDINALITY AS e(
    id, type, entity, entity_id, version, changed, before, data, resource,
    owner_before, owner_after, undoes, n
)
RETURNING seq, at
"""

COLUMNS = """seq, at, id, type, entity, entity_id, version, changed::text, before::text, data::text,
    resource, owner_before, owner_after, actor_id, actor_name, actor_kind, job_id, undoes"""


async def append(
    connection: asyncpg.Connection,
    actor: Actor,
    access: Access,
    events: Sequence[Event],
) -> None:
    """Number and store events; must be the transaction's last statement.

    The row lock on the tenant's head, held to the commit, makes the numbers gapless and in commit
    order: whoever has seen n has seen everything up to n.
    """
    rows = await connection.fetch(
        APPEND,
        actor.tenant_id,
        len(events),
        [e.id for e in events],
        [e.type for e in events],
        [e.entity for e in events],
        [e.entity_id for e in events],
        [e.version for e in events],
        [orjson.dumps(e.changed).decode() for e in events],
        [e.before for e in events],
        [e.data for e in events],
        [e.audience.resource for e in events],
        [e.audience.owner_before for e in events],
        [e.audience.owner_after for e in events],
        [e.undoes for e in events],
        actor.user_id,
        access.name,
        actor.kind,
        actor.job_id,
        actor.request.id or None,
        actor.request.ip,
        actor.request.agent,
    )
    for event, row in zip(events, rows, strict=True):
        event.seq, event.at = row["seq"], row["at"]
        event.actor_id, event.actor_name = actor.user_id, access.name
        event.actor_kind, event.job_id = actor.kind, actor.job_id


async def read(
    connection: asyncpg.Connection, tenant_id: UUID, since: int, limit: int
) -> list[Event]:
    """The events after number `since`, in order, at most `limit` (the connection's tenant must be set)."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        tenant_id,
        since,
        limit,
    )
    return [from_row(row) for row in rows]


def from_row(row: asyncpg.Record) -> Event:
    """An event from a row with `COLUMNS`."""
    return Event(
        type=row["type"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        version=row["version"],
        audience=Audience(row["resource"], row["owner_before"], row["owner_after"]),
        changed=tuple(orjson.loads(row["changed"])),
        before=row["before"],
        data=row["data"],
        id=row["id"],
        seq=row["seq"],
        at=row["at"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        actor_kind=row["actor_kind"],
        job_id=row["job_id"],
        undoes=row["undoes"],
    )


def wire(event: Event, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """The event as clients get it (contract: "An event"), without the fields `hidden` from them.

    `undoes` is there only if it takes another one back.
    """
    hide = frozenset(hidden)
    return {
        "seq": event.seq,
        "id": str(event.id),
        "type": event.type,
        "entity": event.entity,
        "entity_id": str(event.entity_id),
        "version": event.version,
        "at": timestamp(event.at),
        "actor": {
            "id": str(event.actor_id) if event.actor_id else None,
            "name": event.actor_name,
            "kind": event.actor_kind,
        },
        "changed": [name for name in event.changed if name not in hide],
        "before": _json(event.before, hide),
        "data": _json(event.data, hide),
        **({} if event.undoes is None else {"undoes": event.undoes}),
    }


def removed(event: Event) -> dict[str, Any]:
    """What a listener gets who has lost sight of the record: that it is gone, and nothing of it."""
    return {
        "seq": event.seq,
        "id": str(event.id),
        "type": f"{event.entity}.removed",
        "entity": event.entity,
        "entity_id": str(event.entity_id),
        "version": event.version,
        "at": timestamp(event.at),
        "actor": {"id": None, "name": "", "kind": event.actor_kind},
        "changed": [],
        "before": None,
        "data": None,
    }


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, spelled as PostgreSQL's JSON spells it."""
    return moment.astimezone(UTC).isoformat()


def _json(text: str | None, hide: frozenset[str]) -> Any:
    if text is None:
        return None
    if not hide:
        return orjson.Fragment(text)
    return without(cast(dict[str, Any], orjson.loads(text)), hide)


def without(record: Mapping[str, Any], hide: frozenset[str]) -> dict[str, Any]:
    """A record or a `before` without the hidden fields; custom fields are named `custom.<key>`."""
    shown = {key: value for key, value in record.items() if key not in hide}
    custom = shown.get("custom")
    if isinstance(custom, dict):
        values = cast(dict[str, Any], custom)
        shown["custom"] = {k: v for k, v in values.items() if f"custom.{k}" not in hide}
    return shown
