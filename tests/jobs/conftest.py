"""Fixtures: receivers, and workers in this process or in processes of their own.

receiver    a running `Receiver`
worker      the worker's loops in this process, for one test
make_worker `process = await make_worker(retries={...})`: a worker process, killed after the test
hook        `await hook(org, receiver, events=["*"])`: a webhook and its secret
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.config import Settings
from app.core.runtime import Runtime
from jobs.worker import work
from tests.jobs.receiver import Receiver, receiving
from tests.jobs.waiting import until
from tests.orgs import Org

MakeWorker = Callable[..., Awaitable[asyncio.subprocess.Process]]


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of an organisation."""

    org: Org
    id: str
    secret: str

    @property
    def path(self) -> str:
        """Of the webhook."""
        return f"/webhooks/{self.id}"

    async def deliveries(self, **params: Any) -> list[Any]:
        """Its deliveries, newest first."""
        return (await self.org.admin.get(f"{self.path}/deliveries", params=params)).data

    async def settled(self, *, timeout: float = 30) -> list[Any]:
        """The deliveries, once none is pending."""

        async def done() -> list[Any]:
            found = await self.deliveries()
            return [] if any(d["status"] == "pending" for d in found) else found

        return await until(done, timeout=timeout)


MakeHook = Callable[..., Awaitable[Hook]]


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    async with receiving() as found:
        yield found


@pytest.fixture
def hook() -> MakeHook:
    async def make(org: Org, receiver: Receiver, events: list[str] | None = None) -> Hook:
        sent = {"url": receiver.url, "events": events or ["company.*"]}
        data = (await org.admin.post("/webhooks", sent)).data
        return Hook(org, data["id"], data["secret"])

    return make


@pytest.fixture
async def worker(settings: Settings, runtime: Runtime) -> AsyncGenerator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(work(settings, stop))
    await asyncio.sleep(0.1)
    yield
    stop.set()
    await task


def environment(settings: Settings) -> dict[str, str]:
    """The environment that gives another process these settings."""
    assert settings.database_url and settings.redis_url and settings.s3
    return {
        **{k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "PYTHONPATH", "LANG")},
        "SALESPULSE_ENV": "test",
        "SALESPULSE_DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "S3_ENDPOINT": settings.s3.endpoint,
        "S3_ACCESS_KEY": settings.s3.access_key,
        "S3_SECRET_KEY": settings.s3.secret_key,
        "S3_BUCKET": settings.s3.bucket,
        "WEBHOOKS_ALLOW_PRIVATE": "1",
    }


@pytest.fixture
async def make_worker(settings: Settings) -> AsyncGenerator[MakeWorker]:
    started: list[asyncio.subprocess.Process] = []

    async def make(
        *, retries: dict[str, float] | None = None, **env: str
    ) -> asyncio.subprocess.Process:
        if retries:
            env["TEST_RETRIES"] = json.dumps(retries)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.jobs.worker_main",
            env={**environment(settings), **env},
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        assert process.stderr
        async with asyncio.timeout(20):
            while b"worker started" not in (line := await process.stderr.readline()):
                assert line, "the worker did not start"
        drain = asyncio.create_task(_forward(process.stderr))
        process._drain = drain  # type: ignore[attr-defined]
        return process

    yield make
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def _forward(stream: asyncio.StreamReader) -> None:
    while line := await stream.readline():
        sys.stderr.write(line.decode())
