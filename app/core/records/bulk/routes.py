"""REST for changes of many records at once."""

from uuid import UUID

import orjson

from app.core.idempotency import ones_own
from app.core.pagination import PAGING
from app.core.records.bulk.actions import cancel_bulk, start_bulk, undo_bulk
from app.core.records.bulk.queries import get_job, get_refusals, list_jobs
from app.core.records.bulk.schemas import BulkChange, BulkJobRead, Refusal, bulk_model
from app.core.records.bulk.state import RESOURCE, find_job
from app.core.records.record_type import RecordType
from app.core.records.schemas import RecordModels
from app.core.reply import Reply
from app.core.routing import Call, route
from app.core.uow import Work

TAG = "Bulk changes"
MAX_BODY = 2 * 1024 * 1024  # bytes: 10,000 ids with their versions


def bulk_route(kind: RecordType, models: RecordModels) -> None:
    """Serve `POST /{type}/bulk`."""

    @route(
        "POST",
        f"/{kind.name}/bulk",
        summary=f"Change, trash or restore many {kind.label_plural.lower()} at once",
        tag=kind.label_plural,
        body=bulk_model(kind, models),
        returns=BulkJobRead,
        max_body=MAX_BODY,
        replay_check=ones_own,
    )
    async def bulk_endpoint(call: Call[BulkChange]) -> Reply:
        return _reply(await start_bulk(call.actor, kind, call.body))


def _reply(text: str) -> Reply:
    """200 if it is done, 202 while a worker is at it."""
    job = orjson.loads(text)
    status = 202 if job["status"] in ("queued", "running") else 200
    location = f"/api/v1/bulk-jobs/{job['id']}"
    headers = {"ETag": f'"{job["version"]}"', "Location": location}
    return Reply(b'{"data":' + text.encode() + b"}", status, headers)


async def _still_seen(work: Work, first: Reply) -> Reply:
    """A replay check: the job may still be seen."""
    job = await find_job(work, UUID(orjson.loads(first.body)["data"]["id"]))
    work.require_row(RESOURCE, "read", job.owner_id)
    return first


@route(
    "GET",
    "/bulk-jobs",
    summary="List bulk changes, the newest first",
    tag=TAG,
    returns=list[BulkJobRead],
    parameters=PAGING,
)
async def get_jobs(call: Call[None]) -> Reply:
    return await list_jobs(call.actor, call.query)


@route(
    "GET",
    "/bulk-jobs/<uuid:job_id>",
    summary="A bulk change and how far it is",
    tag=TAG,
    returns=BulkJobRead,
)
async def get_one(call: Call[None], job_id: UUID) -> Reply:
    return await get_job(call.actor, job_id)


@route(
    "GET",
    "/bulk-jobs/<uuid:job_id>/refusals",
    summary="The records a bulk change left as they are, and why",
    tag=TAG,
    returns=list[Refusal],
)
async def get_left(call: Call[None], job_id: UUID) -> Reply:
    return await get_refusals(call.actor, job_id)


@route(
    "POST",
    "/bulk-jobs/<uuid:job_id>/cancel",
    summary="Stop a bulk change where it is",
    tag=TAG,
    returns=BulkJobRead,
    replay_check=_still_seen,
)
async def post_cancel(call: Call[None], job_id: UUID) -> Reply:
    return _reply(await cancel_bulk(call.actor, job_id))


@route(
    "POST",
    "/bulk-jobs/<uuid:job_id>/undo",
    summary="Take back what a bulk change did, as far as nothing newer touched it",
    tag=TAG,
    returns=BulkJobRead,
    replay_check=ones_own,
)
async def post_undo(call: Call[None], job_id: UUID) -> Reply:
    return _reply(await undo_bulk(call.actor, job_id))
