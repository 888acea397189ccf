"""What a process has open: settings, PostgreSQL, Redis, S3. One per process; opened by its entry point."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.config import S3Settings, Settings
from app.core import doorbell
from app.core.db import POOL_MAX, close_database, open_database

REDIS_TIMEOUT = 0.1  # seconds; Redis never holds up a request
PATIENT_TIMEOUT = 1.0  # but for signing in, which has to be counted


@dataclass(frozen=True, slots=True)
class Runtime:
    """The open services of this process, and the settings they came from.

    `patient_redis` is the same Redis, for the few calls that fail without an answer.
    """

    settings: Settings
    redis: Redis
    patient_redis: Redis
    s3: S3Settings


_runtime: Runtime | None = None


def runtime() -> Runtime:
    """This process's runtime; raises RuntimeError before `open_runtime`."""
    if _runtime is None:
        raise RuntimeError("The runtime is not open: enter open_runtime() first.")
    return _runtime


@asynccontextmanager
async def open_runtime(settings: Settings, *, pool_max: int = POOL_MAX) -> AsyncGenerator[Runtime]:
    """Open every service of `settings` (whose addresses must all be known) for this process."""
    global _runtime  # noqa: PLW0603 - one runtime a process
    if settings.database_url is None or settings.redis_url is None or settings.s3 is None:
        raise RuntimeError("Addresses are missing: use app.local to run services embedded.")
    await open_database(settings.database_url, pool_max=pool_max)
    redis = connect_redis(settings.redis_url)
    patient = connect_redis(settings.redis_url, timeout=PATIENT_TIMEOUT)
    bell = doorbell.install(redis)
    _runtime = Runtime(settings, redis, patient, settings.s3)
    try:
        yield _runtime
    finally:
        await bell.close()
        await redis.aclose()
        await patient.aclose()
        await close_database()
        _runtime = None


def connect_redis(url: str, *, timeout: float | None = REDIS_TIMEOUT) -> Redis:
    """A Redis client that gives up after `timeout` seconds (None: waits, for subscribers)."""
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=1.0 if timeout is None else timeout,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )
