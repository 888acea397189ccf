"""Who belongs to an organisation."""

from collections.abc import Collection
from uuid import UUID

from app.core.uow import View


async def active_members(view: View, user_ids: Collection[UUID | None]) -> set[UUID]:
    """Those of these people who are active members of the actor's organisation."""
    rows = await view.fetch(
        "SELECT user_id FROM members"
        " WHERE tenant_id = $1 AND user_id = ANY ($2::uuid[]) AND deactivated_at IS NULL",
        view.actor.tenant_id,
        list(user_ids),
    )
    return {row["user_id"] for row in rows}
