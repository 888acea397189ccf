"""The history of a record: its events, newest first, as this actor may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from app.core.records.registry import TYPES
from app.core.reply import Reply
from app.core.uow import View, snapshot

PARAMETERS = {"limit", "cursor", "include"}

OWN = "tenant_id = $1 AND entity = $2 AND entity_id = $3"


@dataclass(frozen=True, slots=True)
class Story:
    """Whose events are told: a record's, and those of `told` that hang on it."""

    kind: RecordType
    record_id: UUID
    told: Sequence[RecordType]

    @property
    def parts(self) -> Sequence[str]:
        """SQL conditions, each for the events of one of `told`."""
        return [_on_it(one) for one in self.told]


async def list_history(
    actor: Actor, kind: RecordType, record_id: UUID, query: Mapping[str, str]
) -> Reply:
    """A page of events; `prev_cursor` leads to newer ones, `next_cursor` to older ones.

    `include` names what hangs on the record and is told of here, too (see `told_on_parent`). Raises
    NotFound if the record may not be read now, Invalid.
    """
    for name in query:
        if name not in PARAMETERS:
            raise Invalid(fields={name: "There is no such parameter."})
    story = Story(kind, record_id, _included(kind, query))
    signature = "/".join((kind.name, "history", *(one.name for one in story.told)))
    page = page_of(query, signature)
    newer, seq = _from(page)
    count = "SELECT count(*) FROM events WHERE"
    async with snapshot(actor) as view:
        await read_record(view, kind, record_id)
        total = await view.fetchval(
            f"SELECT {' + '.join(f'({count} {part})' for part in (OWN, *story.parts))}",
            actor.tenant_id,
            kind.entity,
            record_id,
        )
        rows = await _rows(view, story, newer, seq, page.limit + 1)
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
            next_cursor=cursor(signature, ["<", events[-1].seq]) if older_left else None,
            total=total,
            seq=view.seq,
            also={
                "prev_cursor": cursor(signature, [">", events[0].seq])
                if newer_left and events
                else None
            },
        )


def _included(kind: RecordType, query: Mapping[str, str]) -> Sequence[RecordType]:
    """The types of what hangs on the record and is asked for; raises Invalid."""
    told = {one.name: one for one in TYPES.values() if one.told_on_parent and kind.owned}
    names = [name for name in query.get("include", "").split(",") if name]
    unknown = [name for name in names if name not in told]
    if unknown:
        can = f"Use one of: {', '.join(told)}." if told else "There is nothing to include."
        raise Invalid(fields={"include": can})
    return [told[name] for name in sorted({*names})]


def _from(page: Page) -> tuple[bool, int]:
    """Whether newer ones are asked for, and from which number on."""
    if page.after is None:
        return False, 2**62
    direction, seq = page.after
    return direction == ">", seq


async def _rows(view: View, story: Story, newer: bool, seq: int, limit: int) -> Sequence[Any]:
    from_there = f"SELECT {log.COLUMNS} FROM events WHERE seq {'>' if newer else '<'} $4 AND"
    order = "ASC" if newer else "DESC"
    # A record's events have versions in the order of their numbers, and an index by version.
    parts = [f"({from_there} {OWN} ORDER BY version {order} LIMIT $5)"]
    parts += [f"({from_there} {part})" for part in story.parts]
    return await view.fetch(
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS story ORDER BY seq {order} LIMIT $5",
        view.actor.tenant_id,
        story.kind.entity,
        story.record_id,
        seq,
        limit,
    )


def _on_it(kind: RecordType) -> str:
    """SQL: an event of something of this type that hangs on the record, and is told there."""
    types = ", ".join(f"'{kind.entity}.{verb}'" for verb in kind.told_on_parent)
    return (
        f"tenant_id = $1 AND entity = '{kind.entity}' AND type IN ({types}) AND entity_id IN"
        f" (SELECT t.id FROM {kind.table} t WHERE t.tenant_id = $1 AND t.entity = $2"
        " AND t.entity_id = $3 AND t.deleted_at IS NULL)"
    )
