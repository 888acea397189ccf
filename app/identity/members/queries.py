"""Members as JSON, and where a person belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.core.pagination import Page, cursor
from app.core.uow import View, before_tenant

SORT = "full_name,id"  # the one order members are listed in
MEMBER = """
json_build_object('id', m.user_id, 'full_name', u.full_name, 'email', u.email, 'role', m.role,
    'role_name', (SELECT r.name FROM roles r WHERE r.tenant_id = m.tenant_id AND r.id = m.role_id),
    'active', m.deactivated_at IS NULL,
    'team_ids', coalesce((SELECT json_agg(tm.team_id ORDER BY tm.team_id) FROM team_members tm
         WHERE tm.tenant_id = m.tenant_id AND tm.user_id = m.user_id), '[]'),
    'manages', coalesce((SELECT json_agg(tm.team_id ORDER BY tm.team_id) FROM team_members tm
         WHERE tm.tenant_id = m.tenant_id AND tm.user_id = m.user_id AND tm.manages), '[]'),
    'version', m.version, 'created_at', m.created_at)::text
"""
LIST = f"""
SELECT {MEMBER} AS json, u.full_name, m.user_id
  FROM members m JOIN users u ON u.id = m.user_id
 WHERE m.tenant_id = $1
   AND ($2 = '' OR position(lower($2) in lower(u.full_name)) > 0
        OR position(lower($2) in lower(coalesce(u.email, ''))) > 0)
   AND ($7::uuid[] IS NULL OR m.user_id = ANY ($7))
   AND ($8::text IS NULL OR m.role = $8)
   AND ($3::text IS NULL OR (u.full_name, m.user_id) > ($3, $4::uuid))
 ORDER BY u.full_name, m.user_id LIMIT $5 OFFSET $6
"""
COUNT = """
SELECT count(*) FROM members m JOIN users u ON u.id = m.user_id
 WHERE m.tenant_id = $1
   AND ($2 = '' OR position(lower($2) in lower(u.full_name)) > 0
        OR position(lower($2) in lower(coalesce(u.email, ''))) > 0)
   AND ($3::uuid[] IS NULL OR m.user_id = ANY ($3))
   AND ($4::text IS NULL OR m.role = $4)
"""
BELONGS = """
SELECT t.id, t.slug, t.name, m.role
  FROM members m JOIN tenants t ON t.id = m.tenant_id
 WHERE m.user_id = $1 AND m.deactivated_at IS NULL AND t.suspended_at IS NULL
 ORDER BY m.created_at, t.id
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation somebody may work in, and their role there."""

    tenant_id: UUID
    slug: str
    name: str
    role: str

    def json(self) -> dict[str, str]:
        """As sign-in answers it."""
        return {
            "id": str(self.tenant_id),
            "slug": self.slug,
            "name": self.name,
            "role": self.role,
        }


async def memberships(user_id: UUID) -> list[Membership]:
    """The organisations this person may work in now, the oldest membership first."""
    async with before_tenant(user_id) as connection:
        rows = await connection.fetch(BELONGS, user_id)
    return [Membership(r["id"], r["slug"], r["name"], r["role"]) for r in rows]


async def member_json(view: View, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Members of the actor's tenant as JSON texts, by user id."""
    rows = await view.fetch(
        f"SELECT m.user_id, {MEMBER} AS json FROM members m JOIN users u ON u.id = m.user_id"
        " WHERE m.tenant_id = $1 AND m.user_id = ANY ($2)",
        view.actor.tenant_id,
        list(user_ids),
    )
    return {row["user_id"]: row["json"] for row in rows}


async def list_members(
    view: View,
    page: Page,
    search: str,
    only: list[UUID] | None = None,
    role: str | None = None,
) -> tuple[list[str], str | None, int]:
    """One page of members by name: JSON texts, the next cursor, and how many there are in all.

    `only` narrows it to these people, `role` to who has it.
    """
    tenant_id = view.actor.tenant_id
    name, user_id = page.after or (None, None)
    rows = await view.fetch(
        LIST, tenant_id, search, name, user_id, page.limit + 1, page.offset, only, role
    )
    total = await view.fetchval(COUNT, tenant_id, search, only, role)
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    after = cursor(SORT, [shown[-1]["full_name"], shown[-1]["user_id"]]) if more else None
    return [row["json"] for row in shown], after, total
