"""WebSocket frames (RFC 6455) as bytes: no connection, no state, no copies but the payload's.

Our own because of memory: the libraries keep two to twenty kilobytes for each connection, and a
listener that says nothing needs none. No extensions; compression is never offered.
"""

import base64
import hashlib
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FINAL, MASKED = 0x80, 0x80
CONTROL_LIMIT = 125  # bytes of a control frame's payload

NORMAL, PROTOCOL_ERROR, NOT_TEXT, TOO_BIG = 1000, 1002, 1007, 1009
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3


class BrokenFrame(Exception):
    """What came is not what RFC 6455 allows; `code` is the reason to close with."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ClientFrame(NamedTuple):
    """A frame from a client, unmasked; `end` is where the next one begins."""

    kind: int
    final: bool
    payload: bytes
    end: int


def accept_key(key: str) -> str:
    """`Sec-WebSocket-Accept` for a client's `Sec-WebSocket-Key`."""
    digest = hashlib.sha1((key + GUID).encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def frame(kind: int, payload: bytes) -> bytes:
    """A whole message in one frame, server to client."""
    size = len(payload)
    if size < 126:
        return bytes((FINAL | kind, size)) + payload
    if size < 65_536:
        return bytes((FINAL | kind, 126)) + size.to_bytes(2, "big") + payload
    return bytes((FINAL | kind, 127)) + size.to_bytes(8, "big") + payload


def read_frame(source: memoryview, at: int, limit: int) -> ClientFrame | None:
    """The frame that begins at `at`; None if it is not all there. Raises BrokenFrame.

    One of more than `limit` bytes is refused as soon as its head is there, before it is waited for.
    """
    available = len(source) - at
    if available < 2:
        return None
    first, second = source[at], source[at + 1]
    kind, size, start = first & 0x0F, second & 0x7F, at + 2
    if first & 0x70 or not second & MASKED:
        raise BrokenFrame(PROTOCOL_ERROR)
    if kind & 0x08 and (size > CONTROL_LIMIT or not first & FINAL):
        raise BrokenFrame(PROTOCOL_ERROR)
    if size > CONTROL_LIMIT:
        wide = 2 if size == 126 else 8
        if available < 2 + wide:
            return None
        size = int.from_bytes(source[start : start + wide], "big")
        start += wide
    if size > limit:
        raise BrokenFrame(TOO_BIG)
    end = start + 4 + size
    if len(source) < end:
        return None
    payload = _unmask(source[start + 4 : end], bytes(source[start : start + 4]))
    return ClientFrame(kind, bool(first & FINAL), payload, end)


def _unmask(masked: memoryview, mask: bytes) -> bytes:
    """Payload XOR mask, as two long integers: the fastest way that Python has without a loop."""
    size = len(masked)
    key = (mask * (size // 4 + 1))[:size]
    plain = int.from_bytes(masked, "little") ^ int.from_bytes(key, "little")
    return plain.to_bytes(size, "little")
