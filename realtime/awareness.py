"""Yjs awareness (carets, selections): read just enough to take somebody's away when they have left.

Format (y-protocols): a count, then for each client its id, a clock, and its state as JSON text; a
state of `null` with a higher clock removes it.
"""

from app.core.errors import Invalid

Clocks = dict[int, int]  # client id → clock


def clocks_of(update: bytes) -> Clocks:
    """The clients an awareness update speaks of; raises Invalid if it is not one."""
    try:
        count, at = _varint(update, 0)
        found: Clocks = {}
        for _ in range(count):
            client, at = _varint(update, at)
            clock, at = _varint(update, at)
            length, at = _varint(update, at)
            at += length
            found[client] = clock
        if at != len(update):
            raise IndexError
        return found
    except IndexError as error:
        raise Invalid("`update` is not an awareness update.") from error


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
