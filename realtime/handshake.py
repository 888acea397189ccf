"""What a client must bring to be let in."""

from typing import Any

from app.core.errors import AppError
from app.core.ids import parse_id
from app.core.tokens import Claims, verify_access_token


class Refused(Exception):
    """The handshake failed: a sentence for people and a code for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read_handshake(namespace: str, auth: Any) -> tuple[Claims, int | None]:
    """Who it is, and the last number they have; raises Refused.

    `auth` is `{token, since?}`. The token must be ours, in force, and for the namespace's organisation.
    """
    tenant_id = parse_id(namespace.removeprefix("/t/"))
    if not namespace.startswith("/t/") or tenant_id is None:
        raise Refused("unknown_namespace", "Connect to the namespace /t/<organisation id>.")
    if not isinstance(auth, dict) or not isinstance(auth.get("token"), str):
        raise Refused("unauthenticated", "Send auth {token} with the handshake.")
    since: Any = auth.get("since")
    if since is not None and (type(since) is not int or since < 0):
        raise Refused("validation_error", "`since` must be a log position: a whole number.")
    try:
        claims = verify_access_token(auth["token"])
    except AppError as error:
        raise Refused(error.code, error.message) from error
    if claims.tenant_id != tenant_id:
        raise Refused("wrong_tenant", "This token is for another organisation.")
    return claims, since
