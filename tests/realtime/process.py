"""An instance in a process of its own, to be killed."""

import asyncio
import os
import socket
import sys
from types import TracebackType

import aiohttp

from app.config import Settings


class ServerProcess:
    """`salespulse serve` (or `realtime`) on a free port, on the services of the tests."""

    def __init__(self, settings: Settings, command: str = "serve") -> None:
        self._command = command
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        assert settings.s3 and settings.database_url and settings.redis_url
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SALESPULSE_")},
            "PORT": str(port),
            "SALESPULSE_ENV": "test",
            "SALESPULSE_DATA_DIR": str(settings.data_dir),
            "SECRET_KEY": settings.secret_key,
            "PUBLIC_URL": settings.public_url,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "S3_ENDPOINT": settings.s3.endpoint,
            "S3_ACCESS_KEY": settings.s3.access_key,
            "S3_SECRET_KEY": settings.s3.secret_key,
            "S3_BUCKET": settings.s3.bucket,
            "RATE_LIMITS": "off",
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    async def ended(self) -> int:
        """Until it has ended by itself; its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), 15)

    async def __aenter__(self) -> "ServerProcess":
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", self._command, env=self._environment
        )
        async with aiohttp.ClientSession() as http:
            for _ in range(150):
                try:
                    async with http.get(f"{self.url}/health") as answer:
                        if answer.status == 200:
                            return self
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
        raise AssertionError("the instance did not start")

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self._process.wait()
