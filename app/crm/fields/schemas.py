"""Bodies and answers of the custom fields' routes."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.core.schemas import Strict

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Option(Strict):
    """A choice of a select field."""

    value: Label
    label: Label | None = None
    color: str | None = None


class FieldCreate(Strict):
    """A new custom field; `key` is made from the label if not given."""

    label: Label
    kind: str
    key: str | None = None
    options: Annotated[list[Option], Field(max_length=500)] | None = None
    ref: str | None = None


class FieldPatch(Strict):
    """What may change of a custom field; its kind may not."""

    label: Label | None = None
    options: Annotated[list[Option], Field(max_length=500)] | None = None


class FieldRead(BaseModel):
    """A custom field."""

    id: UUID
    version: int
    record_type: str
    key: str
    label: str
    kind: str
    options: list[Any] | None
    ref: str | None
    position: str
