"""Socket.IO mounted in front of Quart: one port for everything."""

from asyncio import StreamWriter
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import parse_qs

import orjson
import socketio
from quart import Quart

from realtime.mounted import MountedServer
from realtime.server import RealtimeServer
from realtime.upgrade import DRAINING, FOREIGN, PATH, is_socket, own_origin

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Application:
    """One port: `/socket.io` to the sockets, everything else, lifespan included, to Quart."""

    def __init__(self, app: Quart, server: RealtimeServer) -> None:
        self.mounted = MountedServer(server)
        self._app = cast(ASGIApp, app)
        # Quart is not given to it as `other_asgi_app`: that would only be a detour for REST.
        self._sockets = cast(ASGIApp, socketio.ASGIApp(self.mounted, socketio_path=PATH))
        self._public_url = server.settings.public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, one WebSocket, or the lifespan."""
        if scope["type"] == "lifespan" or not is_socket(scope["path"]):
            await self._app(scope, receive, send)
        elif not _own_origin(scope, self._public_url):
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


def _own_origin(scope: Scope, public_url: str) -> bool:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    return own_origin(headers.get(b"origin"), headers.get(b"host", ""), public_url)


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
