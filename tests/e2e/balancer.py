"""One address before several instances, as a load balancer gives: TCP, and the dead are left out."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

BLOCK = 65_536


class Balancer:
    """New connections go to the first instance that accepts them, `prefer` first."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0
        self.served: list[int] = []  # which instance took each connection

    @property
    def url(self) -> str:
        """Where to connect to."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either end closes it."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            there = await self._connect()
            if there is not None:
                await _join(reader, writer, *there)
        finally:
            self._open.discard(task)
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._ports:
            with contextlib.suppress(OSError):
                found = await asyncio.open_connection("127.0.0.1", port)
                self.served.append(port)
                return found
        return None

    def cut(self) -> None:
        """Close what is open."""
        for task in self._open:
            task.cancel()


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    from_there: asyncio.StreamReader,
    to_there: asyncio.StreamWriter,
) -> None:
    ways = [
        asyncio.create_task(_pour(reader, to_there)),
        asyncio.create_task(_pour(from_there, writer)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        to_there.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while block := await reader.read(BLOCK):
            writer.write(block)
            await writer.drain()


@asynccontextmanager
async def balancing(*ports: int) -> AsyncGenerator[Balancer]:
    """A running balancer; the first port takes everything while it lives."""
    balancer = Balancer(ports)
    server = await asyncio.start_server(balancer.serve, "127.0.0.1", 0)
    balancer.port = server.sockets[0].getsockname()[1]
    try:
        yield balancer
    finally:
        server.close()
        balancer.cut()
