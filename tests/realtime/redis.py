"""A Valkey of our own, to be killed, stopped and restarted empty."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.config import Settings
from app.core import doorbell
from app.core.runtime import connect_redis
from app.local import binaries


class OwnRedis:
    """A Valkey process on its own port, which keeps nothing."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._directory = directory
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, empty, and wait until it answers."""
        arguments = [str(binaries.valkey()), "--port", str(self.port), "--save", ""]
        arguments += ["--dir", str(self._directory), "--bind", "127.0.0.1"]
        self._process = await asyncio.create_subprocess_exec(
            *arguments, stdout=asyncio.subprocess.DEVNULL
        )
        for _ in range(100):
            probe = Redis.from_url(self.url)
            try:
                await probe.ping()
                return
            except (RedisError, OSError):
                await asyncio.sleep(0.05)
            finally:
                await probe.aclose()
        raise AssertionError("Valkey did not start")

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)

    def hang(self) -> None:
        """Stop it without closing anything."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        self._signal(signal.SIGCONT)

    async def kill(self) -> None:
        """Kill it; everything in it is gone."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None


@asynccontextmanager
async def own_redis(
    settings: Settings, directory: Path
) -> AsyncGenerator[tuple[OwnRedis, Settings]]:
    """A Redis to torment, the settings that use it, and this process's doorbell rung on it."""
    mine = OwnRedis(directory)
    await mine.start()
    client = connect_redis(mine.url)
    usual = doorbell._publisher
    bell = doorbell.install(client)
    try:
        yield mine, replace(settings, redis_url=mine.url)
    finally:
        await bell.close()
        doorbell._publisher = usual
        await client.aclose()
        await mine.kill()
