"""A crowd of listeners, from its owner's side: a process of its own on the load's core."""

import asyncio
import multiprocessing
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from bench import listening
from bench.connections import Ticket
from bench.cores import LOAD, pin


@dataclass(frozen=True, slots=True)
class Told:
    """A distinct message: which change, when its transaction began, when each listener heard it."""

    tag: str
    at: float
    heard: array


class Crowd:
    """Use as an async context manager. One command at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=listening.main, args=(theirs,), daemon=True)

    async def _ask(self, *command: Any) -> Any:
        self._pipe.send(command)
        return await asyncio.to_thread(self._pipe.recv)

    async def connect(
        self,
        tickets: Sequence[Ticket],
        *,
        abreast: int = 64,
        timeout: float = 120,
        tiny: bool = False,
    ) -> float:
        """Connect them all and wait until each is told it is in; returns the seconds it took.

        `tiny`: with small receive buffers, so that one who does not read is soon noticed.
        """
        seconds, found = await self._ask("connect", list(tickets), abreast, timeout, tiny)
        if found < len(tickets):
            raise RuntimeError(f"only {found} of {len(tickets)} listeners got in")
        return float(seconds)

    async def heard(self, deliveries: int, *, timeout: float = 60) -> int:
        """Wait until so many events were heard (over all listeners) since `forget`; how many were."""
        return int(await self._ask("heard", deliveries, timeout))

    async def forget(self) -> None:
        """Count from here."""
        await self._ask("forget")

    async def told(self) -> list[Told]:
        """Every distinct message since `forget`."""
        found = await self._ask("told")
        result: list[Told] = []
        for tag, at, raw in found:
            heard = array("d")
            heard.frombytes(raw)
            result.append(Told(tag, at, heard))
        return result

    async def numbers(self) -> list[list[int]]:
        """The event numbers each listener has heard since `forget`, in its order."""
        return await self._ask("numbers")

    async def traffic(self) -> tuple[int, int, int]:
        """Events, messages and bytes received since `forget`."""
        return await self._ask("traffic")

    async def drop(self) -> None:
        """Break every connection."""
        await self._ask("drop")

    async def come_back(
        self, until_seq: int, *, abreast: int = 64, timeout: float = 120
    ) -> tuple[float, int]:
        """All reconnect, each with what it heard last; (seconds until all know it, how many do)."""
        return await self._ask("return", until_seq, abreast, timeout)

    async def leave_for(self, seconds: float) -> None:
        """All connections break; who has other ports comes back after a while."""
        await self._ask("leave_for_a_while")
        await asyncio.sleep(seconds)
        await self._ask("go_on")

    async def settled(self, seq: int, *, timeout: float) -> int:
        """Wait until everybody has heard of `seq`; how many have."""
        return int(await self._ask("settled", seq, timeout))

    async def stall(self, count: int) -> None:
        """The first so many stop reading."""
        await self._ask("stall", count)

    async def broken(self) -> int:
        """How many connections were ended by the server."""
        return int(await self._ask("broken"))

    async def __aenter__(self) -> "Crowd":
        self._process.start()
        assert self._process.pid
        pin(self._process.pid, LOAD)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.is_alive():
            self._pipe.send(("leave",))
            await asyncio.to_thread(self._process.join, 5)
        if self._process.is_alive():
            self._process.kill()
