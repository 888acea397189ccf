"""The other end of the wire, in a process of its own: its listeners, and what its owner asks of them."""

import time
from collections.abc import Sequence
from multiprocessing.connection import Connection as Pipe
from typing import Any

from bench.connections import Connections, Listener, Ticket, ended


class Listening:
    """Commands come through a pipe; the answer to some is awaited: a goal, until its deadline."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe
        self.net = Connections()
        self.net.watch(pipe)
        self.goal: Any = None
        self.deadline = 0.0

    def run(self) -> None:
        """Until told to leave."""
        while True:
            if self.net.turn(0.05) and not self.obey(self.pipe.recv()):
                return
            if self.goal is not None:
                self.check()

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
        self.net.abreast, self.net.tiny = abreast, tiny
        fresh = [Listener(ticket) for ticket in tickets]
        self.net.listeners += fresh
        return self._enter(fresh, timeout, lambda one: one.ready)

    def do_return(self, until_seq: int, abreast: int, timeout: float) -> Any:
        """All that are out come back; answers when each has heard of `until_seq`."""
        self.net.abreast = abreast
        out = [one for one in self.net.listeners if one.sock is None]
        return self._enter(out, timeout, lambda one: bool(one.seqs) and one.seqs[-1] >= until_seq)

    def _enter(self, who: list[Listener], timeout: float, done: Any) -> Any:
        began = time.monotonic()
        self.deadline = began + timeout
        self.net.waiting.extend(who)
        left = set(who)

        def goal() -> Any:
            left.difference_update([one for one in left if done(one)])
            return None if left else (time.monotonic() - began, len(who))

        self.goal = (goal, lambda: (time.monotonic() - began, len(who) - len(left)))
        self.net.admit()
        return NotImplemented

    def do_heard(self, deliveries: int, timeout: float) -> Any:
        """Wait for so many deliveries since the last `forget`; answers how many there were."""
        self.deadline = time.monotonic() + timeout
        self.goal = (
            lambda: self.net.deliveries if self.net.deliveries >= deliveries else None,
            lambda: self.net.deliveries,
        )
        return NotImplemented

    def do_forget(self) -> None:
        """Count from here."""
        self.net.forget()

    def do_told(self) -> list[tuple[str, float, bytes]]:
        """(tag, at, arrivals as doubles) of each distinct message since the last `forget`."""
        return [(c.tag, c.at, c.heard.tobytes()) for c in self.net.changes.values()]

    def do_numbers(self) -> list[list[int]]:
        """The numbers each listener has heard, in its order."""
        return [one.seqs for one in self.net.listeners]

    def do_traffic(self) -> tuple[int, int, int]:
        """Events, messages and bytes received since the last `forget`."""
        return self.net.deliveries, self.net.messages, self.net.bytes

    def do_drop(self) -> int:
        """Break every connection without a goodbye."""
        for one in self.net.listeners:
            self.net.close(one)
        return len(self.net.listeners)

    def do_leave_for_a_while(self) -> None:
        """Break every connection; nobody comes back before `do_go_on`."""
        self.net.away = True
        for one in self.net.listeners:
            if one.sock is not None:
                self.net.lost(one)

    def do_go_on(self) -> None:
        """Come back now."""
        self.net.away = False

    def do_settled(self, seq: int, timeout: float) -> Any:
        """Wait until everybody has heard of `seq`; how many have."""
        self.deadline = time.monotonic() + timeout

        def count() -> int:
            return sum(bool(one.seqs) and one.seqs[-1] >= seq for one in self.net.listeners)

        everybody = len(self.net.listeners)
        self.goal = (lambda: everybody if count() == everybody else None, count)
        return NotImplemented

    def do_stall(self, count: int) -> int:
        """The first so many stop reading."""
        for one in self.net.listeners[:count]:
            self.net.stall(one)
        return count

    def do_broken(self) -> int:
        """How many connections were ended by the server (looks also at those that don't read)."""
        for one in self.net.listeners:
            if one.stalled and ended(one.sock):
                one.broken += 1
                self.net.close(one)
        return sum(one.broken for one in self.net.listeners)

    def check(self) -> None:
        """Answer if what was waited for has come, or its time is over."""
        goal, otherwise = self.goal
        answer = goal()
        if answer is None and time.monotonic() > self.deadline:
            answer = otherwise()
        if answer is not None:
            self.goal = None
            self.pipe.send(answer)


def main(pipe: Pipe) -> None:
    """The whole life of the process."""
    import gc

    gc.disable()
    Listening(pipe).run()
