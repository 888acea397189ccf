"""Request bodies that wait for whoever reads them.

Quart takes a body in as fast as the network gives it, whether or not anybody reads: an upload that
goes on to slower storage would pile up in memory. Here the network waits instead.
"""

import asyncio
from collections.abc import Generator
from typing import Any

from hypercorn.typing import ASGIReceiveCallable
from quart import Quart, Request
from quart.asgi import ASGIHTTPConnection
from quart.wrappers.request import Body

AHEAD = 1024 * 1024  # bytes taken in before anybody has asked for them


class PacedBody(Body):
    """A body that says when it has room for more: always, once it is wanted as a whole."""

    def __init__(self, expected_content_length: int | None, max_content_length: int | None) -> None:
        super().__init__(expected_content_length, max_content_length)
        self._room = asyncio.Event()
        self._room.set()
        self._wanted = asyncio.Event()
        self._whole = False

    async def wanted(self) -> None:
        """Wait until somebody reads it."""
        await self._wanted.wait()

    async def room(self) -> None:
        """Wait until what was taken in has been read."""
        await self._room.wait()

    def append(self, data: bytes) -> None:
        """Take in what the network brought."""
        super().append(data)
        if len(self._data) >= AHEAD and not self._whole:
            self._room.clear()

    async def __anext__(self) -> bytes:
        """What has been taken in so far."""
        self._wanted.set()
        found = await super().__anext__()
        self._room.set()
        return found

    def __await__(self) -> Generator[Any, None, Any]:
        """All of it; its limit bounds it."""
        self._whole = True
        self._wanted.set()
        self._room.set()
        return super().__await__()


class PacedRequest(Request):
    """A request with such a body."""

    body_class = PacedBody


class PacedConnection(ASGIHTTPConnection):
    """Asks the server for more of a body only when there is room for it."""

    async def handle_messages(self, request: Request, receive: ASGIReceiveCallable) -> None:
        """Take in the messages of one request."""
        if "100-continue" in request.headers.get("Expect", "") and isinstance(
            request.body, PacedBody
        ):
            # Asking for the body is what sends "100 Continue". A client that waits for it is to see
            # a refusal (too large, not signed in) before it has sent a gigabyte for nothing.
            await request.body.wanted()
        while True:
            message = await receive()
            if message["type"] == "http.request":
                request.body.append(message.get("body", b""))
                if not message.get("more_body", False):
                    request.body.set_complete()
                elif isinstance(request.body, PacedBody):
                    await request.body.room()
            elif message["type"] == "http.disconnect":
                return


def pace(app: Quart) -> None:
    """Give every request of `app` such a body."""
    app.request_class = PacedRequest
    app.asgi_http_class = PacedConnection
