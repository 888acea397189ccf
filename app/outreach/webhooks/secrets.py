"""A webhook's signing secret: made by us, sealed at rest, two of them valid while one is replaced."""

import base64
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from standardwebhooks import Webhook as Signer

from app.core.crypto import seal, unseal

OVERLAP = timedelta(hours=24)  # for receivers to learn the new secret


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secret, and the one before it until `previous_until`."""

    current: str
    previous: str | None = None
    previous_until: datetime | None = None

    def rotated(self, now: datetime) -> "Secrets":
        """A new secret; the present one goes on signing for a day."""
        return Secrets(new_secret(), self.current, now + OVERLAP)

    def signature(self, message_id: str, at: datetime, body: bytes) -> str:
        """The `webhook-signature` header: one signature for each secret that is valid at `at` (UTC)."""
        valid = [self.current]
        if self.previous and self.previous_until and at < self.previous_until:
            valid.append(self.previous)
        text = body.decode()
        return " ".join(Signer(secret).sign(message_id, at, text) for secret in valid)

    def seal(self, tenant_id: UUID) -> bytes:
        """As it is stored."""
        content = {
            "current": self.current,
            "previous": self.previous,
            "previous_until": self.previous_until,
        }
        return seal(tenant_id, orjson.dumps(content))

    @classmethod
    def unseal(cls, tenant_id: UUID, sealed: bytes) -> "Secrets":
        """From what is stored; raises SealBroken."""
        content: dict[str, Any] = orjson.loads(unseal(tenant_id, sealed))
        until = content["previous_until"]
        return cls(
            content["current"],
            content["previous"],
            datetime.fromisoformat(until) if until else None,
        )


def new_secret() -> str:
    """A secret as Standard Webhooks writes it: `whsec_` and 256 random bits in base64."""
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()
