"""What comes in and goes out about web push."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, field_validator

from app.core.schemas import Strict

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,200}={0,2}$")]


class PushKeysIn(Strict):
    """A browser's keys, as `PushSubscription.toJSON()` spells them."""

    p256dh: Key
    auth: Key


class PushSubscriptionIn(Strict):
    """A browser that wants pushes. `base_path` is where its screens live ("/s/1"), for links."""

    endpoint: str = Field(max_length=2048)
    keys: PushKeysIn
    expirationTime: float | None = None  # sent along by browsers
    base_path: str = ""
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""

    @field_validator("base_path")
    @classmethod
    def _a_slot(cls, text: str) -> str:
        if text and not (text.startswith("/s/") and text[3:].isdigit() and len(text) < 12):
            raise ValueError("Use nothing, or /s/<slot>.")
        return text


class PushSubscriptionOut(BaseModel):
    """A browser of mine; its address is not told."""

    id: UUID
    version: int
    label: str
    service: str
    this_session: bool
    last_error: str | None
    created_at: str


class PushKeyOut(BaseModel):
    """What a browser subscribes with: this installation's VAPID public key."""

    key: str
