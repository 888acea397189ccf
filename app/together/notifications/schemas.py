"""What comes in and goes out about notifications."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.schemas import Strict
from app.together.notifications.kinds import Name


class NotifierOut(BaseModel):
    """Who caused it; nobody in particular has no id."""

    id: UUID | None
    name: str


class NotificationOut(BaseModel):
    """Something for one person about a record; `kind` says what, `entity` and `entity_id` where.

    `count` events are one row while it is unread: `actors` caused them (at most 20, the latest
    first), `happened_at` is the latest's time. `subject` is the record's name.
    """

    id: UUID
    version: int
    kind: str
    title: str
    subject: str
    body: str
    entity: str
    entity_id: UUID
    comment_id: UUID | None
    actor: NotifierOut
    actors: list[NotifierOut]
    count: int
    read: bool
    read_at: str | None
    happened_at: str
    created_at: str


class ReadAllOut(BaseModel):
    """How many were unread."""

    read: int


class ChannelsIn(Strict):
    """The ways to change for one kind."""

    in_app: bool | None = None
    mail: bool | None = None
    push: bool | None = None


class ChannelsOut(BaseModel):
    """By which ways one kind is told."""

    in_app: bool
    mail: bool
    push: bool


class SettingsChanges(Strict):
    """What to change; `mail_after` are minutes of absence."""

    channels: dict[Name, ChannelsIn] = Field(default_factory=dict[Name, ChannelsIn])
    mail_after: int | None = Field(default=None, ge=1, le=1440)


class MailOut(BaseModel):
    """Mail to me: `available` says whether this installation sends any, `problem` why it has stopped."""

    available: bool
    address: str
    problem: str | None
    problem_at: str | None


class SettingsOut(BaseModel):
    """How I am told, by kind and channel, and after how many minutes of absence by mail."""

    channels: dict[str, ChannelsOut]
    mail_after: int
    mail: MailOut


class UnsubscribeAnswer(BaseModel):
    """Whose mail it is about, with most of the address hidden."""

    address: str
    organization: str
    state: Literal["on", "off"]
