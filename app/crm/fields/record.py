"""What a custom field is."""

import re

from app.core.errors import Conflict, Invalid
from app.core.positions import last_position
from app.core.records.custom import CUSTOM_KINDS
from app.core.records.registry import TYPES
from app.core.uow import Work
from app.crm.fields.schemas import FieldCreate, Option

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
MAX_FIELDS = 200


def key_of(label: str) -> str:
    """A key made from a label: "Close reason" → "close_reason"."""
    key = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:60]
    return key if KEY.fullmatch(key) else f"field_{key}".rstrip("_")[:60]


def check_definition(record_type: str, body: FieldCreate) -> None:
    """Raise Invalid unless the kind, options and link fit together."""
    kind = TYPES[record_type]
    wrong: dict[str, str] = {}
    if body.kind not in CUSTOM_KINDS:
        wrong["kind"] = f"Use one of: {', '.join(CUSTOM_KINDS)}."
    if body.kind in ("select", "multi_select") and not body.options:
        wrong["options"] = "A choice needs options."
    if body.kind == "link" and (body.ref not in TYPES or not TYPES[body.ref].owned):
        wrong["ref"] = "Say which record type it links to."
    if body.key is not None and not KEY.fullmatch(body.key):
        wrong["key"] = "Use small letters, digits and _, beginning with a letter."
    if body.key in kind.by_key:
        wrong["key"] = "The record type has a field of this name."
    if body.options and len({o.value for o in body.options}) != len(body.options):
        wrong["options"] = "Each value once."
    if wrong:
        raise Invalid(fields=wrong)


def option_dicts(options: list[Option] | None) -> list[dict[str, str | None]] | None:
    """Options as they are stored."""
    return None if options is None else [o.model_dump() for o in options]


async def next_position(work: Work, record_type: str) -> str:
    """After the type's other custom fields; raises Conflict when there are too many."""
    count = await work.fetchval(
        "SELECT count(*) FROM field_definitions"
        " WHERE tenant_id = $1 AND record_type = $2 AND deleted_at IS NULL",
        work.actor.tenant_id,
        record_type,
    )
    if count >= MAX_FIELDS:
        raise Conflict(f"A record type may have {MAX_FIELDS} custom fields.", code="too_many")
    return await last_position(work, "field_definitions", {"record_type": record_type})
