"""A webhook receiver: a small real HTTP server that records what it gets and fails as it is told."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from tests.jobs.waiting import until

# A status to answer with; or: never answer, drop the connection, dribble header lines for ever.
Behaviour = int | Literal["stall", "drop", "loris"]


@dataclass(frozen=True, slots=True)
class Got:
    """A request as it came in, and what was done about it."""

    path: str
    headers: dict[str, str]
    body: bytes
    behaviour: Behaviour
    at: float

    @property
    def json(self) -> Any:
        """The body."""
        return orjson.loads(self.body)

    @property
    def id(self) -> str:
        """The message's `webhook-id`."""
        return self.headers["webhook-id"]


class Receiver:
    """`script` is worked off request by request; after it, `otherwise`. Restartable on its port."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.script: deque[Behaviour] = deque()
        self.otherwise: Behaviour = 200
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        """Where to send to."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def accepted(self) -> list[Got]:
        """What was answered with 2xx."""
        return [got for got in self.got if isinstance(got.behaviour, int) and got.behaviour < 300]

    async def start(self) -> None:
        """Listen, again on the same port."""
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections, and cut those that are open."""
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def until(self, count: int, *, accepted: bool = True, timeout: float = 30) -> list[Got]:
        """Wait until so many have been accepted (or just come in)."""

        async def enough() -> list[Got]:
            found = self.accepted if accepted else self.got
            return found if len(found) >= count else []

        return await until(enough, timeout=timeout)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            # CancelledError is how `stop` cuts a connection; asyncio would log it as a mishap.
            with contextlib.suppress(
                asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError
            ):
                while await self._request(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        behaviour = self.script.popleft() if self.script else self.otherwise
        now = asyncio.get_running_loop().time()
        self.got.append(Got(head[0].split()[1], headers, body, behaviour, now))
        match behaviour:
            case "stall":
                await asyncio.sleep(3600)
            case "loris":
                writer.write(b"HTTP/1.1 200 OK\r\n")
                while True:
                    writer.write(b"X-Slow: yes\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.5)
            case "drop":
                return False
            case status:
                text = b"the receiver's own words"
                more = b"Location: http://169.254.169.254/\r\n" if status == 302 else b""
                writer.write(
                    b"HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s"
                    % (status, more, len(text), text)
                )
                await writer.drain()
        return True


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    """A running receiver."""
    receiver = Receiver()
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()
