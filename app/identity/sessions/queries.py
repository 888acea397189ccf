"""Where somebody is signed in, and what they are here."""

from dataclasses import asdict
from typing import Any

from app.core.permissions import RESOURCES
from app.core.uow import View

SESSIONS = """
SELECT json_build_object('id', id, 'current', id = $2, 'client', client, 'created_at', created_at,
    'last_used_at', rotated_at, 'expires_at', expires_at, 'ip', ip, 'agent', agent)::text AS json
  FROM sessions
 WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
 ORDER BY rotated_at DESC, id
"""


async def own_sessions(view: View) -> list[str]:
    """The actor's sessions that are alive, the last used first, as JSON texts."""
    rows = await view.fetch(SESSIONS, view.actor.user_id, view.actor.session_id)
    return [row["json"] for row in rows]


async def own_user(view: View) -> dict[str, Any]:
    """The person behind the actor."""
    row = await view.fetchrow(
        "SELECT id, email, full_name FROM users WHERE id = $1", view.actor.user_id
    )
    return dict(row) if row else {}


def permissions(view: View) -> dict[str, dict[str, str]]:
    """What the actor's role may do: resource → verb → scope."""
    rules = view.access.policy.rules
    return {name: asdict(rules[name]) for name in RESOURCES if name in rules}


def hidden_fields(view: View) -> dict[str, list[str]]:
    """The fields of each record type that the actor's role may not read."""
    return {kind: sorted(names) for kind, names in view.access.hidden.items()}


def locked_fields(view: View) -> dict[str, list[str]]:
    """The fields of each record type that the actor's role may read and not write."""
    return {kind: sorted(names) for kind, names in view.access.locked.items()}


async def role_name(view: View) -> str | None:
    """What the actor's role is called, if the organisation made it."""
    return await view.fetchval(
        "SELECT name FROM roles WHERE tenant_id = $1 AND id::text = $2",
        view.actor.tenant_id,
        view.access.role,
    )
