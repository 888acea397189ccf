"""Reading bulk jobs: one's own, or all for an admin."""

from collections.abc import Mapping
from uuid import UUID

from app.core.actor import Actor
from app.core.job_rows import list_newest
from app.core.records.bulk.state import JSON, RESOURCE, find_job, job_json
from app.core.reply import Reply, record_reply, reply
from app.core.uow import snapshot

SORT = "-created_at"


async def get_job(actor: Actor, job_id: UUID) -> Reply:
    """A job and how far it is; raises NotFound."""
    async with snapshot(actor) as view:
        view.require_row(RESOURCE, "read", (await find_job(view, job_id)).owner_id)
        return record_reply(await job_json(view, job_id), seq=view.seq)


async def get_refusals(actor: Actor, job_id: UUID) -> Reply:
    """Every record that was left as it is (at most 1,000), and why; raises NotFound."""
    async with snapshot(actor) as view:
        job = await find_job(view, job_id)
        view.require_row(RESOURCE, "read", job.owner_id)
        return reply(job.refusals, seq=view.seq)


async def list_jobs(actor: Actor, query: Mapping[str, str]) -> Reply:
    """A page of jobs, the newest first."""
    return await list_newest(actor, query, RESOURCE, JSON, sort=SORT)
