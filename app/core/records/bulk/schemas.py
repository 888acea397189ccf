"""What a bulk change is asked for with, and what is answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, create_model
from pydantic import Field as Bounds

from app.core.errors import Invalid
from app.core.records.fields import KINDS
from app.core.records.record_type import RecordType
from app.core.records.schemas import RecordModels, sent
from app.core.schemas import Strict

MAX_IDS = 10_000  # named one by one; a filter reaches further

Tags = KINDS["tags"].annotation
Condition = str | dict[str, str]


class BulkChange(Strict):
    """Do something to many records: those in `ids`, or all that a filter of the list finds.

    `filter` is written like the list's: `{"stage_id": "…", "amount": {"gte": "1000"}}`; an empty one
    finds everything one may see. `versions` says which version of a record one had seen: newer ones
    are merged, or refused if one of the fields sent has changed since.
    """

    action: Literal["update", "delete", "restore"]
    ids: Annotated[list[UUID], Bounds(min_length=1, max_length=MAX_IDS)] | None = None
    filter: dict[str, Condition] | None = None
    search: Annotated[str, Bounds(max_length=200)] | None = None
    add_tags: Tags | None = None  # type: ignore[valid-type]
    remove_tags: Tags | None = None  # type: ignore[valid-type]
    versions: dict[UUID, Annotated[int, Bounds(strict=True, ge=1, le=2**62)]] | None = None


def bulk_model(kind: RecordType, models: RecordModels) -> type[BaseModel]:
    """The body of `POST /{type}/bulk`: a `BulkChange` with this type's `fields`."""
    name = f"{kind.label.replace(' ', '')}Bulk"
    patch: Any = models.patch | None
    return create_model(name, __base__=BulkChange, fields=(patch, None))


def change_of(kind: RecordType, body: BulkChange) -> dict[str, Any]:
    """What is to be done, as it is stored. Raises Invalid if the parts do not fit together."""
    wrong: dict[str, str] = {}
    patch: BaseModel | None = getattr(body, "fields", None)
    fields = sent(patch) if patch else {}
    if (body.ids is None) == (body.filter is None and body.search is None):
        wrong["ids"] = "Say which: ids, or a filter."
    if "tags" in fields and (body.add_tags or body.remove_tags):
        wrong["fields.tags"] = "Set the tags, or add and remove some."
    something = bool(fields or body.add_tags or body.remove_tags)
    if something != (body.action == "update"):
        wrong["fields"] = (
            "Say what to change." if body.action == "update" else "Only an update changes fields."
        )
    if wrong:
        raise Invalid(fields=wrong)
    return {
        "fields": fields,
        "add_tags": body.add_tags or [],
        "remove_tags": body.remove_tags or [],
        "versions": {str(key): value for key, value in (body.versions or {}).items()},
    }


def list_query(body: BulkChange) -> Mapping[str, str]:
    """The selection as the list's own query, so that it finds what the list shows."""
    query = {"search": body.search} if body.search else {}
    for name, condition in (body.filter or {}).items():
        if isinstance(condition, str):
            query[f"filter[{name}]"] = condition
        else:
            query |= {f"filter[{name}][{op}]": value for op, value in condition.items()}
    if body.action == "restore":
        query["trash"] = "only"
    return query


class Refusal(BaseModel):
    """A record that was left as it is, and why."""

    id: UUID
    error: str
    message: str


class BulkJobRead(BaseModel):
    """A bulk job and how far it is; `refusals` are the first of those refused.

    Of the `done`, those `unchanged` were so already.

    `undoes` and `undone_by` name the jobs that it takes back, and that takes it back.
    """

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    owner_id: UUID | None
    type: str
    action: Literal["update", "delete", "restore", "undo"]
    changes: list[str]
    status: Literal["queued", "running", "done", "cancelled", "failed"]
    error: str | None
    total: int
    done: int
    unchanged: int
    refused: int
    refusals: list[Refusal]
    undoes: UUID | None
    undone_by: UUID | None
    finished_at: datetime | None
