"""Field rules: what a role may not read leaves no trace in what it gets, and what it may not write stays.

A field that is hidden is, for whoever may not read it, a field that does not exist: naming one is
answered as naming an unknown one is, so that no answer says anything about its value.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Access
from app.core.audience import Sight, sight
from app.core.errors import Forbidden, Invalid
from app.core.records.fields import SYSTEM_FIELDS, Field
from app.core.records.record_type import RecordType
from app.core.records.registry import BY_ENTITY
from app.core.uow import View

NONE = frozenset[str]()
UNKNOWN = "There is no such field."
READ_ONLY = "Your role may read this, and not change it."


def hidden_fields(access: Access, kind: RecordType) -> frozenset[str]:
    """The names of a type's fields that this access may not read."""
    return access.hidden.get(kind.name, NONE)


def unwritable_fields(access: Access, kind: RecordType) -> frozenset[str]:
    """The names of a type's fields that this access may not write: hidden or read-only."""
    closed = hidden_fields(access, kind) | access.locked.get(kind.name, NONE)
    # Another currency gives every amount another value, and may be refused because of it.
    if any(field.kind == "money" and field.name in closed for field in kind.fields):
        closed |= {"currency"}
    return closed


def can_be_hidden(field: Field) -> bool:
    """Whether a role may hide a field. What a record can't be without stays, and so does its owner,
    who decides about sight."""
    if field in SYSTEM_FIELDS or field.key == "owner_id":
        return False
    return field.custom or (field.nullable and not field.required)


def event_sight(event: log.Event, access: Access, user_id: UUID | None) -> Sight:
    """What of an event this listener gets; of a field that it may not read, not even that there is one."""
    if event.entity == "field" and access.hidden and _of_hidden_field(event, access):
        return "none"
    return sight(event.audience, access, user_id)


def _of_hidden_field(event: log.Event, access: Access) -> bool:
    field = orjson.loads(event.data or "{}")
    hidden = access.hidden.get(field.get("record_type"), NONE)
    return not field or f"custom.{field['key']}" in hidden


def event_mask(event: log.Event, access: Access) -> frozenset[str]:
    """The fields of an event's record that this access may not read."""
    if not access.hidden:
        return NONE
    kind = BY_ENTITY.get(event.entity)
    return hidden_fields(access, kind) if kind else NONE


def masked(access: Access, kind: RecordType, text: str) -> str:
    """A record's JSON text without what this access may not read."""
    hidden = hidden_fields(access, kind)
    return orjson.dumps(log.without(orjson.loads(text), hidden)).decode() if hidden else text


def require_known(view: View, kind: RecordType, sent: Mapping[str, Any]) -> None:
    """Raise Invalid, as for fields that are not there, if hidden ones are among those sent."""
    hidden = hidden_fields(view.access, kind) & set(names_in(sent))
    if hidden:
        raise Invalid(fields=dict.fromkeys(sorted(hidden), UNKNOWN))


def require_writable(view: View, kind: RecordType, names: Iterable[str]) -> None:
    """Raise Forbidden naming the fields that may only be read."""
    closed = unwritable_fields(view.access, kind) & set(names)
    if closed:
        raise Forbidden(
            "Your role may read some of these fields, and not change them.",
            code="field_read_only",
            details={"fields": dict.fromkeys(sorted(closed), READ_ONLY)},
        )


def require_creatable(view: View, kind: RecordType, sent: Mapping[str, Any]) -> None:
    """Raise Forbidden naming the read-only fields that a new record would be given.

    Required ones may be given (there would be no creating without them), and so may the currency.
    """
    given = {name for name, value in _flat(sent) if value not in (None, [], "")}
    free = {field.name for field in kind.all_fields if field.required} | {"currency"}
    require_writable(view, kind, given - free)


def describe(access: Access, kind: RecordType, field: Field) -> dict[str, Any]:
    """A field as `GET /meta` says it; `locked` if it would be writable but for the role."""
    said = field.describe()
    locked = field.writable and field.name in unwritable_fields(access, kind)
    return {**said, "writable": field.writable and not locked, "locked": locked}


def names_in(sent: Mapping[str, Any]) -> list[str]:
    """The names of fields in a body; custom ones as `custom.<key>`."""
    return [name for name, _ in _flat(sent)]


def _flat(sent: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in sent.items():
        if key == "custom":
            yield from ((f"custom.{name}", each) for name, each in (value or {}).items())
        else:
            yield key, value
