"""Request and response models of a record type, made from its fields."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, BaseModel, ConfigDict, create_model
from pydantic import Field as Bounds

from app.core.records.fields import KINDS, Field, KindName
from app.core.records.masking import can_be_hidden
from app.core.records.record_type import RecordType
from app.core.schemas import Strict

# What a reader gets, where it differs from what a writer may send.
READ: Mapping[KindName, Any] = {
    "money": str,
    "currency": str,
    "date": date,
    "datetime": datetime,
    "integer": int,
    "number": float,
    "boolean": bool,
    "link": UUID,
    "user": UUID,
    "id": UUID,
    "tags": list[str],
    "multi_select": list[str],
    "users": list[UUID],
    "teams": list[UUID],
}


@dataclass(frozen=True, slots=True)
class RecordModels:
    """The bodies of POST, PATCH and PUT, and what is answered."""

    create: type[BaseModel]
    patch: type[BaseModel]
    put: type[BaseModel]
    read: type[BaseModel]


_made: dict[str, RecordModels] = {}  # by type: making them takes some milliseconds


def models_of(kind: RecordType) -> RecordModels:
    """The models of a type, named after it ("DealCreate", "Deal"); always the same ones."""
    if kind.name not in _made:
        _made[kind.name] = _models_of(kind)
    return _made[kind.name]


def _models_of(kind: RecordType) -> RecordModels:
    name = kind.label.replace(" ", "")
    made = {f.key: _annotation(f) for f in kind.all_fields if f.writable or f.creatable_only}
    set_later = {f.key: _annotation(f) for f in kind.all_fields if f.writable}
    if kind.owned:
        made["custom"] = set_later["custom"] = dict[str, Any]
    return RecordModels(
        create=_model(f"{name}Create", kind, {"id": UUID7, **made}, all_optional=False),
        patch=_model(f"{name}Patch", kind, set_later, all_optional=True),
        put=_model(f"{name}Put", kind, set_later, all_optional=False),
        read=_read_model(name, kind),
    )


def sent(body: BaseModel) -> dict[str, Any]:
    """The fields that were in the body, as Python values."""
    return {key: getattr(body, key) for key in body.model_fields_set}


def replacement(kind: RecordType, body: BaseModel, kept: Container[str] = ()) -> dict[str, Any]:
    """A PUT's fields: what was not sent is emptied, or set to its default.

    The owner stays: emptying it would take the record out of its owner's own sight. So do the fields
    in `kept`, which the writer may not write.
    """
    values = sent(body)
    for field in kind.all_fields:
        if field.key in values or field.key in kept:
            continue
        if field.writable and field.key != "owner_id":
            if field.nullable:
                values[field.key] = None
            elif field.default is not None:
                values[field.key] = list(field.default) if field.kind in LISTS else field.default
    return values


LISTS = ("tags", "users", "teams", "multi_select")


def _annotation(field: Field) -> Any:
    if field.kind == "select" and field.options:
        allowed = "|".join(str(option["value"]) for option in field.options)
        base: Any = Annotated[str, Bounds(pattern=f"^({allowed})$")]
    else:
        base = KINDS[field.kind].annotation
    return base if field.required or not field.nullable else base | None


def _model(
    name: str, kind: RecordType, annotations: Mapping[str, Any], *, all_optional: bool
) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for key, annotation in annotations.items():
        field = kind.by_key.get(key)
        must = field is not None and field.required and not all_optional
        fields[key] = (annotation, ... if must else Bounds(default=None))
    return create_model(name, __base__=Strict, **fields)


def _read_model(name: str, kind: RecordType) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for field in kind.all_fields:
        annotation = field.read_as or READ.get(field.kind, str)
        never_null = field.required or not field.nullable
        # Not there at all for whom a role hides it; other types have no such rules.
        default = None if kind.owned and can_be_hidden(field) else ...
        fields[field.key] = (annotation if never_null else annotation | None, default)
    if kind.owned:
        fields["custom"] = (dict[str, Any], ...)
    return create_model(name, __config__=ConfigDict(title=kind.label), **fields)
