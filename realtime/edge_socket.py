"""A WebSocket of the edge: reads messages, writes bytes, and ends; what they mean is its child's business.

One that says nothing is this object and nothing else: no task, no timer, no buffer of its own.
"""

import asyncio

from realtime import websocket
from realtime.limits import FAREWELL
from realtime.outbox import HARD_LIMIT, LIMIT, PATIENCE

# Everybody's: the loop asks for it, fills it and hands it over without doing anything in between.
READ_BUFFER = memoryview(bytearray(256 * 1024))


class EdgeSocket(asyncio.BufferedProtocol):
    """A server's end of a WebSocket after the upgrade; `transport` is None when it has ended."""

    __slots__ = ("_crowd", "_fragments", "_partial", "_room", "crowded", "transport")

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.crowded = False  # whether the network takes less than it is given
        self._crowd: tuple[int, float] | None = None  # how much waited too long, and when
        self._partial: bytearray | None = None
        self._fragments: tuple[int, bytearray] | None = None
        self._room: asyncio.Future[None] | None = None

    # What a child says

    @property
    def limit(self) -> int:
        """Bytes that a message may have now."""
        raise NotImplementedError

    def on_text(self, text: str) -> None:
        """A text message."""
        raise NotImplementedError

    def on_binary(self, payload: bytes) -> None:
        """A binary message."""
        raise NotImplementedError

    def on_idle_talk(self) -> None:
        """The client has sent what needs no answer of ours."""
        raise NotImplementedError

    # Reading

    def get_buffer(self, sizehint: int) -> memoryview:
        """See asyncio.BufferedProtocol."""
        return READ_BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """See asyncio.BufferedProtocol."""
        self.feed(READ_BUFFER[:nbytes])

    def feed(self, heard: memoryview) -> None:
        """Take bytes from the client."""
        if self._partial is None:
            used = self._read(heard)
            if used < len(heard):
                self._partial = bytearray(heard[used:])
            return
        self._partial += heard
        with memoryview(self._partial) as whole:
            used = self._read(whole)
        if used == len(self._partial):
            self._partial = None
        else:
            del self._partial[:used]

    def _read(self, source: memoryview) -> int:
        """Take all frames that are complete; returns where they end."""
        at = 0
        try:
            while self.transport is not None:
                frame = websocket.read_frame(source, at, self.limit)
                if frame is None:
                    return at
                at = frame.end
                self._take(frame)
        except websocket.BrokenFrame as broken:
            self.close(broken.code)
        except UnicodeDecodeError:
            self.close(websocket.NOT_TEXT)
        return len(source)

    def _take(self, frame: websocket.ClientFrame) -> None:
        if frame.kind in (websocket.TEXT, websocket.BINARY) and self._fragments is None:
            if frame.final:
                self._deliver(frame.kind, frame.payload)
            else:
                self._fragments = (frame.kind, bytearray(frame.payload))
                self.on_idle_talk()
        elif frame.kind == websocket.CONTINUATION and self._fragments is not None:
            kind, whole = self._fragments
            whole += frame.payload
            if len(whole) > self.limit:
                raise websocket.BrokenFrame(websocket.TOO_BIG)
            if frame.final:
                self._fragments = None
                self._deliver(kind, bytes(whole))
            else:
                self.on_idle_talk()
        elif frame.kind == websocket.PING:
            self.send(websocket.frame(websocket.PONG, frame.payload))
            self.on_idle_talk()
        elif frame.kind == websocket.PONG:
            self.on_idle_talk()
        elif frame.kind == websocket.CLOSE:
            self.close(websocket.NORMAL)
        else:
            raise websocket.BrokenFrame(websocket.PROTOCOL_ERROR)

    def _deliver(self, kind: int, payload: bytes) -> None:
        if kind == websocket.TEXT:
            self.on_text(payload.decode())
        else:
            self.on_binary(payload)

    # Writing

    def send(self, sent: bytes) -> None:
        """Queue bytes; they are not copied while they wait."""
        if self.transport is not None:
            self.transport.write(sent)
            if self.crowded:
                self.watch_buffer()

    def pause_writing(self) -> None:
        """See asyncio.BaseProtocol."""
        self.crowded = True

    def resume_writing(self) -> None:
        """See asyncio.BaseProtocol."""
        self.crowded, self._crowd = False, None
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def watch_buffer(self) -> None:
        """Cut who does not take what it is given: see `realtime.outbox` for the limits."""
        if self.transport is None:
            return
        waiting, now = self.transport.get_write_buffer_size(), asyncio.get_running_loop().time()
        if waiting > HARD_LIMIT:
            self.cut()
        elif waiting <= LIMIT:
            self._crowd = None
        elif self._crowd is None:
            self._crowd = waiting, now
        elif now - self._crowd[1] > PATIENCE:
            if waiting < self._crowd[0]:  # a slow line, but it gets somewhere
                self._crowd = waiting, now
            else:
                self.cut()

    async def lowered(self, below: int) -> bool:
        """Wait until at most `below` bytes are buffered; False if the connection ends before."""
        transport = self.transport
        if transport is None:
            return False
        transport.set_write_buffer_limits(below, below)
        while self.transport is not None and transport.get_write_buffer_size() > below:
            if self._room is None or self._room.done():
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)
        return self.transport is not None

    # Ends

    def close(self, code: int) -> None:
        """Say goodbye after what is buffered; who does not take it in time is cut."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.write(websocket.frame(websocket.CLOSE, code.to_bytes(2, "big")))
            transport.close()
            asyncio.get_running_loop().call_later(FAREWELL, transport.abort)

    def cut(self) -> None:
        """Break the connection now, dropping what is buffered."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.BaseProtocol."""
        self.transport = self._partial = self._fragments = None
        self.resume_writing()
