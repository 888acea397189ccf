"""The edge's HTTP: a WebSocket's upgrade, `/health`, `/ready`, `/metrics`; everything else is refused.

One request a connection; its parser is gone with the upgrade.
"""

import asyncio
from http import HTTPStatus
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, urlsplit

import httptools
import orjson
from prometheus_client import CONTENT_TYPE_LATEST

from app.web.status import readiness_answer
from realtime.edge_client import EdgeClient, Host
from realtime.edge_packets import opening
from realtime.edge_socket import READ_BUFFER
from realtime.edge_wire import CROWDED
from realtime.upgrade import DRAINING, FOREIGN, is_socket, own_origin
from realtime.websocket import accept_key

HEAD_LIMIT = 16 * 1024  # bytes
JSON = "application/json"
SWITCHING = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: %s\r\n\r\n"
)
AGENT_LIMIT = 300  # characters that are kept

Answer = tuple[int, dict[str, str]]
NOT_HERE = {
    "error": "not_found",
    "message": "This address has sockets only: connect to /socket.io.",
}
WEBSOCKET_ONLY = {
    "error": "websocket_only",
    "message": 'Long polling is not served here. Connect with transports ["websocket"].',
}
UNKNOWN_VERSION = {"error": "unknown_protocol", "message": "Engine.IO 4 (EIO=4) is spoken here."}
BAD_VERSION = {"error": "unknown_protocol", "message": "WebSocket version 13 is spoken here."}
NOT_HTTP = {"error": "validation_error", "message": "That is not HTTP."}


class House(Host, Protocol):
    """What the door asks of its edge."""

    def expect(self, newcomer: "Door | EdgeClient") -> None:
        """Cut it if it is still uninvited in a while."""
        ...

    def welcome(self, client: EdgeClient) -> None:
        """A WebSocket has been opened."""
        ...

    def metrics(self) -> bytes:
        """Everything counted, as Prometheus reads it."""
        ...


class Door(asyncio.BufferedProtocol):
    """A TCP connection until its request is answered."""

    __slots__ = ("_complete", "_edge", "_headers", "_parser", "_size", "_target", "_transport")

    def __init__(self, edge: House) -> None:
        self._edge = edge
        self._parser: Any = httptools.HttpRequestParser(self)
        self._target, self._size, self._complete = b"", 0, False
        self._headers: dict[bytes, str] = {}
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.BaseProtocol."""
        self._transport = cast(asyncio.Transport, transport)
        self._edge.expect(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.BaseProtocol."""
        self._transport = self._parser = None

    def cut_if_uninvited(self) -> None:
        """Break the connection unless it has become a WebSocket."""
        if self._transport is not None:
            self._transport.abort()

    def get_buffer(self, sizehint: int) -> memoryview:
        """See asyncio.BufferedProtocol."""
        return READ_BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """See asyncio.BufferedProtocol."""
        if self._parser is None:
            return  # the one request has been taken
        said, rest = bytes(READ_BUFFER[:nbytes]), b""
        self._size += nbytes
        try:
            self._parser.feed_data(said)
        except httptools.HttpParserUpgrade as upgrade:
            rest = said[upgrade.args[0] :]
        except httptools.HttpParserError:
            self._refuse(400, NOT_HTTP)
            return
        if self._complete:
            self._take(rest)
        elif self._size > HEAD_LIMIT:
            self._refuse(400, NOT_HTTP)

    def on_url(self, part: bytes) -> None:
        """See httptools."""
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """See httptools."""
        self._headers[name.lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._complete = True

    def _take(self, rest: bytes) -> None:
        parser, self._parser = self._parser, None
        upgrade = parser.should_upgrade() and parser.get_method() == b"GET"
        headers = self._headers
        try:
            target = urlsplit(self._target.decode("latin-1"))
        except ValueError:
            self._refuse(400, NOT_HTTP)
            return
        if target.path == "/health":
            self._answer(200, JSON, b'{"status":"ok"}')
        elif target.path == "/metrics":
            self._answer(200, CONTENT_TYPE_LATEST, self._edge.metrics())
        elif target.path == "/ready":
            self._edge.start(self._ready())
        elif not is_socket(target.path):
            self._refuse(404, NOT_HERE)
        elif refused := self._refusal(target.query, headers, upgrade):
            self._refuse(*refused)
        else:
            self._upgrade(headers, rest)

    def _refusal(self, query: str, headers: dict[bytes, str], upgrade: bool) -> Answer | None:
        server = self._edge.server
        origin, host = headers.get(b"origin"), headers.get(b"host", "")
        asked = parse_qs(query)
        if not own_origin(origin, host, server.settings.public_url):
            return 403, FOREIGN
        if server.draining:
            return 503, DRAINING
        upgrade = upgrade and headers.get(b"upgrade", "").lower() == "websocket"
        if not upgrade or asked.get("transport") != ["websocket"] or "sid" in asked:
            return 400, WEBSOCKET_ONLY
        if asked.get("EIO") != ["4"]:
            return 400, UNKNOWN_VERSION
        if headers.get(b"sec-websocket-version") != "13" or b"sec-websocket-key" not in headers:
            return 426, BAD_VERSION
        return None

    def _upgrade(self, headers: dict[bytes, str], rest: bytes) -> None:
        transport = self._transport
        assert transport is not None
        self._transport = None
        # With Engine.IO's first word in the same segment: in a storm of thousands, writes are what costs.
        transport.write(SWITCHING % accept_key(headers[b"sec-websocket-key"]).encode() + opening())
        agent = headers.get(b"user-agent", "")[:AGENT_LIMIT]
        client = EdgeClient(self._edge, self._address(transport, headers), agent)
        client.transport = transport
        transport.set_protocol(client)
        transport.set_write_buffer_limits(high=CROWDED)
        self._edge.welcome(client)
        if rest:
            client.feed(memoryview(rest))

    def _address(self, transport: asyncio.Transport, headers: dict[bytes, str]) -> str | None:
        hops = self._edge.server.settings.trusted_proxies
        told = [part.strip() for part in headers.get(b"x-forwarded-for", "").split(",")]
        if hops and len(told) >= hops:
            return told[-hops]
        peer: Any = transport.get_extra_info("peername")
        return peer[0] if peer else None

    async def _ready(self) -> None:
        status, body = await readiness_answer()
        self._answer(status, JSON, orjson.dumps(body))

    def _refuse(self, status: int, body: dict[str, str]) -> None:
        self._answer(status, JSON, orjson.dumps(body))

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        transport, self._parser = self._transport, None
        if transport is None:
            return
        head = [
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            "Cache-Control: no-store",
            "Connection: close",
        ]
        if status == 426:
            head += ["Upgrade: websocket", "Sec-WebSocket-Version: 13"]
        transport.write("\r\n".join([*head, "", ""]).encode() + body)
        transport.close()
