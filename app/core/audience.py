"""Who sees a record or an event: one predicate, as SQL for queries and as a test for streams.

A record is visible if the role's read scope on its resource covers its owner. An event carries the
resource and the owner before and after; dependants (comments, notes, files) carry their parent's.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.core.actor import Access
from app.core.permissions import allows, scope

Sight = Literal["full", "removed", "none"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose screens an event belongs on."""

    resource: str
    owner_before: UUID | None = None
    owner_after: UUID | None = None

    @classmethod
    def of(cls, resource: str, owner_id: UUID | None) -> "Audience":
        """An audience that the event does not change."""
        return cls(resource, owner_id, owner_id)


def sight(audience: Audience, access: Access, user_id: UUID | None) -> Sight:
    """What of an event this listener gets: all of it, only that the record left, or nothing."""
    reach = scope(access, audience.resource, "read")
    if allows(reach, access, user_id, audience.owner_after):
        return "full"
    if allows(reach, access, user_id, audience.owner_before):
        return "removed"
    return "none"


def visible_owners(access: Access, resource: str, user_id: UUID | None) -> list[UUID] | None:
    """The owners whose records of this resource are visible; None means everybody's."""
    reach = scope(access, resource, "read")
    if reach == "all":
        return None
    if reach == "team":
        return sorted(access.peers)
    return [user_id] if reach == "own" and user_id else []
