"""Access tokens: signed, short-lived claims of who somebody is (JWT, HS256, 15 minutes).

They are read by REST and by sockets. What counts is never the token's role but the membership as it
is now, which every unit of work reads.
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt

from app.core.actor import Actor, Request
from app.core.errors import Unauthenticated
from app.core.keys import derived_key
from app.core.runtime import runtime

ALGORITHM = "HS256"
LIFETIME = 900  # seconds
REQUIRED = ("sub", "tid", "role", "sid", "iat", "exp")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says; `expires_at` in seconds since 1970. `role` is for display only."""

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    role: str
    expires_at: int

    def actor(self, source: Request) -> Actor:
        """The actor these claims name."""
        return Actor(self.tenant_id, self.user_id, self.session_id, request=source)


def issue_access_token(*, user_id: UUID, tenant_id: UUID, session_id: UUID, role: str) -> str:
    """A token for this session in this tenant, good for `LIFETIME` seconds."""
    now = int(time.time())
    claims = {
        "sub": str(user_id),
        "tid": str(tenant_id),
        "role": role,
        "sid": str(session_id),
        "iat": now,
        "exp": now + LIFETIME,
    }
    return jwt.encode(claims, _key(), ALGORITHM)


def verify_access_token(token: str) -> Claims:
    """The claims of a token we signed; raises Unauthenticated `token_expired` or `invalid_token`."""
    try:
        claims = _signed_claims(token, _key())
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated("The access token is not valid.", code="invalid_token") from error
    if claims.expires_at <= time.time():
        raise Unauthenticated("The access token has expired. Refresh it.", code="token_expired")
    return claims


# A token comes with every request for 15 minutes, and with each reconnection in a storm of them; what
# it says and whose signature it bears does not change. Whether it still counts is asked each time.
@lru_cache(maxsize=4096)
def _signed_claims(token: str, key: bytes) -> Claims:
    """The claims, whatever the time; raises what jwt raises, ValueError, TypeError or AttributeError."""
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        # iat is not compared with our clock: instances' clocks differ by more than a token's trip.
        options={"require": list(REQUIRED), "verify_iat": False, "verify_exp": False},
    )
    return Claims(
        user_id=UUID(claims["sub"]),
        tenant_id=UUID(claims["tid"]),
        session_id=UUID(claims["sid"]),
        role=str(claims["role"]),
        expires_at=int(claims["exp"]),
    )


def _key() -> bytes:
    return derived_key(runtime().settings.secret_key, "access-token")
