"""How a session is handed to its client: in the body, and for browsers in a cookie."""

from typing import Any

from app.core.reply import Reply, reply
from app.core.tokens import LIFETIME, issue_access_token
from app.identity.sessions.actions import SignedIn
from app.identity.sessions.cookies import set_cookie


def signed_in(found: SignedIn, slot: str, *, status: int = 200, token: bool = True) -> Reply:
    """The answer to every way of signing in; without `token` the refresh token stays as it is."""
    body: dict[str, Any] = {
        "access_token": issue_access_token(
            user_id=found.user_id,
            tenant_id=found.membership.tenant_id,
            session_id=found.session_id,
            role=found.membership.role,
        ),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "user": {"id": found.user_id, "email": found.email, "full_name": found.full_name},
        "tenant": found.membership.json(),
    }
    if found.client == "mobile" and token:
        body["refresh_token"] = str(found.token)
    answer = reply(body, status=status)
    if found.client != "mobile" and token:
        answer.headers.update(set_cookie(slot, str(found.token), found.seconds_left))
    return answer
