"""A transaction through other members' eyes: for what is done for people who did not ask just now.

Notifications, mails and pushes are made by workers. What they say is read as the one who gets it may
read it at that moment: the same rows, the same fields.
"""

from collections.abc import Collection
from uuid import UUID

from app.core.access import access_or_refusal
from app.core.actor import Access, Actor
from app.core.audience import Audience, sight
from app.core.errors import AppError
from app.core.records.guards import parent_audience
from app.core.uow import View

ACCESSES = """
SELECT m.user_id, found.*
  FROM members m, LATERAL current_access(m.tenant_id, m.user_id, NULL) AS found
 WHERE m.tenant_id = $1 AND m.deactivated_at IS NULL
   AND ($2::uuid[] IS NULL OR m.user_id = ANY ($2))
"""


async def accesses(view: View, user_ids: Collection[UUID] | None = None) -> dict[UUID, Access]:
    """What these members (all, if none are named) may see now; who is no active member is left out."""
    ids = None if user_ids is None else list(user_ids)
    rows = await view.fetch(ACCESSES, view.actor.tenant_id, ids)
    found: dict[UUID, Access] = {}
    for row in rows:
        try:
            found[row["user_id"]] = access_or_refusal(row)
        except AppError:
            continue
    return found


def through(view: View, user_id: UUID, access: Access) -> View:
    """The same transaction as this member sees it; for reading only."""
    actor = Actor(view.actor.tenant_id, user_id)
    return View(actor, access, view.connection, view.task, view.seq)


async def readers_of(view: View, entity: str, entity_id: UUID) -> list[UUID]:
    """The active members who may read a record. Raises Invalid, NotFound."""
    audience: Audience = await parent_audience(view, entity, entity_id)
    found = await accesses(view)
    return sorted(user for user, access in found.items() if sight(audience, access, user) == "full")
