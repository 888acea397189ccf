"""Thousands of raw WebSockets on one selector, and what was heard on them.

A proper client library would cost more than the server that is measured. This one reads frames, answers
pings, and looks into each distinct message once: a broadcast is the same bytes for everybody.
"""

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bench.messages import CHANGES, PID, PONG, Change, masked, read_change

RETRY = 0.2  # seconds before a listener tries again


@dataclass(frozen=True, slots=True)
class Ticket:
    """How one listener gets in. `join` is its Socket.IO CONNECT; None: a bare WebSocket.

    With `recover`, a second coming asks socket.io to recover the session. With `other` ports, a
    listener that has lost its connection comes back by itself, through the next port.
    """

    port: int
    path: str
    join: str | None = None
    recover: bool = False
    other: tuple[int, ...] = ()


@dataclass(eq=False, slots=True)
class Listener:
    """One connection."""

    ticket: Ticket
    sock: socket.socket | None = None
    rest: bytes = b""
    upgraded: bool = False
    ready: bool = False
    stalled: bool = False
    seqs: list[int] = field(default_factory=list)
    pid: str | None = None
    offset: str | None = None
    broken: int = 0


class Connections:
    """The sockets of all listeners of this process; those that break may come back by themselves."""

    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.listeners: list[Listener] = []
        self.waiting: deque[Listener] = deque()
        self.entering: set[Listener] = set()
        self.later: deque[tuple[float, Listener]] = deque()
        self.away = False
        self.abreast = 64
        self.tiny = False
        self.changes: dict[bytes, Change] = {}
        self.deliveries = self.messages = self.bytes = 0

    def watch(self, other: Any) -> None:
        """Say from `turn` when this can be read too."""
        self.selector.register(other, selectors.EVENT_READ, None)

    def turn(self, timeout: float) -> bool:
        """Read what has come within so many seconds; True if what is watched besides can be read."""
        beside = False
        for key, _ in self.selector.select(timeout):
            if key.data is None:
                beside = True
            else:
                self.readable(key.data)
        while self.later and self.later[0][0] <= time.monotonic() and not self.away:
            self.waiting.append(self.later.popleft()[1])
            self.admit()
        return beside

    def forget(self) -> None:
        """Count from here."""
        self.changes.clear()
        self.deliveries = self.messages = self.bytes = 0
        for one in self.listeners:
            one.seqs = []

    def stall(self, one: Listener) -> None:
        """Stop reading from it."""
        if one.sock is not None and not one.stalled:
            one.stalled = True
            self.selector.unregister(one.sock)

    def admit(self) -> None:
        while self.waiting and len(self.entering) < self.abreast:
            one = self.waiting.popleft()
            self.entering.add(one)
            self.open(one)

    def open(self, one: Listener) -> None:
        sock = socket.socket()
        if self.tiny:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ports = (one.ticket.port, *one.ticket.other)
        port = ports[one.broken % len(ports)]
        try:
            sock.connect(("127.0.0.1", port))
        except OSError:
            sock.close()
            self.lost(one)
            return
        sock.setblocking(False)
        one.sock, one.rest, one.upgraded, one.ready = sock, b"", False, False
        sock.send(
            f"GET {one.ticket.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        self.selector.register(sock, selectors.EVENT_READ, one)

    def close(self, one: Listener) -> None:
        if one.sock is not None:
            if not one.stalled:
                self.selector.unregister(one.sock)
            one.sock.close()
        one.sock, one.stalled, one.ready = None, False, False
        self.entering.discard(one)

    def readable(self, one: Listener) -> None:
        assert one.sock is not None
        try:
            got = one.sock.recv(262_144)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self.lost(one)
            return
        self.bytes += len(got)
        buffer = one.rest + got if one.rest else got
        if not one.upgraded:
            one.rest = buffer = self.upgrade(one, buffer)
            if not one.upgraded:
                return
        one.rest = self.frames(one, buffer)

    def lost(self, one: Listener) -> None:
        entering = one in self.entering
        one.broken += 1
        self.close(one)
        if entering or one.ticket.other:
            self.later.append((time.monotonic() + RETRY, one))  # as a client would: try again
        if entering:
            self.admit()

    def upgrade(self, one: Listener, buffer: bytes) -> bytes:
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            return buffer
        if not buffer.startswith(b"HTTP/1.1 101"):
            if one.ticket.other:
                self.lost(one)  # an instance that is going or coming
                return b""
            raise RuntimeError(f"refused: {buffer[:300]!r}")
        one.upgraded = True
        if one.ticket.join is None:
            self.in_now(one)
        return buffer[end + 4 :]

    def in_now(self, one: Listener) -> None:
        one.ready = True
        self.entering.discard(one)
        self.admit()

    def frames(self, one: Listener, buffer: bytes) -> bytes:
        at, size = 0, len(buffer)
        while size - at >= 2:
            length, begin = buffer[at + 1], at + 2
            if length == 126:
                length, begin = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, begin = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            end = begin + length
            if end > size or begin > size:
                break
            self.message(one, buffer[begin:end])
            at = end
        return buffer[at:]

    def message(self, one: Listener, text: bytes) -> None:
        change = self.changes.get(text)
        if change is None:
            if CHANGES not in text[:80]:
                self.control(one, text)
                return
            change = self.changes[text] = read_change(text)
        one.seqs += change.seqs
        one.offset = change.offset
        self.deliveries += len(change.seqs)
        self.messages += 1
        change.heard.append(time.time())

    def control(self, one: Listener, text: bytes) -> None:
        if text == b"2":
            self.say(one, PONG)
        elif text.startswith(b"0{"):
            assert one.ticket.join is not None
            self.say(one, masked(joining(one)))
        elif b'["ready"' in text[:80]:
            self.in_now(one)
        elif text.startswith(b"40"):
            pid = PID.search(text)
            if pid:
                if one.pid == pid[1].decode() and not one.ready:
                    self.in_now(one)  # a recovered session: socket.io has no `connection` for it
                one.pid = pid[1].decode()
        elif text.startswith(b"44"):
            raise RuntimeError(f"refused: {text!r}")

    def say(self, one: Listener, frame: bytes) -> None:
        assert one.sock is not None
        try:
            one.sock.send(frame)
        except OSError:
            self.lost(one)


def ended(sock: socket.socket | None) -> bool:
    """Whether the other end has aborted; what arrived before stays unread."""
    return sock is None or sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def joining(one: Listener) -> str:
    """The CONNECT of a listener; on a second coming with what it has to say of the first."""
    join = one.ticket.join or ""
    if not one.seqs and not one.pid:
        return join
    if one.ticket.recover:
        more = f',"pid":"{one.pid}"' + (f',"offset":"{one.offset}"' if one.offset else "")
        return join[:-1] + more + "}"
    return f'{join[:-1]},"since":{one.seqs[-1]}}}' if one.seqs else join
