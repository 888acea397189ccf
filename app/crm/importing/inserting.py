"""Many new records in one statement, each with its event, exactly as the kernel writes one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.core.records.fields import KINDS
from app.core.records.record_type import Change, RecordType
from app.core.records.writing import log_change
from app.core.uow import Work


async def insert_records(
    work: Work, kind: RecordType, records: Sequence[Mapping[str, Any]], import_id: UUID | None
) -> None:
    """Insert records (columns by name, `id` among them; money in minor units) and log their creation.

    Columns that a record leaves out get null, or what an empty one has.
    """
    if not records:
        return
    columns = sorted({key for record in records for key in record})
    arrays = [[_stored(column, record.get(column)) for record in records] for column in columns]
    casts = [f"${n}::{_type(kind, column)}[]" for n, column in enumerate(columns, 4)]
    rows = await work.fetch(
        f"INSERT INTO {kind.table} AS t"
        f" (tenant_id, created_by, updated_by, import_id, {', '.join(columns)})"
        f" SELECT $1, $2, $2, $3, {', '.join(map(_value, columns))}"
        f" FROM unnest({', '.join(casts)}) AS x({', '.join(columns)})"
        f" RETURNING t.id, {kind.json_sql()} AS text",
        work.actor.tenant_id,
        work.actor.user_id,
        import_id,
        *arrays,
    )
    texts = {row["id"]: row["text"] for row in rows}
    for record in records:
        change = Change(record["id"], None, {}, "created")
        await log_change(work, kind, change, texts[record["id"]], ())


def _type(kind: RecordType, column: str) -> str:
    """The array type a column travels in; arrays of arrays must be of one length, so not those."""
    if column in ("custom", "tags"):
        return "text"
    return KINDS[kind.by_key[column].kind].sql


def _value(column: str) -> str:
    if column == "custom":
        return "coalesce(x.custom, '{}')::jsonb"
    if column == "tags":
        return "ARRAY(SELECT json_array_elements_text(coalesce(x.tags, '[]')::json))"
    return f"x.{column}"


def _stored(column: str, value: Any) -> Any:
    if column in ("custom", "tags") and value is not None:
        return orjson.dumps(value).decode()
    return value
