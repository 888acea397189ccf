"""Socket.IO mounted in front of Quart: one port for everything."""

from asyncio import StreamWriter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import orjson
import socketio
from quart import Quart

from app.config import Settings
from app.core.runtime import connect_redis
from app.web.features import declare_routes
from realtime.mounted import MountedServer
from realtime.server import RealtimeServer

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH = "/socket.io"
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
FOREIGN = {"error": "foreign_origin", "message": "Sockets can't be opened from another site."}
DRAINING = {"error": "unavailable", "message": "This instance is stopping. Try another."}


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


class Application:
    """One port: `/socket.io` to the sockets, everything else, lifespan included, to Quart."""

    def __init__(self, app: Quart, server: RealtimeServer) -> None:
        self.mounted = MountedServer(server)
        self._app = cast(ASGIApp, app)
        # Quart is not given to it as `other_asgi_app`: that would only be a detour for REST.
        self._sockets = cast(ASGIApp, socketio.ASGIApp(self.mounted, socketio_path=PATH))
        self._public = _netloc(server.settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, one WebSocket, or the lifespan."""
        if scope["type"] == "lifespan" or not _is_socket(scope["path"]):
            await self._app(scope, receive, send)
        elif not _own_origin(scope, self._public):
            await _refuse(scope, receive, send, 403, FOREIGN)
        elif self.mounted.realtime.draining:
            await _refuse(scope, receive, send, 503, DRAINING)
        else:
            if scope["type"] == "websocket":
                _take_over(self.mounted, scope, send)
            await self._sockets(scope, receive, send)


def build(app: Quart, server: RealtimeServer) -> Application:
    """The application to serve with Hypercorn: REST, screens and sockets."""
    return Application(app, server)


def _is_socket(path: str) -> bool:
    return path == PATH or path.startswith(f"{PATH}/")


def _own_origin(scope: Scope, public: str) -> bool:
    """Whether a browser's page from here (or no browser) is asking: Host or PUBLIC_URL."""
    headers = dict(scope["headers"])
    origin: str | None = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
    if origin is None:
        return True
    scheme = urlsplit(origin).scheme
    host = _netloc(f"{scheme}://{headers.get(b'host', b'').decode('latin-1')}")
    return _netloc(origin) in (host, public) and bool(_netloc(origin))


def _netloc(url: str) -> str:
    """Host and port in lower case, the scheme's own port left out; empty if it is no such URL."""
    try:
        parts = urlsplit(url.lower())
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    plain = port is None or port == DEFAULT_PORTS.get(parts.scheme)
    return parts.hostname if plain else f"{parts.hostname}:{port}"


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, body: dict[str, str]
) -> None:
    kind = "websocket.http" if scope["type"] == "websocket" else "http"
    await receive()
    headers = [(b"content-type", b"application/json")]
    await send({"type": f"{kind}.response.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.response.body", "body": orjson.dumps(body)})


def _take_over(mounted: MountedServer, scope: Scope, send: Send) -> None:
    """Reach through Hypercorn to the TCP connection of a WebSocket; without it all works, but slower.

    ASGI has no way to abort (closing politely waits for ever for a client that has stopped reading),
    none to decline permessage-deflate (which would compress every broadcast anew for each recipient
    and keep some 300 KB of state for each), and none to write the same bytes to many.
    """
    stream = getattr(send, "__self__", None)
    handshake = getattr(stream, "handshake", None)
    if handshake is not None:
        handshake.extensions = None
    writer = _writer_behind(stream)
    if writer is not None and scope["http_version"] == "1.1":
        scope["salespulse.writer"] = writer
        for sid in parse_qs(scope["query_string"].decode("latin-1")).get("sid", []):
            mounted.carry(sid, scope)  # it was connected by polling before


def _writer_behind(layer: Any) -> StreamWriter | None:
    """Each layer of Hypercorn sends by a method of the next; the last one has the writer."""
    for _ in range(4):
        writer = getattr(layer, "writer", None)
        if isinstance(writer, StreamWriter):
            return writer
        layer = getattr(getattr(layer, "send", None), "__self__", None)
    return None
