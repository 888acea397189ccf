"""A Socket.IO event, encoded once and written to as many sockets as should have it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket

from realtime import websocket

EVENT, BINARY_EVENT = "2", "5"


@dataclass(slots=True)
class Frame:
    """One packet of the Socket.IO protocol (v5): its text, and the binary parts that follow it.

    `size` is what it costs in a listener's buffer, in bytes.
    """

    text: str
    attachments: tuple[bytes, ...] = ()
    size: int = 0
    _engine: "list[EnginePacket] | None" = field(default=None, repr=False)
    _websocket: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.size = len(self.text) + sum(len(part) for part in self.attachments)

    def engine_packets(self) -> list[EnginePacket]:
        """The same as Engine.IO packets; made once, shared by all recipients."""
        if self._engine is None:
            parts: list[str | bytes] = [self.text, *self.attachments]
            self._engine = [EnginePacket(MESSAGE, part) for part in parts]
        return self._engine

    def websocket_bytes(self) -> bytes:
        """The same as bytes on a WebSocket, server to client; made once, shared by all recipients."""
        if self._websocket is None:
            parts = [websocket.frame(websocket.TEXT, b"4" + self.text.encode())]
            parts += [websocket.frame(websocket.BINARY, part) for part in self.attachments]
            self._websocket = b"".join(parts)
        return self._websocket


def namespace_of(tenant_id: UUID) -> str:
    """The Socket.IO namespace of an organisation."""
    return f"/t/{tenant_id}"


def event_frame(namespace: str, event: str, payload: Any) -> Frame:
    """`payload` is anything JSON; UUIDs and times are written as text."""
    return raw_frame(namespace, event, orjson.dumps(payload, default=str).decode())


def raw_frame(namespace: str, event: str, payload_json: str) -> Frame:
    """An event whose payload is JSON already."""
    return Frame(f'{EVENT}{namespace},["{event}",{payload_json}]')


def binary_frame(namespace: str, event: str, payload: dict[str, Any], **parts: bytes) -> Frame:
    """An event whose payload has binary members: `parts` by their names."""
    placed = {
        **payload,
        **{name: {"_placeholder": True, "num": n} for n, name in enumerate(parts)},
    }
    body = orjson.dumps(placed, default=str).decode()
    return Frame(
        f'{BINARY_EVENT}{len(parts)}-{namespace},["{event}",{body}]', tuple(parts.values())
    )
