"""Teams as JSON."""

from uuid import UUID

from app.core.pagination import Page, cursor
from app.core.uow import View

SORT = "name,id"
TEAM = """
json_build_object('id', t.id, 'name', t.name,
    'members', coalesce((SELECT json_agg(json_build_object('user_id', tm.user_id,
                                         'manages', tm.manages) ORDER BY tm.user_id)
         FROM team_members tm WHERE tm.tenant_id = t.tenant_id AND tm.team_id = t.id), '[]'),
    'version', t.version, 'created_at', t.created_at)::text
"""
ONE = f"SELECT {TEAM} FROM teams t WHERE t.tenant_id = $1 AND t.id = $2"
LIST = f"""
SELECT {TEAM} AS json, t.name, t.id FROM teams t
 WHERE t.tenant_id = $1 AND ($2::text IS NULL OR (t.name, t.id) > ($2, $3::uuid))
 ORDER BY t.name, t.id LIMIT $4 OFFSET $5
"""


async def team_json(view: View, team_id: UUID) -> str | None:
    """One team as JSON text, or None."""
    return await view.fetchval(ONE, view.actor.tenant_id, team_id)


async def list_teams(view: View, page: Page) -> tuple[list[str], str | None, int]:
    """One page of teams by name: JSON texts, the next cursor, and how many there are in all."""
    name, team_id = page.after or (None, None)
    rows = await view.fetch(LIST, view.actor.tenant_id, name, team_id, page.limit + 1, page.offset)
    total = await view.fetchval(
        "SELECT count(*) FROM teams WHERE tenant_id = $1", view.actor.tenant_id
    )
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    after = cursor(SORT, [shown[-1]["name"], shown[-1]["id"]]) if more else None
    return [row["json"] for row in shown], after, total
