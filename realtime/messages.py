"""What clients may say. Each message has a shape, a size and one function that answers it.

An answer is `{ok: true, …}` or `{ok: false, error, message}`; nothing a client sends raises further.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from app.core.errors import Invalid, NotFound
from app.core.http import as_app_error, field_errors
from app.core.schemas import Strict
from realtime.connection import Connection
from realtime.limits import MESSAGE_LIMIT
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Reply = Callable[[RealtimeServer, Connection, Any], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Message:
    """An event that clients may send: its payload, the bytes its binary parts may have, the answer."""

    body: type[BaseModel]
    reply: Reply
    binary_limit: int = MESSAGE_LIMIT


class Renew(Strict):
    """`renew`: a fresh token before the old one ends."""

    token: str


async def renew(server: RealtimeServer, connection: Connection, body: Renew) -> Answer:
    """Go on with the new token."""
    await server.renew(connection, body.token)
    return {"expires_at": int(connection.expires_at)}


MESSAGES: dict[str, Message] = {
    "renew": Message(Renew, renew),
}


async def answer(
    server: RealtimeServer, connection: Connection, event: str, payload: Any
) -> Answer:
    """Answer one message of a connection."""
    try:
        message = MESSAGES.get(event)
        if message is None:
            raise NotFound(f"There is no message {event[:100]!r}.", code="unknown_event")
        if not isinstance(payload, dict):
            raise Invalid("Send one object as the payload.")
        try:
            body = message.body.model_validate(payload)
        except ValidationError as error:
            raise Invalid(fields=field_errors(error)) from error
        return {"ok": True, **await message.reply(server, connection, body)}
    except Exception as error:
        known = as_app_error(error)
        if known.status >= 500:
            logger.error("%s of %s failed: %r", event, connection.id, error, exc_info=error)
        return refusal(known.code, known.message, known.details)


def refusal(code: str, message: str, details: dict[str, Any] | None = None) -> Answer:
    """The answer to what can't be done."""
    return {
        "ok": False,
        "error": code,
        "message": message,
        **({"details": details} if details else {}),
    }
