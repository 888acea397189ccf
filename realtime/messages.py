"""What clients may say. Each message has a shape, a size and one function that answers it.

An answer is `{ok: true, …}` or `{ok: false, error, message}`; nothing a client sends raises further.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from app.core.errors import Invalid, NotFound
from app.core.failures import as_app_error
from app.core.parsing import field_errors
from app.core.schemas import Strict
from realtime.connection import Connection
from realtime.limits import MESSAGE_LIMIT, UPDATE_LIMIT
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


class Watch(Strict):
    """`watch`, `unwatch`: be at a topic, or leave it."""

    topic: str = Field(max_length=200)


class Show(Strict):
    """`presence`: what one does at a topic."""

    topic: str = Field(max_length=200)
    state: dict[str, Any]


class OpenNote(Strict):
    """`note:open`: what the client has of the note already, and in which window it opens it."""

    note_id: UUID
    state_vector: bytes | None = Field(default=None, max_length=MESSAGE_LIMIT)
    window: str = Field(default="", max_length=64)


class NoteUpdate(Strict):
    """`note:update`, `note:awareness`: a Yjs or awareness update."""

    note_id: UUID
    update: bytes


class CloseNote(Strict):
    """`note:close`: one window does not have it open any more."""

    note_id: UUID
    window: str = Field(default="", max_length=64)


async def renew(server: RealtimeServer, connection: Connection, body: Renew) -> Answer:
    """Go on with the new token."""
    await server.renew(connection, body.token)
    return {"expires_at": int(connection.expires_at)}


async def watch(server: RealtimeServer, connection: Connection, body: Watch) -> Answer:
    """Who is there, oneself included."""
    return {"topic": body.topic, "members": await server.presence.watch(connection, body.topic)}


async def unwatch(server: RealtimeServer, connection: Connection, body: Watch) -> Answer:
    """Who is still there."""
    return {"topic": body.topic, "members": server.presence.unwatch(connection, body.topic)}


async def show(server: RealtimeServer, connection: Connection, body: Show) -> Answer:
    """Nothing but ok."""
    await server.presence.show(connection, body.topic, body.state)
    return {}


async def open_note(server: RealtimeServer, connection: Connection, body: OpenNote) -> Answer:
    """What the client lacks, and the server's state vector, so that it can send what we lack."""
    return await server.notes.open(connection, body.note_id, body.state_vector, body.window)


async def update_note(server: RealtimeServer, connection: Connection, body: NoteUpdate) -> Answer:
    """Ok means stored."""
    await server.notes.update(connection, body.note_id, body.update)
    return {}


async def move_caret(server: RealtimeServer, connection: Connection, body: NoteUpdate) -> Answer:
    """Nothing but ok."""
    server.notes.awareness(connection, body.note_id, body.update)
    return {}


async def close_note(server: RealtimeServer, connection: Connection, body: CloseNote) -> Answer:
    """Nothing but ok."""
    server.notes.close_note(connection, body.note_id, body.window)
    return {}


MESSAGES: dict[str, Message] = {
    "renew": Message(Renew, renew),
    "watch": Message(Watch, watch),
    "unwatch": Message(Watch, unwatch),
    "presence": Message(Show, show),
    "note:open": Message(OpenNote, open_note),
    "note:update": Message(NoteUpdate, update_note, UPDATE_LIMIT),
    "note:awareness": Message(NoteUpdate, move_caret),
    "note:close": Message(CloseNote, close_note),
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
