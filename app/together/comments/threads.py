"""Threads: a comment and all answers to it. One is resolved and reopened by its first comment."""

from typing import Any
from uuid import UUID

from app.core.errors import Invalid
from app.core.records.record_type import Change, RecordType
from app.core.records.writing import lock_record, log_change, update_record
from app.core.uow import View, Work

DEEPEST = 100  # answers to answers; the API makes no cycle, the bound keeps a bad row from one

ROOT = f"""
WITH RECURSIVE up AS (
    SELECT id, parent_id, 0 AS depth FROM comments WHERE tenant_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, c.parent_id, up.depth + 1 FROM comments c JOIN up ON c.id = up.parent_id
     WHERE c.tenant_id = $1 AND up.depth < {DEEPEST}
) SELECT id FROM up WHERE parent_id IS NULL
"""
AUTHORS = f"""
WITH RECURSIVE down AS (
    SELECT id, created_by, deleted_at, 0 AS depth FROM comments WHERE tenant_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, c.created_by, c.deleted_at, down.depth + 1
      FROM comments c JOIN down ON c.parent_id = down.id
     WHERE c.tenant_id = $1 AND down.depth < {DEEPEST}
) SELECT DISTINCT created_by FROM down WHERE created_by IS NOT NULL AND deleted_at IS NULL
"""


async def root_of(view: View, comment_id: UUID) -> UUID | None:
    """The first comment of the thread a comment is in."""
    return await view.fetchval(ROOT, view.actor.tenant_id, comment_id)


async def authors_in_thread(view: View, comment_id: UUID) -> set[UUID]:
    """Everybody who has said something in the thread a comment is in."""
    root = await root_of(view, comment_id)
    rows = await view.fetch(AUTHORS, view.actor.tenant_id, root)
    return {row["created_by"] for row in rows}


async def set_resolved(work: Work, kind: RecordType, comment_id: UUID, resolved: bool) -> str:
    """Resolve or reopen a thread; returns its first comment's JSON text.

    Whoever may comment may do it. Doing it twice changes nothing. Raises NotFound, Forbidden,
    Invalid (an answer is not a thread).
    """
    # "create" is the verb of whoever may comment; "update" would ask for the author.
    before = await lock_record(work, kind, comment_id, "create")
    if before["parent_id"] is not None:
        raise Invalid("Only a whole thread can be resolved: use its first comment.")
    if (before["resolved_at"] is not None) == resolved:
        return before["text"]
    return await _mark(work, kind, before, resolved)


async def reopen_answered(work: Work, kind: RecordType, comment_id: UUID) -> None:
    """Who answers a resolved thread is not done with it."""
    root = await root_of(work, comment_id)
    resolved = root and await work.fetchval(
        "SELECT true FROM comments WHERE tenant_id = $1 AND id = $2"
        " AND resolved_at IS NOT NULL AND deleted_at IS NULL",
        work.actor.tenant_id,
        root,
    )
    if resolved and root:
        await set_resolved(work, kind, root, resolved=False)


async def _mark(work: Work, kind: RecordType, before: dict[str, Any], resolved: bool) -> str:
    now = await work.fetchval("SELECT now()")
    values = {
        "resolved_at": now if resolved else None,
        "resolved_by": work.actor.user_id if resolved else None,
    }
    verb = "resolved" if resolved else "reopened"
    change = Change(UUID(before["id"]), before, values, verb)
    text = await update_record(work, kind, change)
    await log_change(work, kind, change, text, tuple(values))
    return text
