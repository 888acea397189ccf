"""Fields: what a record type is made of, built in or custom, and what each kind means.

A kind says once how a value is checked on the way in, how PostgreSQL spells it as JSON on the way
out, and how the text of a filter is read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from uuid import UUID

import phonenumbers
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints
from pydantic import Field as Bounds

from app.core.emails import spelling

KindName = Literal[
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "integer",
    "number",
    "money",
    "currency",
    "date",
    "datetime",
    "boolean",
    "select",
    "multi_select",
    "link",
    "user",
    "id",
    "tags",
    "users",
    "teams",
    "json",
]
TEXTUAL = ("eq", "ne", "in", "contains", "starts", "empty")
ORDERED = ("eq", "ne", "in", "lt", "lte", "gt", "gte", "empty")
EXACT = ("eq", "ne", "in", "empty")


def _email(text: str) -> str:
    try:
        return spelling(text)
    except ValueError as error:
        raise ValueError(f"Not an e-mail address: {error}") from error


def _phone(text: str) -> str:
    # Numbers written internationally become E.164; others stay as they were typed.
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text.strip()
    if not phonenumbers.is_possible_number(number):
        return text.strip()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _url(text: str) -> str:
    address = text.strip()
    if "://" not in address:
        address = f"https://{address}"
    if not address.startswith(("http://", "https://")) or " " in address or "." not in address:
        raise ValueError("Not a web address.")
    return address


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("Use true or false.")
    return text == "true"


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) > 2**62:
        raise ValueError("Too large.")
    return value


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("Not a number.") from error
    if not value.is_finite():
        raise ValueError("Not a number.")
    return value


def _spelled(value: Any) -> Any:
    # Pydantic would take a bare number for seconds since 1970; nobody means that.
    if isinstance(value, int | float):
        raise ValueError("Write it as text, like 2026-01-31.")
    return value


def _amount(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("Not an amount.")
    return str(value) if isinstance(value, float) else value


def _distinct(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Body = Annotated[str, StringConstraints(max_length=20_000)]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Whole = Annotated[int, Bounds(strict=True, ge=-(2**53), le=2**53)]
Amount = Annotated[Decimal, BeforeValidator(_amount), Bounds(max_digits=20, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Kind:
    """`annotation` checks JSON coming in, `read` the text of a filter by one of `operators`."""

    annotation: Any
    sql: str
    read: Callable[[str], Any]
    operators: Sequence[str]
    sortable: bool = True


KINDS: Mapping[KindName, Kind] = {
    "text": Kind(Line, "text", str, TEXTUAL),
    "long_text": Kind(Body, "text", str, ("contains", "empty"), sortable=False),
    "email": Kind(Annotated[str, AfterValidator(_email)], "text", str.lower, TEXTUAL),
    "phone": Kind(
        Annotated[Line, StringConstraints(max_length=50), AfterValidator(_phone)],
        "text",
        str,
        TEXTUAL,
    ),
    "url": Kind(Annotated[Line, AfterValidator(_url)], "text", str, TEXTUAL),
    "integer": Kind(Whole, "bigint", _whole, ORDERED),
    "number": Kind(
        Annotated[float, Bounds(allow_inf_nan=False)], "double precision", float, ORDERED
    ),
    "money": Kind(Amount, "bigint", _decimal, ORDERED),
    "currency": Kind(Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")], "text", str, EXACT),
    "date": Kind(Annotated[date, BeforeValidator(_spelled)], "date", date.fromisoformat, ORDERED),
    "datetime": Kind(
        Annotated[AwareDatetime, BeforeValidator(_spelled)], "timestamptz", _moment, ORDERED
    ),
    "boolean": Kind(Annotated[bool, Bounds(strict=True)], "boolean", _truth, EXACT),
    "select": Kind(Line, "text", str, EXACT),
    "multi_select": Kind(list[Line], "text[]", str, ("eq", "in", "empty"), sortable=False),
    "link": Kind(UUID, "uuid", UUID, EXACT, sortable=False),
    "user": Kind(UUID, "uuid", UUID, EXACT, sortable=False),
    "id": Kind(UUID, "uuid", UUID, EXACT, sortable=False),
    "tags": Kind(
        Annotated[list[TagName], Bounds(max_length=50), AfterValidator(_distinct)],
        "text[]",
        str,
        ("eq", "in", "empty"),
        sortable=False,
    ),
    "users": Kind(Annotated[list[UUID], Bounds(max_length=50)], "uuid[]", UUID, (), sortable=False),
    "teams": Kind(Annotated[list[UUID], Bounds(max_length=20)], "uuid[]", UUID, (), sortable=False),
    "json": Kind(Any, "jsonb", str, (), sortable=False),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record type; `key` is its name in JSON and, unless custom, its column.

    `ref` names the record type a link points to. `nullable` ones may be cleared with null.
    `creatable_only` ones are set once, at creation.
    `default` is what a PUT that does not say the field sets it to, if it may not be empty.
    `sort_column` is what it is sorted by, if not itself.
    `filterable` and `sortable` are False for what is never searched by, or no column.
    `read_as` is the type of what a reader gets, where its kind does not say it.
    """

    key: str
    kind: KindName
    label: str
    required: bool = False
    nullable: bool = True
    writable: bool = True
    creatable_only: bool = False
    default: Any = None
    sort_column: str | None = None
    ref: str | None = None
    options: Sequence[Any] | None = None
    filterable: bool = True
    sortable: bool = True
    custom: bool = False
    id: UUID | None = None
    read_as: Any = None

    @property
    def operators(self) -> Sequence[str]:
        """What `filter[key][operator]` may be."""
        return KINDS[self.kind].operators if self.filterable else ()

    @property
    def name(self) -> str:
        """How events and filters call it: `custom.<key>` for a custom field."""
        return f"custom.{self.key}" if self.custom else self.key

    def json_sql(self, alias: str = "t") -> str:
        """The SQL that yields its JSON value."""
        if self.kind == "money":
            return f"money_text({alias}.{self.key}, {alias}.currency)"
        return f"{alias}.{self.key}"

    def describe(self) -> dict[str, Any]:
        """As `GET /meta` says it."""
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.kind,
            "required": self.required,
            "writable": self.writable,
            "filterable": bool(self.operators),
            "operators": list(self.operators),
            "sortable": self.sortable and KINDS[self.kind].sortable,
            "options": list(self.options) if self.options is not None else None,
            "ref": self.ref,
            "custom": self.custom,
            "id": str(self.id) if self.id else None,
        }


SYSTEM_FIELDS: tuple[Field, ...] = (
    Field("id", "id", "Id", nullable=False, writable=False),
    Field(
        "version",
        "integer",
        "Version",
        nullable=False,
        writable=False,
        filterable=False,
        sortable=False,
    ),
    Field("created_at", "datetime", "Created", nullable=False, writable=False),
    Field("updated_at", "datetime", "Changed", nullable=False, writable=False),
    Field("created_by", "user", "Created by", writable=False, ref="users"),
    Field("updated_by", "user", "Changed by", writable=False, ref="users"),
)
OWNED_FIELDS: tuple[Field, ...] = (
    Field("owner_id", "user", "Owner", ref="users"),
    Field("tags", "tags", "Tags", nullable=False, default=()),
)
