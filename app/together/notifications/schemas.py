"""What goes out about notifications."""

from uuid import UUID

from pydantic import BaseModel


class NotifierOut(BaseModel):
    """Who caused it; nobody in particular has no id."""

    id: UUID | None
    name: str


class NotificationOut(BaseModel):
    """Something for one person about a record; `kind` says what, `entity` and `entity_id` where."""

    id: UUID
    version: int
    kind: str
    title: str
    body: str
    entity: str
    entity_id: UUID
    actor: NotifierOut
    read_at: str | None
    created_at: str


class ReadAllOut(BaseModel):
    """How many were unread."""

    read: int
