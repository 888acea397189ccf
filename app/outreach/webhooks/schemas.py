"""What comes in and goes out about webhooks."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, field_validator, model_validator

from app.core.event_types import require_event_types
from app.core.schemas import Strict

Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Patterns = Annotated[list[str], Field(min_length=1, max_length=100)]
DeliveryStatus = Literal["pending", "delivered", "failed"]


def _patterns(given: list[str] | None) -> list[str] | None:
    require_event_types(given or ())
    return list(dict.fromkeys(given)) if given is not None else None


class NewWebhook(Strict):
    """An address that wants to hear of events."""

    url: str
    events: Patterns
    description: Description = ""

    _valid = field_validator("events")(_patterns)


class WebhookChanges(Strict):
    """The fields to change; `active: true` also takes up what waited while it was off."""

    url: str | None = None
    events: Patterns | None = None
    description: Description | None = None
    active: bool | None = None

    _valid = field_validator("events")(_patterns)

    @model_validator(mode="after")
    def _no_nulls(self) -> "WebhookChanges":
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("None of the fields can be null.")
        return self


class WebhookOut(BaseModel):
    """A webhook; its secret is shown only when it is made or rotated."""

    id: UUID
    url: str
    events: list[str]
    description: str
    active: bool
    disabled_reason: str | None
    version: int
    created_at: str
    created_by: UUID | None
    updated_at: str
    updated_by: UUID | None


class WebhookWithSecret(WebhookOut):
    """A webhook with its secret, this once."""

    secret: str


class DeliveryOut(BaseModel):
    """An event on its way to a webhook. `message_id` is its `webhook-id` in every attempt."""

    id: UUID
    webhook_id: UUID
    message_id: str
    event_type: str
    seq: int
    status: DeliveryStatus
    attempts: int
    next_attempt_at: str | None
    response_status: int | None
    error: str | None
    error_message: str | None
    duration_ms: int | None
    created_at: str
    delivered_at: str | None
