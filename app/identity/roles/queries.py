"""Roles as JSON and as policies."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson

from app.core.errors import Invalid
from app.core.ids import parse_id
from app.core.permissions import BUILT_IN, GRANTABLE, policy_of
from app.core.policy import Policy
from app.core.uow import View, Work

NAMES = {
    "admin": "Admin",
    "manager": "Manager",
    "rep": "Rep",
    "support": "Support",
    "read_only": "Read-only",
}
ROLE = """
json_build_object('id', r.id, 'name', r.name, 'description', r.description, 'builtin', false,
    'permissions', r.permissions, 'fields', r.fields, 'managed_teams', r.managed_teams,
    'members', (SELECT count(*) FROM members m WHERE m.tenant_id = r.tenant_id
                   AND m.role = r.id::text AND m.deactivated_at IS NULL),
    'version', r.version)::text
"""


async def role_policy(view: View, role: str) -> Policy:
    """What a role allows, by its name or id; raises Invalid for one that is not there.

    In a unit of work it stays there until the unit has ended.
    """
    if role in BUILT_IN:
        return BUILT_IN[role]
    role_id = parse_id(role)
    row = role_id and await view.fetchrow(
        "SELECT id::text, permissions::text, fields::text FROM roles"
        " WHERE tenant_id = $1 AND id = $2" + (" FOR SHARE" if isinstance(view, Work) else ""),
        view.actor.tenant_id,
        role_id,
    )
    if not row:
        raise Invalid(fields={"role": "There is no such role."})
    return policy_of(row["id"], row["permissions"], row["fields"])


async def role_json(view: View, role: str) -> str | None:
    """A role as JSON text, by its name or id."""
    if role in BUILT_IN:
        return orjson.dumps(_built_in(role, await _counts(view))).decode()
    role_id = parse_id(role)
    return await view.fetchval(
        f"SELECT {ROLE} FROM roles r WHERE r.tenant_id = $1 AND r.id = $2",
        view.actor.tenant_id,
        role_id,
    )


async def all_roles(view: View) -> list[str]:
    """Every role as JSON text: those out of the box, then the organisation's own by name."""
    counts = await _counts(view)
    rows = await view.fetch(
        f"SELECT {ROLE} AS json FROM roles r WHERE r.tenant_id = $1 ORDER BY lower(r.name)",
        view.actor.tenant_id,
    )
    built_in = [orjson.dumps(_built_in(name, counts)).decode() for name in NAMES]
    return [*built_in, *(row["json"] for row in rows)]


async def holders(view: View, role_id: UUID) -> list[UUID]:
    """Who has a custom role, also those who are deactivated; locked, in the order of all such locks."""
    rows = await view.fetch(
        """SELECT user_id FROM members WHERE tenant_id = $1 AND role = $2
            ORDER BY user_id FOR NO KEY UPDATE""",
        view.actor.tenant_id,
        str(role_id),
    )
    return [row["user_id"] for row in rows]


async def _counts(view: View) -> dict[str, int]:
    rows = await view.fetch(
        "SELECT role, count(*) AS members FROM members"
        " WHERE tenant_id = $1 AND deactivated_at IS NULL GROUP BY role",
        view.actor.tenant_id,
    )
    return {row["role"]: row["members"] for row in rows}


def _built_in(name: str, counts: dict[str, int]) -> dict[str, Any]:
    policy = BUILT_IN[name]
    return {
        "id": name,
        "name": NAMES[name],
        "description": "",
        "builtin": True,
        "permissions": {resource: asdict(policy.rule(resource)) for resource in GRANTABLE},
        "fields": {},
        "managed_teams": name == "manager",
        "members": counts.get(name, 0),
        "version": 1,
    }
