"""The other end of the wire: thousands of listeners in one process, on raw sockets and one selector.

A proper client library would cost more than the server that is measured. This one reads frames, answers
pings, and looks into each distinct message once: a broadcast is the same bytes for everybody.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
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


class Listening:
    """All listeners of this process, and the commands its owner gives through a pipe."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe
        self.selector = selectors.DefaultSelector()
        self.selector.register(pipe, selectors.EVENT_READ, None)
        self.listeners: list[Listener] = []
        self.waiting: deque[Listener] = deque()
        self.entering: set[Listener] = set()
        self.later: deque[tuple[float, Listener]] = deque()
        self.away = False
        self.abreast = 64
        self.changes: dict[bytes, Change] = {}
        self.deliveries = self.messages = self.bytes = 0
        self.goal: Any = None
        self.deadline = 0.0
        self.tiny = False

    def run(self) -> None:
        """Until told to leave."""
        while True:
            for key, _ in self.selector.select(0.05):
                if key.data is None:
                    if not self.obey(self.pipe.recv()):
                        return
                else:
                    self.readable(key.data)
            while self.later and self.later[0][0] <= time.monotonic() and not self.away:
                self.waiting.append(self.later.popleft()[1])
                self.admit()
            if self.goal is not None:
                self.check()

    # Commands

    def obey(self, command: tuple[Any, ...]) -> bool:
        verb, *given = command
        if verb == "leave":
            return False
        answer = getattr(self, f"do_{verb}")(*given)
        if answer is not NotImplemented:
            self.pipe.send(answer)
        return True

    def do_connect(
        self, tickets: Sequence[Ticket], abreast: int, timeout: float, tiny: bool
    ) -> Any:
        """Let them in, so many at a time; answers (seconds, how many are in) when all are."""
        self.abreast, self.tiny = abreast, tiny
        fresh = [Listener(ticket) for ticket in tickets]
        self.listeners += fresh
        return self._enter(fresh, timeout, lambda one: one.ready)

    def do_return(self, until_seq: int, abreast: int, timeout: float) -> Any:
        """All that are out come back; answers when each has heard of `until_seq`."""
        self.abreast = abreast
        out = [one for one in self.listeners if one.sock is None]
        return self._enter(out, timeout, lambda one: bool(one.seqs) and one.seqs[-1] >= until_seq)

    def _enter(self, who: list[Listener], timeout: float, done: Any) -> Any:
        began = time.monotonic()
        self.deadline = began + timeout
        self.waiting.extend(who)
        left = set(who)

        def goal() -> Any:
            left.difference_update([one for one in left if done(one)])
            return None if left else (time.monotonic() - began, len(who))

        self.goal = (goal, lambda: (time.monotonic() - began, len(who) - len(left)))
        self.admit()
        return NotImplemented

    def do_heard(self, deliveries: int, timeout: float) -> Any:
        """Wait for so many deliveries since the last `forget`; answers how many there were."""
        self.deadline = time.monotonic() + timeout
        self.goal = (
            lambda: self.deliveries if self.deliveries >= deliveries else None,
            lambda: self.deliveries,
        )
        return NotImplemented

    def do_forget(self) -> None:
        """Count from here."""
        self.changes.clear()
        self.deliveries = self.messages = self.bytes = 0
        for one in self.listeners:
            one.seqs = []

    def do_told(self) -> list[tuple[str, float, bytes]]:
        """(tag, at, arrivals as doubles) of each distinct message since the last `forget`."""
        return [(c.tag, c.at, c.heard.tobytes()) for c in self.changes.values()]

    def do_numbers(self) -> list[list[int]]:
        """The numbers each listener has heard, in its order."""
        return [one.seqs for one in self.listeners]

    def do_traffic(self) -> tuple[int, int, int]:
        """Events, messages and bytes received since the last `forget`."""
        return self.deliveries, self.messages, self.bytes

    def do_drop(self) -> int:
        """Break every connection without a goodbye."""
        for one in self.listeners:
            self.close(one)
        return len(self.listeners)

    def do_leave_for_a_while(self) -> None:
        """Break every connection; nobody comes back before `do_go_on`."""
        self.away = True
        for one in self.listeners:
            if one.sock is not None:
                self.lost(one)

    def do_go_on(self) -> None:
        """Come back now."""
        self.away = False

    def do_settled(self, seq: int, timeout: float) -> Any:
        """Wait until everybody has heard of `seq`; how many have."""
        self.deadline = time.monotonic() + timeout

        def count() -> int:
            return sum(bool(one.seqs) and one.seqs[-1] >= seq for one in self.listeners)

        everybody = len(self.listeners)
        self.goal = (lambda: everybody if count() == everybody else None, count)
        return NotImplemented

    def do_stall(self, count: int) -> int:
        """The first so many stop reading."""
        for one in self.listeners[:count]:
            if one.sock is not None and not one.stalled:
                one.stalled = True
                self.selector.unregister(one.sock)
        return count

    def do_broken(self) -> int:
        """How many connections were ended by the server (looks also at those that don't read)."""
        for one in self.listeners:
            if one.stalled and ended(one.sock):
                one.broken += 1
                self.close(one)
        return sum(one.broken for one in self.listeners)

    def check(self) -> None:
        """Answer if what was waited for has come, or its time is over."""
        goal, otherwise = self.goal
        answer = goal()
        if answer is None and time.monotonic() > self.deadline:
            answer = otherwise()
        if answer is not None:
            self.goal = None
            self.pipe.send(answer)

    # Sockets

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


def main(pipe: Pipe) -> None:
    """The whole life of the process."""
    import gc

    gc.disable()
    Listening(pipe).run()
