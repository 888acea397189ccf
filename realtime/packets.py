"""Socket.IO packets as clients send them: limits before anything is parsed, the same on every transport."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
from socketio import packet as sio_packet

from realtime.limits import ATTACHMENTS_LIMIT, MESSAGE_LIMIT, Allowance
from realtime.messages import MESSAGES, Answer, refusal

ACK_ID = re.compile(r"[25](?:(\d+)-)?(/[^,?]*)[^,]*,(\d{1,18})?\[\"([^\"\\]{1,64})\"")
TOO_LARGE = refusal("too_large", f"A message may have at most {MESSAGE_LIMIT:,} bytes.")
TOO_MANY = refusal("rate_limited", "At most 50 messages a second. Slow down.")
CLOSED = refusal("closed", "This connection has been closed.")
# What a library raises on meeting what is not the protocol.
NOT_THE_PROTOCOL = (ValueError, TypeError, LookupError, RecursionError)


class CompactJson:
    """orjson under the interface python-socketio expects; never deeper than it can recurse."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """JSON without spaces."""
        return orjson.dumps(value, default=str).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """The value; raises ValueError."""
        return orjson.loads(text)


class Packet(sio_packet.Packet):
    """The library's packet with our JSON."""

    json = CompactJson


class Flooding(Exception):
    """So much was refused already that the client should be cut."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that won't be looked at; `ack` is None where nobody waits for an answer."""

    namespace: str
    ack: int | None
    answer: Answer


def judge(allowance: Allowance, text: str) -> Refusal | None:
    """Whether a text packet may be parsed: None if so. Raises Flooding."""
    within = allowance.take()
    if within and len(text) <= MESSAGE_LIMIT and not _too_many_parts(text):
        return None
    if allowance.flooding:
        raise Flooding
    head = ACK_ID.match(text[:512])
    ack = int(head[3]) if head and head[3] else None
    return Refusal(head[2] if head else "", ack, TOO_LARGE if within else TOO_MANY)


def judge_attachment(packet: sio_packet.Packet, size: int) -> Refusal | None:
    """Whether a binary part of so many bytes may belong to this packet: None if so."""
    message = MESSAGES.get(packet.data[0]) if isinstance(packet.data, list) else None
    if size <= (message.binary_limit if message else MESSAGE_LIMIT):
        return None
    return Refusal(packet.namespace or "/", packet.id, TOO_LARGE)


def _too_many_parts(text: str) -> bool:
    parts, dash, _ = text[1:12].partition("-")
    return bool(dash) and parts.isdigit() and int(parts) > ATTACHMENTS_LIMIT
