"""One client in one namespace of the edge: frames go straight to its TCP connection."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from realtime.connection import HIGH_WATER, Connection, crowded
from realtime.frames import Frame
from realtime.limits import FAREWELL

CROWDED = 64 * 1024  # bytes buffered from which on a transport says that its network is slow
SURELY_ROOM = HIGH_WATER - CROWDED


class Carrier(Protocol):
    """What a wire asks of the WebSocket that carries it; see EdgeSocket."""

    transport: asyncio.Transport | None
    crowded: bool

    def watch_buffer(self) -> None:
        """Cut the client if it does not take what it is given."""
        ...

    async def lowered(self, below: int) -> bool:
        """See Wire."""
        ...

    def leave(self, wire: "EdgeWire") -> None:
        """Send DISCONNECT and take the client out of the namespace."""
        ...

    def cut_if_uninvited(self) -> None:
        """Break the connection unless it is in some namespace."""
        ...

    def cut(self) -> None:
        """Break the connection."""
        ...


class EdgeWire:
    """See Wire. `connection` is None until the client has been let in."""

    __slots__ = ("_carrier", "connection", "namespace")

    def __init__(self, carrier: Carrier, namespace: str) -> None:
        self._carrier, self.namespace = carrier, namespace
        self.connection: Connection | None = None

    def write(self, frame: Frame) -> None:
        """See Wire. The bytes are shared by all recipients; a client that waits holds a reference."""
        carrier = self._carrier
        if carrier.transport is not None:
            carrier.transport.write(frame.websocket_bytes())
            if carrier.crowded:
                carrier.watch_buffer()

    def offer(self, frames: Sequence[Frame], size: int) -> bool:
        """See Wire. The transport is asked for its buffer only where there may be too much in it."""
        carrier = self._carrier
        transport = carrier.transport
        if transport is None:
            return True
        doubtful = carrier.crowded or size > SURELY_ROOM
        if doubtful and crowded(transport.get_write_buffer_size(), size, len(frames)):
            return False
        for frame in frames:
            transport.write(frame.websocket_bytes())
        return True

    def buffered(self) -> int:
        """See Wire."""
        transport = self._carrier.transport
        return transport.get_write_buffer_size() if transport is not None else 0

    async def lowered(self, below: int) -> bool:
        """See Wire."""
        return await self._carrier.lowered(below)

    async def close(self) -> None:
        """See Wire."""
        self._carrier.leave(self)
        asyncio.get_running_loop().call_later(FAREWELL, self._carrier.cut_if_uninvited)

    def cut(self) -> None:
        """See Wire."""
        self._carrier.cut()
