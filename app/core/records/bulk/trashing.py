"""Moving many records to the trash in one statement; each has its own event."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from app.core.records.record_type import Change, RecordType
from app.core.records.writing import log_change
from app.core.uow import Work


async def trash_many(work: Work, kind: RecordType, ids: Sequence[UUID]) -> int:
    """Trash what is not in the trash yet of records that are locked and may be deleted; how many."""
    rows = await work.fetch(
        f"UPDATE {kind.table} t SET deleted_at = now(), version = t.version + 1,"
        " updated_at = now(), updated_by = $3"
        " WHERE t.tenant_id = $1 AND t.id = ANY ($2) AND t.deleted_at IS NULL"
        f" RETURNING t.id, {kind.json_sql()} AS text",
        work.actor.tenant_id,
        ids,
        work.actor.user_id,
    )
    for row in sorted(rows, key=lambda found: found["id"]):
        change = Change(row["id"], orjson.loads(row["text"]), {}, "deleted")
        await log_change(work, kind, change, row["text"], ())
    return len(rows)
