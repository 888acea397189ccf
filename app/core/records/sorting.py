"""`?sort=-amount,name` as SQL, and the condition that continues after a row (keyset pagination)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid
from app.core.records.fields import KINDS, Field
from app.core.records.sql import Parameters

# `date` and `timestamptz` go through text in a cursor; PostgreSQL reads them back.
MAX_KEYS = 4


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by. Empty values come last, in both directions."""

    field: Field
    descending: bool

    @property
    def column(self) -> str:
        """The SQL to order by."""
        if not self.field.custom:
            return f"t.{self.field.sort_column or self.field.key}"
        key = self.field.key.replace("'", "''")
        numeric = self.field.kind in ("integer", "number", "money")
        return f"(t.custom ->> '{key}')" + ("::double precision" if numeric else "")

    @property
    def sql_type(self) -> str:
        """How a cursor's text is read back."""
        if not self.field.custom:
            return KINDS[self.field.kind].sql
        numeric = self.field.kind in ("integer", "number", "money")
        return "double precision" if numeric else "text"

    @property
    def may_be_empty(self) -> bool:
        """Whether nulls must be thought of."""
        return self.field.custom or (self.field.nullable and not self.field.required)


def sort_keys(text: str, find: Callable[[str], Field | None]) -> list[SortKey]:
    """The keys of `-amount,name`; raises Invalid for what can't be sorted by."""
    keys: list[SortKey] = []
    for part in text.split(","):
        field = find(part.removeprefix("-"))
        if field is None or not field.sortable or not KINDS[field.kind].sortable:
            raise Invalid(fields={"sort": f"Can't sort by {part.removeprefix('-')!r}."})
        keys.append(SortKey(field, part.startswith("-")))
    if len(keys) > MAX_KEYS:
        raise Invalid(fields={"sort": f"At most {MAX_KEYS} fields."})
    return keys


def order_by(keys: Sequence[SortKey]) -> str:
    """ORDER BY, with the id as the last word so that the order is total."""
    parts = [
        f"{key.column} {'DESC' if key.descending else 'ASC'}"
        + (" NULLS LAST" if key.may_be_empty and key.descending else "")
        for key in keys
    ]
    last = "DESC" if keys and keys[-1].descending else "ASC"
    return ", ".join([*parts, f"t.id {last}"])


def after(keys: Sequence[SortKey], values: Sequence[Any], p: Parameters) -> str:
    """SQL: the row comes after the one whose sort values (and id, last) are `values`."""
    directions = {key.descending for key in keys}
    if len(directions) == 1 and not any(key.may_be_empty for key in keys):
        # One row comparison: PostgreSQL starts the index scan right there.
        columns = ", ".join([*(key.column for key in keys), "t.id"])
        marks = [_mark(v, key.sql_type, p) for key, v in zip(keys, values, strict=False)]
        marks.append(_mark(values[-1], "uuid", p))
        return f"({columns}) {'<' if True in directions else '>'} ({', '.join(marks)})"
    return _stepwise(keys, values, p)


def _stepwise(keys: Sequence[SortKey], values: Sequence[Any], p: Parameters) -> str:
    """The general case: equal in the first n keys and beyond in the next, nulls being last."""
    alternatives: list[str] = []
    equal: list[str] = []
    for key, value in zip(keys, values, strict=False):
        if value is None:
            equal.append(f"{key.column} IS NULL")
            continue
        mark = _mark(value, key.sql_type, p)
        beyond = f"{key.column} {'<' if key.descending else '>'} {mark}"
        if key.may_be_empty:
            beyond = f"({beyond} OR {key.column} IS NULL)"
        alternatives.append(" AND ".join([*equal, beyond]))
        equal.append(f"{key.column} = {mark}")
    direction = "<" if keys and keys[-1].descending else ">"
    alternatives.append(" AND ".join([*equal, f"t.id {direction} {_mark(values[-1], 'uuid', p)}"]))
    return "(" + " OR ".join(f"({a})" for a in alternatives) + ")"


def _mark(value: Any, sql_type: str, p: Parameters) -> str:
    # Through text, because a cursor is JSON; PostgreSQL casts it to the column's type.
    return f"{p(str(value))}::text::{sql_type}"
