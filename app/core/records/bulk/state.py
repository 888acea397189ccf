"""The row of a bulk job: read, locked, moved on, and every step told to whoever may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.event_types import declare_events
from app.core.job_rows import record_step, save_row
from app.core.uow import View, Work

RESOURCE = "bulk_jobs"
declare_events("bulk_job", "created", "updated")
SHOWN_REFUSALS = 20  # in the job itself, and so in each event of its progress
KEPT_REFUSALS = 1_000

JSON = f"""json_build_object('id', t.id, 'version', t.version, 'created_at', t.created_at,
    'updated_at', t.updated_at, 'owner_id', t.owner_id, 'type', t.type, 'action', t.action,
    'changes', coalesce(t.change -> 'names', '[]'), 'status', t.status, 'error', t.error,
    'total', t.total, 'done', t.done, 'unchanged', t.unchanged, 'refused', t.refused,
    'refusals', jsonb_path_query_array(t.refusals, '$[0 to {SHOWN_REFUSALS - 1}]'),
    'undoes', t.undoes, 'undone_by', t.undone_by, 'finished_at', t.finished_at)::text"""

COLUMNS = """t.id, t.tenant_id, t.owner_id, t.type, t.action, t.change::text AS change,
    t.record_ids, t.undoes, t.undone_by, t.status, t.total, t.done, t.unchanged, t.refused,
    t.position, t.refusals::text AS refusals, t.version"""


@dataclass(slots=True)
class BulkJob:
    """A bulk job as it is stored."""

    id: UUID
    tenant_id: UUID
    owner_id: UUID | None
    type: str
    action: str
    change: dict[str, Any]
    record_ids: list[UUID]
    undoes: UUID | None
    undone_by: UUID | None
    status: str
    total: int
    done: int
    unchanged: int
    refused: int
    position: int
    refusals: list[dict[str, Any]]
    version: int

    @property
    def actor(self) -> Actor:
        """The member who asked for it, as of now, with everything grouped under this job."""
        return Actor(self.tenant_id, self.owner_id, job_id=self.id)

    @property
    def going_on(self) -> bool:
        """Whether there is something left to do."""
        return self.status in ("queued", "running")

    def refuse(self, record_id: UUID, error: str, message: str) -> None:
        """Note that a record was left as it is."""
        self.refused += 1
        if len(self.refusals) < KEPT_REFUSALS:
            self.refusals.append({"id": str(record_id), "error": error, "message": message})


async def find_job(view: View, job_id: UUID, *, lock: bool = False) -> BulkJob:
    """A job of this tenant, whoever's it is; locked, it comes before stages and records."""
    row = await view.fetchrow(
        f"SELECT {COLUMNS} FROM bulk_jobs t WHERE t.tenant_id = $1 AND t.id = $2"
        f"{' FOR UPDATE' if lock else ''}",
        view.actor.tenant_id,
        job_id,
    )
    if row is None:
        raise NotFound()
    return _from(row)


async def insert_job(work: Work, job_id: UUID, columns: Mapping[str, Any]) -> BulkJob:
    """A new job of the caller's."""
    values = {"owner_id": work.actor.user_id, "created_by": work.actor.user_id, **columns}
    names = ", ".join(values)
    marks = ", ".join(f"${n}" for n in range(3, 3 + len(values)))
    await work.execute(
        f"INSERT INTO bulk_jobs (tenant_id, id, {names}) VALUES ($1, $2, {marks})",
        work.actor.tenant_id,
        job_id,
        *values.values(),
    )
    _record(work, "bulk_job.created", None, await job_json(work, job_id))
    return await find_job(work, job_id, lock=True)


async def save_job(work: Work, job: BulkJob, *, tell: bool = True, **columns: Any) -> None:
    """Store how far it is, and other `columns`; with `tell` also to its owner's screens."""
    before = await job_json(work, job.id) if tell else ""
    values = {
        "status": job.status,
        "done": job.done,
        "unchanged": job.unchanged,
        "refused": job.refused,
        "position": job.position,
        "undone_by": job.undone_by,
        "refusals": orjson.dumps(job.refusals).decode(),
        **columns,
    }
    job.version = await save_row(work, "bulk_jobs", job.id, values)
    if tell:
        _record(work, "bulk_job.updated", before, await job_json(work, job.id))


async def job_json(view: View, job_id: UUID) -> str:
    """A job as REST and events show it."""
    return await view.fetchval(
        f"SELECT {JSON} FROM bulk_jobs t WHERE t.tenant_id = $1 AND t.id = $2",
        view.actor.tenant_id,
        job_id,
    )


def _record(work: Work, type: str, before: str | None, after: str) -> None:
    record_step(work, type, before, after, entity="bulk_job", resource=RESOURCE)


def _from(row: asyncpg.Record) -> BulkJob:
    found = dict(row)
    found["change"] = orjson.loads(found["change"])
    found["refusals"] = orjson.loads(found["refusals"])
    return BulkJob(**found)
