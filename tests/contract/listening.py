"""A Socket.IO client of somebody's, that remembers what it heard."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import socketio

from tests.contract.house import Person


class Listener:
    """Keeps every message in order, and holds `changes` to their promise: no hole, no overlap."""

    def __init__(self, tenant_id: str) -> None:
        self.namespace = f"/t/{tenant_id}"
        self.heard: list[tuple[str, Any]] = []
        self.refusal: Any = None
        self.closed = False
        self.position: int | None = None
        self.client = socketio.AsyncClient(reconnection=False)
        self._changed = asyncio.Event()
        self.client.on("*", self._hear, namespace=self.namespace)
        self.client.on("connect_error", self._refused, namespace=self.namespace)
        self.client.on("disconnect", self._left, namespace=self.namespace)

    async def _hear(self, event: str, payload: Any = None) -> None:
        self.heard.append((event, payload))
        if event == "changes":
            assert self.position in (None, payload["from"]), "a hole or an overlap"
            self.position = payload["to"]
        elif event == "reset" or (event == "ready" and self.position is None):
            self.position = payload["seq"]
        self._changed.set()

    async def _refused(self, reason: Any) -> None:
        self.refusal = reason
        self._changed.set()

    async def _left(self, reason: str = "") -> None:
        self.closed = True
        self._changed.set()

    async def until(self, found: Callable[[], Any], seconds: float = 8) -> Any:
        """Until it holds; what it says then."""
        async with asyncio.timeout(seconds):
            while not (answer := found()):
                self._changed.clear()
                await self._changed.wait()
            return answer

    def all(self, event: str) -> list[Any]:
        """The payloads of one event so far."""
        return [payload for name, payload in self.heard if name == event]

    def about(self, record_id: str) -> list[dict[str, Any]]:
        """The log's events about one record so far."""
        events = (event for changes in self.all("changes") for event in changes["events"])
        return [event for event in events if event.get("entity_id") == record_id]

    async def say(self, event: str, payload: Any = None) -> Any:
        """Send a message; its acknowledgement."""
        return await self.client.call(event, payload, namespace=self.namespace, timeout=20)


@asynccontextmanager
async def listening(
    url: str,
    person: Person,
    *,
    tenant_id: str | None = None,
    token: str | None = None,
    since: int | None = None,
    transports: tuple[str, ...] = ("websocket",),
) -> AsyncGenerator[Listener]:
    """A client that is let in and `ready`, or refused (see `refusal`)."""
    listener = Listener(tenant_id or person.tenant["id"])
    listener.position = since
    auth = {"token": token or person.token, **({} if since is None else {"since": since})}
    try:
        await listener.client.connect(
            url,
            namespaces=[listener.namespace],
            auth=auth,
            transports=list(transports),
            wait_timeout=20,
        )
        await listener.until(lambda: listener.all("ready"))
    except socketio.exceptions.ConnectionError:
        await listener.until(lambda: listener.refusal)
    try:
        yield listener
    finally:
        await listener.client.disconnect()
