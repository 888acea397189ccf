"""`filter[field][operator]=value` as SQL."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.money import to_minor
from app.core.records.fields import KINDS, Field
from app.core.records.sql import Parameters, like

PATTERN = re.compile(r"filter\[([a-z_0-9.]+)\](?:\[([a-z]+)\])?")
PIECE = re.compile(r"\\[\\,]|[^\\,]+|[\\,]")
COMPARISONS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list, checked against the field's kind. `value` is None for `empty`."""

    field: Field
    operator: str
    value: Any


def filters_of(
    query: Mapping[str, str], find: Callable[[str], Field | None], currency: str
) -> list[Filter]:
    """The filters of a query string; `find` resolves a field's name. Raises Invalid for unknown ones.

    Amounts are compared in minor units of `currency`, the tenant's own.
    """
    found: list[Filter] = []
    wrong: dict[str, str] = {}
    for name, text in query.items():
        if not name.startswith("filter"):
            continue
        match = PATTERN.fullmatch(name)
        field = find(match[1]) if match else None
        if match is None or field is None or not field.operators:
            wrong[name] = "There is no such filter."
            continue
        try:
            found.append(_filter(field, match[2] or "eq", text, currency))
        except ValueError as error:
            wrong[name] = str(error) if str(error).endswith(".") else "Not a value of this field."
    if wrong:
        raise Invalid(fields=wrong)
    return found


def _filter(field: Field, operator: str, text: str, currency: str) -> Filter:
    if operator not in field.operators:
        raise ValueError(f"Operators of this field: {', '.join(field.operators)}.")
    if operator == "empty":
        return Filter(field, operator, KINDS["boolean"].read(text))

    def read(part: str) -> Any:
        value = KINDS[field.kind].read(part)
        minor = field.kind == "money" and isinstance(value, Decimal) and not field.custom
        return to_minor(value, currency) if minor else value

    if operator == "in":
        return Filter(field, operator, [read(part) for part in listed(text)])
    return Filter(field, operator, read(text))


def listed(text: str) -> list[str]:
    r"""The values of a list, parted by commas; one that has a comma in it says `\,`, a backslash `\\`."""
    parts = [""]
    for piece in PIECE.findall(text):
        if piece == ",":
            parts.append("")
        else:
            parts[-1] += piece.removeprefix("\\") or piece
    return parts


def condition(item: Filter, p: Parameters, kind: str) -> str:
    """The SQL of a filter on the row `t` of the record type `kind`."""
    if item.field.custom or item.field.kind == "tags":
        return _indexed(item, p, kind)
    column = f"t.{item.field.key}"
    sql_type = KINDS[item.field.kind].sql
    if item.operator == "empty":
        return f"{column} IS {'' if item.value else 'NOT '}NULL"
    if item.operator == "in":
        return f"{column} = ANY({p(item.value)}::{sql_type}[])"
    if item.operator == "ne":
        return f"{column} IS DISTINCT FROM {p(item.value)}::{sql_type}"
    if item.operator == "contains":
        return f"{column} ILIKE {p('%' + like(item.value) + '%')}"
    if item.operator == "starts":
        return f"{column} ILIKE {p(like(item.value) + '%')}"
    return f"{column} {COMPARISONS[item.operator]} {p(item.value)}::{sql_type}"


def _indexed(item: Filter, p: Parameters, kind: str) -> str:
    """Tags and custom fields are looked up in `field_index`, whose operators may use its indexes."""
    column, value = "i.text_value", item.value
    if item.field.kind in ("integer", "number", "money") and item.operator != "empty":
        column = "i.number_value"
        value = [float(v) for v in value] if item.operator == "in" else float(value)
    elif item.operator != "empty":
        value = [_text(v) for v in value] if item.operator == "in" else _text(value)
    test = {
        "empty": lambda: "true",
        "in": lambda: f"{column} = ANY({p(value)})",
        "ne": lambda: f"{column} = {p(value)}",
        "contains": lambda: f"{column} ILIKE {p('%' + like(str(value)) + '%')}",
        "starts": lambda: f"{column} ILIKE {p(like(str(value)) + '%')}",
    }.get(item.operator, lambda: f"{column} {COMPARISONS[item.operator]} {p(value)}")()
    negated = item.operator == "ne" or (item.operator == "empty" and item.value)
    return (
        f"t.id {'NOT ' if negated else ''}IN (SELECT i.record_id FROM field_index i"
        f" WHERE i.tenant_id = t.tenant_id AND i.kind = {p(kind)}"
        f" AND i.field = {p(item.field.name)} AND {test})"
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
