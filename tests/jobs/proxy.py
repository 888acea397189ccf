"""A service at another address, which can be taken away: what its users see when it dies."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from redis.asyncio.connection import parse_url

from app.config import Settings

Address = Path | tuple[str, int]


class Proxy:
    """Forwards connections to its Unix socket as long as it is open; closing cuts them all."""

    def __init__(self, socket: Path, target: Address) -> None:
        self._socket, self._target = socket, target
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_unix_server(self._accept, self._socket)

    async def close(self) -> None:
        """Be gone."""
        if self._server:
            self._server.close()
            self._socket.unlink(missing_ok=True)
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._target, Path):
            inner = await asyncio.open_unix_connection(self._target)
        else:
            inner = await asyncio.open_connection(*self._target)
        for source, sink in ((reader, inner[1]), (inner[0], writer)):
            task = asyncio.create_task(_pump(source, sink))
            self._open.add(task)
            task.add_done_callback(self._open.discard)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def redis_proxy(settings: Settings) -> AsyncGenerator[tuple[Proxy, str]]:
    """A proxy (not yet open) for the test run's Redis, and the URL through it."""
    assert settings.redis_url
    target = parse_url(settings.redis_url)
    address: Address = (
        Path(target["path"]) if "path" in target else (target["host"], target["port"])
    )
    with tempfile.TemporaryDirectory() as directory:
        socket = Path(directory) / "redis.sock"
        proxy = Proxy(socket, address)
        yield proxy, f"unix://:{target.get('password', '')}@{socket}"
        await proxy.close()


@asynccontextmanager
async def postgresql_proxy(settings: Settings) -> AsyncGenerator[tuple[Proxy, str]]:
    """A proxy (not yet open) for the test run's PostgreSQL, and the URL through it."""
    assert settings.database_url
    parts = urlsplit(settings.database_url)
    query = parse_qs(parts.query)
    name = f".s.PGSQL.{query['port'][0]}"
    with tempfile.TemporaryDirectory() as directory:
        proxy = Proxy(Path(directory) / name, Path(query["host"][0]) / name)
        yield proxy, settings.database_url.replace(query["host"][0], directory)
        await proxy.close()
