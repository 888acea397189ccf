"""`/health`: the process answers. `/ready`: it can serve. `/metrics`: what it has counted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from quart import Quart, Response

from app.config import Settings
from app.core.db import pool
from app.core.migrate import pending
from app.core.readiness import still_loading
from app.core.runtime import runtime
from app.core.storage import require_storage
from app.web.metrics import Metrics

logger = logging.getLogger(__name__)

TIMEOUT = 3.0  # seconds each check may take

Check = Callable[[], Awaitable[str]]


def serve(app: Quart, settings: Settings, metrics: Metrics) -> None:
    """Add the three addresses."""

    async def health() -> Response:
        return _json({"status": "ok"})

    async def ready() -> Response:
        status, body = await readiness_answer()
        return _json(body, status)

    async def counted() -> Response:
        return Response(metrics.text(), 200, {"Content-Type": CONTENT_TYPE_LATEST})

    app.add_url_rule("/health", "health", health)
    app.add_url_rule("/ready", "ready", ready)
    app.add_url_rule("/metrics", "metrics", counted)


async def readiness_answer() -> tuple[int, dict[str, Any]]:
    """What `/ready` answers: a status and a body."""
    checks = await readiness()
    good = all(found == "ok" for found in checks.values())
    return 200 if good else 503, {"status": "ready" if good else "not_ready", "checks": checks}


async def readiness() -> dict[str, str]:
    """Each thing we stand on: `ok`, or a sentence that says what is missing."""
    checks: dict[str, Check] = {
        "database": _database,
        "migrations": _migrations,
        "redis": _redis,
        "storage": _storage,
        "data": _data,
    }
    found = await asyncio.gather(*(_checked(name, check) for name, check in checks.items()))
    return dict(zip(checks, found, strict=True))


async def _checked(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(TIMEOUT):
            return await check()
    except Exception as error:  # a check that fails is an answer, whatever went wrong
        # The reason may name hosts and paths: it is for the log, not for whoever asks.
        logger.warning("not ready: %s: %r", name, error)
        return "unavailable"


async def _database() -> str:
    await pool().fetchval("SELECT 1")
    return "ok"


_up_to_date = False


async def _migrations() -> str:
    global _up_to_date  # noqa: PLW0603 - a schema that has arrived stays; no need to ask again
    if not _up_to_date:
        url = runtime().settings.database_url
        missing = await pending(url) if url else []
        if missing:
            return f"{len(missing)} not applied: run salespulse migrate"
        _up_to_date = True
    return "ok"


async def _redis() -> str:
    await runtime().redis.ping()
    return "ok"


async def _storage() -> str:
    await asyncio.to_thread(require_storage, runtime().s3)
    return "ok"


async def _data() -> str:
    loading = await still_loading()
    return "ok" if not loading else f"still loading: {', '.join(loading)}"


def _json(body: object, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, {"Content-Type": "application/json"})
