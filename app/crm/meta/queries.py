"""What record types and fields there are, for tables, forms, filters and mappings."""

from typing import Any

from app.core.actor import Actor
from app.core.event_types import event_types
from app.core.money import CURRENCIES
from app.core.records.custom import custom_fields
from app.core.records.masking import describe, hidden_fields
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.reply import Reply, reply
from app.core.uow import View, snapshot


async def describe_everything(actor: Actor) -> Reply:
    """`{types: {deals: {label, label_plural, entity, fields}}, currencies, events: {deal: [verb]}}`."""
    async with snapshot(actor) as view:
        types = {name: await _describe(view, kind) for name, kind in TYPES.items()}
        known = {"types": types, "currencies": list(CURRENCIES), "events": event_types()}
        return reply(known, seq=view.seq)


async def list_custom_fields(actor: Actor, kind: RecordType) -> Reply:
    """A type's custom fields, in order."""
    async with snapshot(actor) as view:
        own = await custom_fields(view, kind.name)
        hidden = hidden_fields(view.access, kind)
        shown = [field for field in own.values() if field.name not in hidden]
        return reply([describe(view.access, kind, field) for field in shown], seq=view.seq)


async def _describe(view: View, kind: RecordType) -> dict[str, Any]:
    hidden = hidden_fields(view.access, kind)
    own = await custom_fields(view, kind.name) if kind.owned else {}
    fields = [*kind.all_fields, *own.values()]
    return {
        "entity": kind.entity,
        "label": kind.label,
        "label_plural": kind.label_plural,
        "title": kind.title,
        "searchable": bool(kind.searchable),
        "default_sort": kind.default_sort,
        "fields": [describe(view.access, kind, f) for f in fields if f.name not in hidden],
    }
