"""Yjs awareness (carets, selections): read enough to know whose they are, and to take them away.

Format (y-protocols): a count, then for each client its id, a clock, and its state as JSON text; a
state of `null` with a higher clock removes it.
"""

from typing import Any, cast
from uuid import UUID

import orjson

from app.core.errors import Invalid

Clocks = dict[int, int]  # client id → clock


def clocks_of(update: bytes, user_id: UUID) -> Clocks:
    """The clients an awareness update of this person speaks of.

    Raises Invalid if it is not one, or if it says to be somebody else.
    """
    found: Clocks = {}
    try:
        count, at = _varint(update, 0)
        for _ in range(count):
            client, at = _varint(update, at)
            clock, at = _varint(update, at)
            length, at = _varint(update, at)
            _require_own(update[at : at + length], user_id)
            at += length
            found[client] = clock
        if at != len(update):
            raise IndexError
        return found
    except (IndexError, orjson.JSONDecodeError) as error:
        raise Invalid("`update` is not an awareness update.") from error


def _require_own(text: bytes, user_id: UUID) -> None:
    """A state names who it is of in `user.id`, if at all; nobody's caret may carry another's name."""
    state = orjson.loads(text)
    user = cast(dict[str, Any], state).get("user") if isinstance(state, dict) else None
    named = cast(dict[str, Any], user).get("id") if isinstance(user, dict) else None
    if named is not None and named != str(user_id):
        raise Invalid("A caret can't be in somebody else's name.")


def removal_of(clocks: Clocks) -> bytes:
    """The update that takes these clients away."""
    parts = [_encoded(len(clocks))]
    for client, clock in clocks.items():
        parts += [_encoded(client), _encoded(clock + 1), _encoded(4), b"null"]
    return b"".join(parts)


def _varint(source: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = source[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise IndexError


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(0x80 | (value & 0x7F))
        value >>= 7
    out.append(value)
    return bytes(out)
