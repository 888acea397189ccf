"""The live side of a process, whichever transport it has, from its start to its end."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.config import Settings
from app.core.runtime import connect_redis
from app.web.features import declare_routes
from realtime.server import RealtimeServer


@asynccontextmanager
async def realtime_server(settings: Settings) -> AsyncGenerator[RealtimeServer]:
    """Run the live side of this process; needs an open runtime (`open_runtime`).

    `drain()` on the way out sends clients to another instance before the HTTP server stops.
    """
    if settings.redis_url is None:
        raise RuntimeError("REDIS_URL is missing: use app.local to run services embedded.")
    declare_routes()  # and with them the record types that topics and notes are about
    redis = connect_redis(settings.redis_url)
    listening = connect_redis(settings.redis_url, timeout=None)
    server = RealtimeServer(settings, redis, listening)
    try:
        yield server
    finally:
        await server.close()
        await listening.aclose()
        await redis.aclose()
