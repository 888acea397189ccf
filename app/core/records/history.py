"""The history of a record: its events, newest first, as this actor may see them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.pagination import Page, cursor, list_reply, page_of
from app.core.records.masking import hidden_fields
from app.core.records.reading import read_record
from app.core.records.record_type import RecordType
from app.core.reply import Reply
from app.core.uow import View, snapshot

PARAMETERS = {"limit", "cursor"}


async def list_history(
    actor: Actor, kind: RecordType, record_id: UUID, query: Mapping[str, str]
) -> Reply:
    """A page of events; `prev_cursor` leads to newer ones, `next_cursor` to older ones.

    Raises NotFound if the record may not be read now, Invalid.
    """
    for name in query:
        if name not in PARAMETERS:
            raise Invalid(fields={name: "There is no such parameter."})
    signature = f"{kind.name}/history"
    page = page_of(query, signature)
    newer, version = _from(page)
    async with snapshot(actor) as view:
        await read_record(view, kind, record_id)
        total = await view.fetchval(
            "SELECT count(*) FROM events WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3",
            actor.tenant_id,
            kind.entity,
            record_id,
        )
        rows = await _rows(view, kind, record_id, newer, version, page.limit + 1)
        more = len(rows) > page.limit
        events = [log.from_row(row) for row in rows[: page.limit]]
        if newer:
            events.reverse()
        older_left = newer if newer and events else more
        newer_left = more if newer else page.after is not None
        hidden = hidden_fields(view.access, kind)
        return list_reply(
            [orjson.dumps(log.wire(event, hidden), default=str).decode() for event in events],
            page,
            next_cursor=cursor(signature, ["<", events[-1].version]) if older_left else None,
            total=total,
            seq=view.seq,
            also={
                "prev_cursor": cursor(signature, [">", events[0].version])
                if newer_left and events
                else None
            },
        )


def _from(page: Page) -> tuple[bool, int]:
    """Whether newer ones are asked for, and from which version on."""
    if page.after is None:
        return False, 2**62
    direction, version = page.after
    return direction == ">", version


async def _rows(
    view: View, kind: RecordType, record_id: UUID, newer: bool, version: int, limit: int
) -> Sequence[Any]:
    return await view.fetch(
        f"SELECT {log.COLUMNS} FROM events"
        " WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3"
        f" AND version {'>' if newer else '<'} $4"
        f" ORDER BY version {'ASC' if newer else 'DESC'} LIMIT $5",
        view.actor.tenant_id,
        kind.entity,
        record_id,
        version,
        limit,
    )
