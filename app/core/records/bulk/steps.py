"""A step of a bulk job: the next records, each by the kernel's own write, or refused with its reason."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core import log
from app.core.audience import sight
from app.core.errors import AppError, Invalid, NotFound
from app.core.failures import as_app_error
from app.core.log import Event
from app.core.records.bulk.state import BulkJob
from app.core.records.bulk.trashing import trash_many
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.records.schemas import models_of, sent
from app.core.records.undoing import undo_change
from app.core.records.writing import change_record, restore_record
from app.core.uow import Work

MAX_TAGS = 50


async def step(work: Work, job: BulkJob, limit: int) -> bool:
    """Deal with the next records of a job (at most `limit`); False if there are none left.

    `job` notes what was done and what was refused; the caller saves it in the same unit.
    """
    kind = TYPES[job.type]
    if job.action == "undo":
        return await _undo_some(work, job, kind, limit)
    ids = job.record_ids[job.position : job.position + limit]
    if job.action == "delete":
        await _trash(work, job, kind, ids)
    elif job.action == "restore":
        for record_id in ids:
            await _one(
                work, job, record_id, lambda r=record_id: restore_record(work.actor, kind, r)
            )
    else:
        await _update(work, job, kind, ids)
    job.position += len(ids)
    return job.position < len(job.record_ids)


async def _update(work: Work, job: BulkJob, kind: RecordType, ids: Sequence[UUID]) -> None:
    patch = models_of(kind).patch.model_validate_json(orjson.dumps(job.change["fields"]))
    fields = sent(patch)
    if kind.prepare:  # what comes before the records in the order of locks
        await kind.prepare(work, fields)
    tags = await _locked_tags(work, kind, ids)
    versions: dict[str, int] = job.change["versions"]

    for record_id in ids:

        async def change(record_id: UUID = record_id) -> str:
            own = {**fields, **_tags(job.change, tags.get(record_id))}
            seen = versions.get(str(record_id)) if fields else None
            return await change_record(work.actor, kind, record_id, own, if_match=seen)

        await _one(work, job, record_id, change)


def _tags(change: Mapping[str, Any], now: Sequence[str] | None) -> dict[str, Any]:
    """The tags to set, from what a record has and what is added and removed."""
    if now is None or not (change["add_tags"] or change["remove_tags"]):
        return {}
    left = [tag for tag in now if tag not in change["remove_tags"]]
    tags = list(dict.fromkeys([*left, *change["add_tags"]]))
    if len(tags) > MAX_TAGS:
        raise Invalid(fields={"tags": f"A record may have {MAX_TAGS} tags."})
    return {"tags": tags}


async def _locked_tags(
    work: Work, kind: RecordType, ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[str]]:
    """Lock the records in the order of their ids; their tags."""
    rows = await work.fetch(
        f"SELECT t.id, t.tags FROM {kind.table} t WHERE t.tenant_id = $1 AND t.id = ANY ($2)"
        " ORDER BY t.id FOR UPDATE",
        work.actor.tenant_id,
        ids,
    )
    return {row["id"]: row["tags"] for row in rows}


async def _trash(work: Work, job: BulkJob, kind: RecordType, ids: Sequence[UUID]) -> None:
    """Those that may be deleted go in one statement."""
    rows = await work.fetch(
        f"SELECT t.id, {kind.json_sql()} AS text FROM {kind.table} t WHERE t.tenant_id = $1"
        " AND t.id = ANY ($2) AND t.deleted_at IS NULL ORDER BY t.id FOR UPDATE",
        work.actor.tenant_id,
        ids,
    )
    found = {row["id"]: orjson.loads(row["text"]) for row in rows}
    allowed: list[UUID] = []
    for record_id in ids:
        try:
            if record_id not in found:
                raise NotFound()
            await kind.guard.check(work, "delete", found[record_id])
        except AppError as error:
            job.refuse(record_id, error.code, error.message)
        else:
            allowed.append(record_id)
    job.done += await trash_many(work, kind, allowed)


async def _undo_some(work: Work, job: BulkJob, kind: RecordType, limit: int) -> bool:
    """Take back the undone job's events, the newest first."""
    rows = await work.fetch(
        f"SELECT {log.COLUMNS} FROM events WHERE tenant_id = $1 AND job_id = $2 AND entity = $3"
        " AND seq < $4 ORDER BY seq DESC LIMIT $5",
        work.actor.tenant_id,
        job.undoes,
        kind.entity,
        job.position or 2**62,
        limit,
    )
    for event in map(log.from_row, rows):

        async def take_back(event: Event = event) -> str:
            if sight(event.audience, work.access, work.actor.user_id) == "none":
                raise NotFound()
            return await undo_change(work, kind, event)

        await _one(work, job, event.entity_id, take_back)
        job.position = event.seq
    return len(rows) == limit


async def _one(
    work: Work, job: BulkJob, record_id: UUID, write: Callable[[], Awaitable[str]]
) -> None:
    """One record's write; if it is refused, nothing of it stays and the others go on."""
    events = len(work.events)
    await work.execute("SAVEPOINT one")
    try:
        await write()
    except (AppError, asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        known = as_app_error(error)
        if known.status >= 500:
            raise
        await work.execute("ROLLBACK TO one")
        del work.events[events:]
        job.refuse(record_id, known.code, _sentence(known))
    else:
        job.done += 1
        job.unchanged += len(work.events) == events
    await work.execute("RELEASE one")


def _sentence(error: AppError) -> str:
    return " ".join([error.message, *error.fields.values()])
