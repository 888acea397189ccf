"""One client of the mounted server, as python-engineio holds it: its queue, and the ways to end it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import engineio

from realtime.connection import crowded
from realtime.frames import Frame
from realtime.limits import FAREWELL
from realtime.outbox import Outbox

LOOK_EVERY = 0.02  # seconds between looks at a transport's buffer


class Ends(Protocol):
    """What a wire asks of its server. `writers` holds the connections of WebSockets."""

    writers: dict[str, asyncio.StreamWriter]

    async def disconnect(self, sid: str, namespace: str | None = None) -> None:
        """Send DISCONNECT and take the client out of the namespace."""
        ...

    def cut(self, eio_sid: str) -> None:
        """Break the connection."""
        ...

    def cut_if_uninvited(self, eio_sid: str) -> None:
        """Break it unless it is in some namespace."""
        ...


class EngineServer(engineio.AsyncServer):
    """Engine.IO with our queue."""

    def create_queue(self, *args: Any, **kwargs: Any) -> Outbox:
        """The queue of a new socket."""
        return Outbox()


class MountedWire:
    """One client in one namespace of the mounted server."""

    def __init__(self, server: "Ends", socket: Any, sid: str, namespace: str) -> None:
        self._server = server
        self._sid, self._eio_sid, self._namespace = sid, socket.sid, namespace
        self._socket = socket
        self._outbox: Outbox = self._socket.queue

    def write(self, frame: Frame) -> None:
        """See Wire.

        While the library's writer has nothing to do, shared bytes go straight to the connection: a
        tenth of the cost of a queue, a task, an ASGI message and an encoding for each recipient.
        """
        if self._socket.closed:
            return
        transport = self._transport()
        if transport is not None and self._outbox.idle:
            transport.write(frame.websocket_bytes())
            return
        for packet in frame.engine_packets():
            self._outbox.put_nowait(packet)

    def offer(self, frames: Sequence[Frame], size: int) -> bool:
        """See Wire."""
        if crowded(self.buffered(), size, len(frames)):
            return False
        for frame in frames:
            self.write(frame)
        return True

    def buffered(self) -> int:
        """See Wire."""
        transport = self._transport()
        unsent = transport.get_write_buffer_size() if transport is not None else 0
        return self._outbox.bytes + unsent

    async def lowered(self, below: int) -> bool:
        """See Wire."""
        await self._outbox.lowered(below)
        while self.buffered() > below and not self._socket.closed:  # noqa: ASYNC110
            # A transport tells only its own protocol when there is room.
            await asyncio.sleep(LOOK_EVERY)
        return not self._socket.closed

    def _transport(self) -> asyncio.WriteTransport | None:
        """The TCP connection, if it carries a WebSocket's bytes as they are."""
        writer = self._server.writers.get(self._eio_sid)
        if writer is None or not self._socket.upgraded or writer.transport.is_closing():
            return None
        return writer.transport

    async def close(self) -> None:
        """See Wire."""
        await self._server.disconnect(self._sid, self._namespace)
        asyncio.get_running_loop().call_later(
            FAREWELL, self._server.cut_if_uninvited, self._eio_sid
        )

    def cut(self) -> None:
        """See Wire."""
        self._server.cut(self._eio_sid)
