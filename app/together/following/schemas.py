"""What comes in and goes out about following."""

from uuid import UUID

from pydantic import BaseModel

from app.core.schemas import Strict
from app.together.following.queries import State


class SubscriptionIn(Strict):
    """Follow a record, hear only what is said to me by name (`muted`), or neither."""

    state: State


class SubscriptionOut(BaseModel):
    """My state on a record."""

    id: UUID
    version: int
    entity: str
    entity_id: UUID
    state: State
    updated_at: str
