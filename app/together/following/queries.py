"""Who follows a record, and what one follows oneself."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from app.core.uow import View

State = Literal["following", "none", "muted"]

SUBSCRIPTION = """
json_build_object('id', s.id, 'version', s.version, 'entity', s.entity, 'entity_id', s.entity_id,
    'state', s.state, 'updated_at', s.updated_at)::text
"""


async def states(view: View, entity: str, entity_id: UUID) -> dict[UUID, State]:
    """Everybody's state on a record, of those who have one."""
    rows = await view.fetch(
        "SELECT user_id, state FROM subscriptions"
        " WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3",
        view.actor.tenant_id,
        entity,
        entity_id,
    )
    return {row["user_id"]: row["state"] for row in rows}


async def list_subscriptions(view: View, only: Mapping[str, Any]) -> list[str]:
    """The actor's own as JSON texts, the latest first; `only` narrows by entity, entity_id, state."""
    rows = await view.fetch(
        f"""SELECT {SUBSCRIPTION} AS json FROM subscriptions s
            WHERE s.tenant_id = $1 AND s.user_id = $2 AND ($3::text IS NULL OR s.entity = $3)
              AND ($4::uuid IS NULL OR s.entity_id = $4) AND ($5::text IS NULL OR s.state = $5)
            ORDER BY s.updated_at DESC, s.id LIMIT 200""",
        view.actor.tenant_id,
        view.actor.user_id,
        only.get("entity"),
        only.get("entity_id"),
        only.get("state"),
    )
    return [row["json"] for row in rows]
