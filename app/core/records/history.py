"""The history of a record: its events, newest first, as this actor may see them."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Actor
from app.core.pagination import cursor, list_reply, page_of
from app.core.records.masking import hidden_fields
from app.core.records.reading import read_record
from app.core.records.record_type import RecordType
from app.core.reply import Reply
from app.core.uow import snapshot


async def list_history(
    actor: Actor, kind: RecordType, record_id: UUID, query: Mapping[str, str]
) -> Reply:
    """A page of events; raises NotFound if the record may not be read now."""
    signature = f"{kind.name}/history"
    page = page_of(query, signature)
    async with snapshot(actor) as view:
        await read_record(view, kind, record_id)
        rows = await view.fetch(
            f"SELECT {log.COLUMNS}, count(*) OVER () AS total FROM events"
            " WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3 AND version < $4"
            " ORDER BY version DESC LIMIT $5",
            actor.tenant_id,
            kind.entity,
            record_id,
            int(page.after[0]) if page.after else 2**62,
            page.limit + 1,
        )
        hidden = hidden_fields(view.access, kind)
        events = [log.from_row(row) for row in rows[: page.limit]]
        texts = [orjson.dumps(log.wire(event, hidden), default=str).decode() for event in events]
        more = len(rows) > page.limit
        return list_reply(
            texts,
            page,
            next_cursor=cursor(signature, [events[-1].version]) if more else None,
            total=rows[0]["total"] if rows else 0,
            seq=view.seq,
        )
