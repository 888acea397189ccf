"""What comes in and goes out about imports."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.core.schemas import Strict

ImportType = Literal["companies", "contacts", "deals"]
Status = Literal["queued", "running", "done", "failed", "undone"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class NewField(Strict):
    """A custom field to make for a column; its options are the values that occur."""

    label: Name
    kind: Literal[
        "text", "long_text", "email", "phone", "url", "integer", "number", "money", "date",
        "datetime", "boolean", "select", "multi_select",
    ] = "text"  # fmt: skip


class ColumnMapping(Strict):
    """Where a column goes.

    field   a field's key, or `custom.<key>`
    format  how dates or numbers are written: `MM/DD/YYYY`, `1.234,56`; found out if left away
    create  true: make what the column names and is not there (companies, members, stages, options);
            for `custom.<key>`: the field to make
    """

    field: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    format: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    create: bool | NewField = False


class StageDefaults(Strict):
    """What a stage that the import makes is to be."""

    kind: Literal["open", "won", "lost"] | None = None
    color: str | None = None
    probability: Annotated[int, Field(ge=0, le=100)] | None = None


class Options(Strict):
    """How to read the file, and what to do with what is in it.

    duplicates      create (default), skip or update records that are there already...
    match           ...by this field: companies by name, contacts by email, deals by name
    owner_id        whose the records are, where no column says so (the importing member)
    pipeline_id     the pipeline of deals (the first one)
    stage_id        the stage of deals whose row names none (the pipeline's first)
    stage_defaults  by name, for stages that are made: {"Engaging": {"kind": "open"}}
    template        fields made of several columns: {"name": "{product}, {account}"}
    aliases         per column, other spellings: {"product": {"GTXPro": "GTX Pro"}}
    dry_run         check everything, change nothing
    """

    encoding: str | None = None
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=3)] | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None
    decimal: Literal[".", ","] | None = None
    duplicates: Literal["create", "skip", "update"] = "create"
    match: str | None = None
    owner_id: UUID | None = None
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    stage_defaults: dict[str, StageDefaults] = Field(default_factory=dict)
    template: dict[str, Annotated[str, StringConstraints(max_length=500)]] = Field(
        default_factory=dict
    )
    aliases: dict[str, dict[str, str]] = Field(default_factory=dict)
    dry_run: bool = False


Mapping = dict[str, ColumnMapping | None]


class Created(BaseModel):
    """How much an import has made, and what it did to what was there."""

    records: int
    companies: int
    contacts: int
    members: int
    stages: int
    fields: int
    updated: int
    skipped: int


class Undoing(BaseModel):
    """How far an undo has come."""

    total: int
    done: int


class ImportRead(BaseModel):
    """An import. `done` and `failed` count rows; together they are `total` at the end."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    owner_id: UUID | None
    type: ImportType
    file_name: str
    status: Status
    error: str | None
    total: int | None
    done: int
    failed: int
    mapping: dict[str, Any]
    options: dict[str, Any]
    created: Created
    undo: Undoing | None
    errors_url: str | None
    started_at: datetime | None
    finished_at: datetime | None


class Guess(BaseModel):
    """A field a column may go to; `confidence` from 0 to 1."""

    field: str
    format: str | None
    confidence: float
    create: bool | dict[str, Any]


class ColumnPreview(BaseModel):
    """A column: sample values, the best guess (null: leave it out), others, and odd spellings."""

    name: str
    samples: list[str]
    empty: int
    distinct: int
    guess: Guess | None
    alternatives: list[Guess]
    similar: list[list[str]]


class Preview(BaseModel):
    """What the beginning of a file looks like; `mapping` and `options` are a ready proposal."""

    file_name: str
    encoding: str
    delimiter: str
    columns: list[ColumnPreview]
    rows: list[list[str]]
    mapping: dict[str, Any]
    options: dict[str, Any]
    problems: list[str]
