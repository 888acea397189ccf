"""A record type, declared once: from this the kernel makes everything record types share."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.actor import Actor
from app.core.records.fields import OWNED_FIELDS, SYSTEM_FIELDS, Field
from app.core.records.guards import Guard, OwnerGuard
from app.core.records.registry import BY_ENTITY, TYPES
from app.core.uow import Work


@dataclass(frozen=True, slots=True)
class Undoing:
    """That a write takes back the event `seq`; `position` is where the record stood, if it moved."""

    seq: int
    position: str | None = None


@dataclass(slots=True)
class Change:
    """A write on its way, as a type's own rules see it and may amend it.

    `before` is the record as JSON (None at creation), `values` the columns about to be set.
    `verb` becomes the event's type.
    """

    record_id: Any
    before: Mapping[str, Any] | None
    values: dict[str, Any]
    verb: str
    undoing: Undoing | None = None

    @property
    def former_place(self) -> Undoing | None:
        """What to take back of an order: set if this puts the record where it stood before."""
        return self.undoing if self.undoing and self.undoing.position is not None else None

    def value(self, key: str) -> Any:
        """What a column will be after this change."""
        if key in self.values:
            return self.values[key]
        return self.before.get(key) if self.before else None


Rule = Callable[[Work, Change], Awaitable[None]]
Prepare = Callable[[Work, Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RecordType:
    """What a record type is: its names, table, fields and rules.

    name          plural, as in paths and permissions ("deals")
    entity        singular, as in events and topics ("deal")
    guard         who may see and change which of its records
    default_sort  as in `?sort=`
    searchable    the columns of its search document, as its trigger has them; none if it has none
    prepare       runs before the record is locked (to take locks that come earlier in the order)
    rule          runs on each create, change, delete and restore, inside the transaction
    told_on_parent  verbs of a dependant's events that are part of its parent's story
    present       adds to a record's JSON what only its reader may have (a signed link); not in events
    """

    name: str
    entity: str
    label: str
    label_plural: str
    table: str
    fields: Sequence[Field]
    guard: Guard
    default_sort: str = "-created_at"
    title: str = "name"
    searchable: Sequence[str] = ()
    prepare: Prepare | None = None
    rule: Rule | None = None
    told_on_parent: Sequence[str] = ()
    present: Callable[[Actor, dict[str, Any]], None] | None = None
    by_key: Mapping[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {f.key: f for f in self.all_fields})
        TYPES[self.name] = self
        BY_ENTITY[self.entity] = self

    @property
    def owned(self) -> bool:
        """Whether its records have an owner, tags and custom fields."""
        return isinstance(self.guard, OwnerGuard)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """System fields, its own, and those of every owned record."""
        return (*SYSTEM_FIELDS, *self.fields, *(OWNED_FIELDS if self.owned else ()))

    def json_sql(self, *, hidden: frozenset[str] = frozenset(), extra: Sequence[str] = ()) -> str:
        """SQL that builds the record's JSON from the row `t`; the one spelling of a record."""
        pairs = [f"'{f.key}', {f.json_sql()}" for f in self.all_fields if f.key not in hidden]
        if self.owned:
            pairs.append(f"'custom', {_custom_sql(hidden)}")
        pairs += extra
        return f"json_build_object({', '.join(pairs)})::text"


def _custom_sql(hidden: frozenset[str]) -> str:
    keys = sorted(name.removeprefix("custom.") for name in hidden if name.startswith("custom."))
    if not keys:
        return "t.custom"
    quoted = ", ".join("'" + key.replace("'", "''") + "'" for key in keys)
    return f"t.custom - ARRAY[{quoted}]"
