"""From an Authorization header to an actor."""

from app.core.actor import Actor, Request
from app.core.errors import Unauthenticated
from app.core.tokens import verify_access_token

CHALLENGE = {"WWW-Authenticate": "Bearer"}


async def authenticate(header: str, source: Request) -> Actor:
    """Who the bearer token names; raises Unauthenticated.

    Whether session and membership still stand is read by the unit of work that follows.
    """
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated(headers=CHALLENGE)
    try:
        return verify_access_token(token.strip()).actor(source)
    except Unauthenticated as error:
        error.headers.update(CHALLENGE)
        raise
