"""Refresh tokens: `<session id>.<generation>.<HMAC>`.

The HMAC proves that we issued it; which generation is good is the session's row. So nothing secret is
stored, and an old token is told from a forged one: only the former kills the session.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import Unauthenticated
from app.core.ids import parse_id
from app.core.keys import derived_key
from app.core.runtime import runtime


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A session and how often it had been rotated when this token was made."""

    session_id: UUID
    generation: int

    def __str__(self) -> str:
        claim = f"{self.session_id}.{self.generation}"
        return f"{claim}.{_signature(claim)}"


def parse_refresh_token(text: str) -> RefreshToken:
    """A token we issued; raises Unauthenticated `invalid_token`."""
    claim, _, signature = text.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(claim).encode()):
        raise Unauthenticated("The refresh token is not valid.", code="invalid_token")
    session, _, generation = claim.partition(".")
    session_id = parse_id(session)
    assert session_id is not None  # signed by us
    return RefreshToken(session_id, int(generation))


def _signature(claim: str) -> str:
    key = derived_key(runtime().settings.secret_key, "refresh-token")
    return hmac.new(key, claim.encode(), "sha256").hexdigest()
