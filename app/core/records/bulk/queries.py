"""Reading bulk jobs: one's own, or all for an admin."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.pagination import PAGING, cursor, list_reply, only_known, page_of
from app.core.records.bulk.state import JSON, RESOURCE, find_job, job_json
from app.core.reply import Reply, reply
from app.core.uow import snapshot

SORT = "-created_at"


async def get_job(actor: Actor, job_id: UUID) -> Reply:
    """A job and how far it is; raises NotFound."""
    async with snapshot(actor) as view:
        view.require_row(RESOURCE, "read", (await find_job(view, job_id)).owner_id)
        text = await job_json(view, job_id)
        return reply(orjson.Fragment(text), seq=view.seq, version=orjson.loads(text)["version"])


async def get_refusals(actor: Actor, job_id: UUID) -> Reply:
    """Every record that was left as it is (at most 1,000), and why; raises NotFound."""
    async with snapshot(actor) as view:
        job = await find_job(view, job_id)
        view.require_row(RESOURCE, "read", job.owner_id)
        return reply(job.refusals, seq=view.seq)


async def list_jobs(actor: Actor, query: Mapping[str, str]) -> Reply:
    """A page of jobs, the newest first."""
    only_known(query, PAGING)
    page = page_of(query, SORT)
    created_at, last_id = page.after or (None, None)
    async with snapshot(actor) as view:
        view.require(RESOURCE, "read")
        owners = view.visible_owners(RESOURCE)
        mine = "t.tenant_id = $1 AND ($2::uuid[] IS NULL OR t.owner_id = ANY ($2))"
        rows = await view.fetch(
            f"SELECT {JSON} AS json, t.created_at::text AS at, t.id FROM bulk_jobs t WHERE {mine}"
            " AND ($3::text IS NULL OR (t.created_at, t.id) < ($3::timestamptz, $4::uuid))"
            " ORDER BY t.created_at DESC, t.id DESC LIMIT $5 OFFSET $6",
            actor.tenant_id,
            owners,
            created_at,
            last_id,
            page.limit + 1,
            page.offset,
        )
        total = await view.fetchval(
            f"SELECT count(*) FROM bulk_jobs t WHERE {mine}", actor.tenant_id, owners
        )
        shown = rows[: page.limit]
        more = len(rows) > page.limit
        return list_reply(
            [row["json"] for row in shown],
            page,
            next_cursor=cursor(SORT, [shown[-1]["at"], shown[-1]["id"]]) if more else None,
            total=total,
            seq=view.seq,
        )
