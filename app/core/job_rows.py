"""Rows of long jobs that people watch (imports, bulk changes): their pages, and each step as an event."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.pagination import PAGING, cursor, list_reply, only_known, page_of
from app.core.reply import Reply
from app.core.uow import Work, snapshot


async def list_newest(
    actor: Actor, query: Mapping[str, str], table: str, json: str, *, sort: str
) -> Reply:
    """A page of jobs, the newest first: one's own, or all for an admin.

    `table` is also the resource; `json` is SQL over its alias `t`; `sort` names the order in cursors.
    """
    only_known(query, PAGING)
    page = page_of(query, sort)
    created_at, last_id = page.after or (None, None)
    async with snapshot(actor) as view:
        view.require(table, "read")
        owners = view.visible_owners(table)
        mine = "t.tenant_id = $1 AND ($2::uuid[] IS NULL OR t.owner_id = ANY ($2))"
        rows = await view.fetch(
            f"SELECT {json} AS json, t.created_at::text AS at, t.id FROM {table} t WHERE {mine}"
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
            f"SELECT count(*) FROM {table} t WHERE {mine}", actor.tenant_id, owners
        )
        shown = rows[: page.limit]
        more = len(rows) > page.limit
        after = cursor(sort, [shown[-1]["at"], shown[-1]["id"]]) if more else None
        texts = [row["json"] for row in shown]
        return list_reply(texts, page, next_cursor=after, total=total, seq=view.seq)


async def save_row(work: Work, table: str, job_id: UUID, columns: Mapping[str, Any]) -> int:
    """Set these columns of a job's row; returns its new version."""
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 3))
    return await work.fetchval(
        f"UPDATE {table} SET {sets}, version = version + 1, updated_at = now()"
        " WHERE tenant_id = $1 AND id = $2 RETURNING version",
        work.actor.tenant_id,
        job_id,
        *columns.values(),
    )


def record_step(
    work: Work, type: str, before: str | None, after: str, *, entity: str, resource: str
) -> None:
    """The event of a job that was made (`before` is None) or has moved on; both are its JSON."""
    data: dict[str, Any] = orjson.loads(after)
    old: dict[str, Any] = orjson.loads(before) if before else {}
    changed = [k for k in old if old[k] != data[k] and k not in ("version", "updated_at")]
    owner = UUID(data["owner_id"]) if data["owner_id"] else None
    work.record(
        type,
        entity=entity,
        entity_id=UUID(data["id"]),
        version=data["version"],
        audience=Audience.of(resource, owner),
        changed=tuple(changed),
        before={key: old[key] for key in changed} if before else None,
        data=data,
    )
