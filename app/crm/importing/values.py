"""From a cell's text to a field's value, checked as the record kernel checks what comes over REST."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from app.core.records.fields import KINDS, Field
from app.crm.importing.formats import date_reader, day_of, number_reader

REMEMBERED = 5_000  # values a column's reader keeps; most columns repeat themselves
TRUE = {"true", "yes", "y", "1", "x", "on", "ja", "wahr", "oui", "si", "sí"}
FALSE = {"false", "no", "n", "0", "off", "nein", "falsch", "non"}
LOOKED_UP = ("link", "user")

Read = Callable[[str], Any]
Check = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The name of something else (a company, a member, a stage), still to be found."""

    text: str


def reader_of(field: Field, format: str | None) -> Read:
    """How a column is read for a field; the reader raises ValueError with a sentence.

    Raises ValueError at once for a format that is none, or that the field has no use for.
    """
    if field.kind in ("date", "datetime"):
        return _remember(_dates(field, format or "YYYY-MM-DD"))
    if field.kind in ("integer", "number", "money"):
        return _remember(_numbers(field, format or "1234.56"))
    if format is not None:
        raise ValueError("Only dates and numbers have a format.")
    if field.kind in LOOKED_UP:
        return Lookup
    return _remember(_others(field))


def any_choice(field: Field) -> Read:
    """As `reader_of`, but whatever a choice is called is one of its options."""
    if field.kind in ("select", "multi_select"):
        return reader_of(Field(field.key, "text", field.label), None)
    return reader_of(field, None)


def _others(field: Field) -> Read:
    if field.kind == "boolean":
        return _truth
    if field.kind in ("tags", "multi_select"):
        return _several(field)
    if field.kind == "select":
        return _choice(field.options or ())
    if field.kind == "currency":
        check = _checked(field)
        return lambda text: check(text.upper())
    return _checked(field)


def _dates(field: Field, format: str) -> Read:
    read = date_reader(format)
    if field.kind == "date":
        return lambda text: day_of(read(text))
    return read


def _numbers(field: Field, format: str) -> Read:
    read = number_reader(format)
    check = _checked(field)

    def number(text: str) -> Any:
        value = read(text)
        if field.kind == "money":
            return check(value)
        if field.kind == "number":
            return check(float(value))
        if value != value.to_integral_value():
            raise ValueError(f"{text!r} is not a whole number.")
        return check(int(value))

    return number


def _truth(text: str) -> bool:
    folded = text.casefold()
    if folded in TRUE:
        return True
    if folded in FALSE:
        return False
    raise ValueError(f"{text!r} is neither yes nor no.")


def _choice(options: Sequence[Any]) -> Read:
    """An option by its value or its label, whatever the case and spaces."""
    by_name = {key_of(option["value"]): option["value"] for option in options}
    for option in options:
        by_name.setdefault(key_of(option.get("label") or ""), option["value"])

    def choose(text: str) -> str:
        found = by_name.get(key_of(text))
        if found is None:
            raise ValueError(f"{text!r} is not one of the options.")
        return found

    return choose


def _several(field: Field) -> Read:
    check = _checked(field)
    choose = _choice(field.options) if field.kind == "multi_select" and field.options else None

    def read(text: str) -> Any:
        parts = [part.strip() for part in split_several(text)]
        return check([choose(part) for part in parts] if choose else parts)

    return read


def split_several(text: str) -> list[str]:
    """The parts of a cell with several values: by semicolons, else by commas."""
    return [
        part
        for part in re.split(r"[;|]" if re.search(r"[;|]", text) else ",", text)
        if part.strip()
    ]


def _checked(field: Field) -> Check:
    adapter: TypeAdapter[Any] = TypeAdapter(KINDS[field.kind].annotation)

    def check(value: Any) -> Any:
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            message = error.errors(include_url=False)[0]["msg"]
            raise ValueError(f"{message.removeprefix('Value error, ').rstrip('.')}.") from None

    return check


def _remember(read: Read) -> Read:
    known: dict[str, Any] = {}

    def remembered(text: str) -> Any:
        try:
            return known[text]
        except KeyError:
            value = read(text)
        if len(known) >= REMEMBERED:
            known.clear()
        known[text] = value
        return value

    return remembered


def key_of(text: str) -> str:
    """A name as it is compared: no matter the case and the spaces. PostgreSQL's name_key() agrees."""
    return " ".join(text.split()).lower()


def as_custom(value: Any) -> Any:
    """A value as it is kept in the JSON of custom fields."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str | int | float | bool):
        return value
    return orjson.loads(orjson.dumps(value, default=str))
