"""One's own notifications, the latest first."""

from uuid import UUID

from app.core.errors import NotFound
from app.core.pagination import COUNTED, Page, cursor
from app.core.uow import View

SORT = "-happened_at,-id"
NOTIFICATION = """
json_build_object('id', n.id, 'version', n.version, 'kind', n.kind, 'title', n.title,
    'body', n.body, 'subject', n.subject, 'entity', n.entity, 'entity_id', n.entity_id,
    'comment_id', n.comment_id, 'actor', json_build_object('id', n.actor_id, 'name', n.actor_name),
    'actors', n.actors, 'count', n.count, 'read', n.read_at IS NOT NULL, 'read_at', n.read_at,
    'happened_at', n.happened_at, 'created_at', n.created_at)::text
"""
MINE = """n.tenant_id = $1 AND n.owner_id = $2 AND n.in_app
    AND ($3::boolean IS NULL OR (n.read_at IS NOT NULL) = $3)"""


async def list_notifications(
    view: View, page: Page, read: bool | None
) -> tuple[list[str], str | None, int, bool]:
    """A page, the next cursor, and the count (exact to 10,000); of the actor's own only."""
    mine = (view.actor.tenant_id, view.actor.user_id, read)
    after = page.after or (None, None)
    rows = await view.fetch(
        f"""SELECT {NOTIFICATION} AS json, n.happened_at::text AS at, n.id::text AS id
            FROM notifications n WHERE {MINE}
              AND ($4::text IS NULL OR (n.happened_at, n.id) < ($4::text::timestamptz, $5::text::uuid))
            ORDER BY n.happened_at DESC, n.id DESC LIMIT $6 OFFSET $7""",
        *mine,
        *after,
        page.limit + 1,
        page.offset,
    )
    limit = "" if page.exact_count else f"LIMIT {COUNTED + 1}"
    total: int = await view.fetchval(
        f"SELECT count(*) FROM (SELECT FROM notifications n WHERE {MINE} {limit}) counted", *mine
    )
    more = len(rows) > page.limit
    rows = rows[: page.limit]
    next_cursor = cursor(SORT, [rows[-1]["at"], rows[-1]["id"]]) if more else None
    is_min = total > COUNTED and not page.exact_count
    return (
        [row["json"] for row in rows],
        next_cursor,
        min(total, COUNTED) if is_min else total,
        is_min,
    )


async def notification_json(view: View, notification_id: UUID) -> str:
    """One of the actor's own as JSON text; raises NotFound."""
    found = await view.fetchval(
        f"SELECT {NOTIFICATION} FROM notifications n"
        " WHERE n.tenant_id = $1 AND n.owner_id = $2 AND n.id = $3",
        view.actor.tenant_id,
        view.actor.user_id,
        notification_id,
    )
    if found is None:
        raise NotFound()
    return found
