"""A record as it was: each event holds the whole record after it, so the log is the past."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.log import without
from app.core.records.masking import hidden_fields
from app.core.records.reading import read_record
from app.core.records.record_type import RecordType
from app.core.reply import Reply, reply
from app.core.uow import snapshot

# Every change changes them, and a place on a board means nothing without its neighbours.
NEVER_TOLD = frozenset({"version", "updated_at", "updated_by", "position"})
LAST = 2**63 - 1


async def record_at(actor: Actor, kind: RecordType, record_id: UUID, text: str) -> Reply:
    """The record as it was right after event `text` (a log number), with what differs now.

    `{seq, type, at, actor, version, deleted, record, differs: {field: {then, now}}}`. Raises
    NotFound if the record may not be read now, or was not there yet; Invalid.
    """
    seq = _number(text)
    async with snapshot(actor) as view:
        now: dict[str, Any] = orjson.loads(await read_record(view, kind, record_id))
        row = await view.fetchrow(
            f"SELECT {log.COLUMNS} FROM events WHERE tenant_id = $1 AND entity = $2"
            " AND entity_id = $3 AND seq <= $4 AND data IS NOT NULL ORDER BY version DESC LIMIT 1",
            actor.tenant_id,
            kind.entity,
            record_id,
            seq,
        )
        if row is None:
            raise NotFound("It was not there yet.")
        event = log.from_row(row)
        hidden = hidden_fields(view.access, kind)
        told = log.wire(event, hidden)
        then = without(orjson.loads(event.data or "{}"), hidden)
        return reply(
            {
                **{name: told[name] for name in ("seq", "type", "at", "actor", "version")},
                "deleted": event.type.endswith(".deleted"),
                "record": then,
                "differs": differences(then, now),
            },
            seq=view.seq,
        )


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose values differ, custom ones as `custom.<key>`."""
    old, new = _flat(then), _flat(now)
    return {
        name: {"then": old.get(name), "now": new.get(name)}
        for name in {**old, **new}
        if name not in NEVER_TOLD and old.get(name) != new.get(name)
    }


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    own = cast(dict[str, Any], record.get("custom") or {})
    plain = {key: value for key, value in record.items() if key != "custom"}
    return {**plain, **{f"custom.{key}": value for key, value in own.items()}}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LAST):
        raise Invalid(fields={"at": "Use an event's number."})
    return int(text)
