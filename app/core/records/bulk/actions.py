"""Asking for a bulk change, its end, and its undo. What is small is done at once, in this transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.core.jobs import schedule, unschedule
from app.core.records.bulk.schemas import BulkChange, change_of, list_query
from app.core.records.bulk.state import RESOURCE, BulkJob, find_job, insert_job, job_json, save_job
from app.core.records.bulk.steps import step
from app.core.records.masking import names_in, require_known, require_writable
from app.core.records.reading import list_conditions, parse_list
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.records.sql import Parameters
from app.core.uow import Work, unit_of_work

AT_ONCE = 100  # records; more are left to a worker
MOST = 100_000
JOB = "run_bulk_job"


async def start_bulk(actor: Actor, kind: RecordType, body: BulkChange) -> str:
    """Change, trash or restore many records; returns the job's JSON text.

    Up to `AT_ONCE` records it is done when this returns. Which records a filter finds is decided
    now. Raises Invalid or Forbidden for what can be known without looking at a record.
    """
    change = change_of(kind, body)
    async with unit_of_work(actor) as work:
        work.require(kind.name, "update" if body.action == "update" else "delete")
        names = _changed_names(work, kind, change)
        ids = sorted(set(body.ids)) if body.ids else await _found(work, kind, body)
        columns: dict[str, Any] = {
            "type": kind.name,
            "action": body.action,
            "change": orjson.dumps({**change, "names": names}, default=str).decode(),
            "record_ids": ids,
            "total": len(ids),
        }
        return await _begin(work, columns, at_once=len(ids) <= AT_ONCE)


async def undo_bulk(actor: Actor, job_id: UUID) -> str:
    """Take back what a job did, as far as nothing newer touched it; returns the undo's JSON text.

    The undo is a job of its own: it has progress and refusals, and can itself be undone. Raises
    NotFound, Forbidden, or Conflict (`going_on`, `already_undone`, `nothing_to_undo`).
    """
    async with unit_of_work(actor) as work:
        job = await find_job(work, job_id, lock=True)
        work.require_row(RESOURCE, "update", job.owner_id)
        if job.going_on:
            raise Conflict("It is still going on. Cancel it first.", code="going_on")
        if job.undone_by is not None:
            raise Conflict("This has been undone already.", code="already_undone")
        total = await work.fetchval(
            "SELECT count(*) FROM events WHERE tenant_id = $1 AND job_id = $2 AND entity = $3",
            actor.tenant_id,
            job.id,
            TYPES[job.type].entity,
        )
        if not total:
            raise Conflict("It changed nothing.", code="nothing_to_undo")
        columns: dict[str, Any] = {
            "type": job.type,
            "action": "undo",
            "undoes": job.id,
            "total": total,
        }
        undo_id = new_id()
        job.undone_by = undo_id
        await save_job(work, job)
        if job.undoes is not None:
            first = await find_job(work, job.undoes, lock=True)
            first.undone_by = None  # its undo is undone: it stands again
            await save_job(work, first)
        return await _begin(work, columns, at_once=total <= AT_ONCE, job_id=undo_id)


async def cancel_bulk(actor: Actor, job_id: UUID) -> str:
    """Stop a job where it is; what it has done stays, and can be undone. Returns its JSON text."""
    async with unit_of_work(actor) as work:
        job = await find_job(work, job_id, lock=True)
        work.require_row(RESOURCE, "update", job.owner_id)
        if job.going_on:
            job.status = "cancelled"
            await save_job(work, job, finished_at=datetime.now(UTC))
            await unschedule(work, JOB, job.id)
        return await job_json(work, job_id)


async def finish_job(work: Work, job: BulkJob) -> None:
    """There is nothing left to do."""
    job.status = "done"
    await save_job(work, job, finished_at=datetime.now(UTC))


def _changed_names(work: Work, kind: RecordType, change: dict[str, Any]) -> list[str]:
    names = names_in(change["fields"])
    if change["add_tags"] or change["remove_tags"]:
        names.append("tags")
    require_known(work, kind, change["fields"])
    require_writable(work, kind, names)
    return names


async def _found(work: Work, kind: RecordType, body: BulkChange) -> list[UUID]:
    """What the list shows for this filter to the caller, now."""
    kind.guard.enter(work)
    asked = await parse_list(work, kind, list_query(body))
    p = Parameters()
    where = await list_conditions(work, kind, asked, p)
    rows = await work.fetch(
        f"SELECT t.id FROM {kind.table} t WHERE {where} ORDER BY t.id LIMIT {MOST + 1}", *p.values
    )
    if len(rows) > MOST:
        raise Invalid(fields={"filter": f"That finds more than {MOST:,}. Narrow it."})
    return [row["id"] for row in rows]


async def _begin(
    work: Work, columns: dict[str, Any], *, at_once: bool, job_id: UUID | None = None
) -> str:
    job_id = job_id or new_id()
    if at_once:
        work.group(job_id)
    job = await insert_job(work, job_id, columns)
    if not at_once:
        await schedule(work, JOB, job_id)
        return await job_json(work, job_id)
    while await step(work, job, AT_ONCE):
        pass
    await finish_job(work, job)
    return await job_json(work, job_id)
