"""Instances to connect to, and clients that remember what they heard."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import socketio
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

from app.config import Settings
from app.core.actor import Actor
from app.core.audience import Audience
from app.core.ids import new_id
from app.core.uow import unit_of_work
from realtime.asgi import build
from realtime.edge import Edge, open_edge
from realtime.mounted import MountedServer
from realtime.running import realtime_server
from realtime.server import RealtimeServer
from tests.api import Api

PATIENCE = 20.0  # seconds; what comes at once costs nothing of it


@asynccontextmanager
async def instance(app: Quart, settings: Settings) -> AsyncGenerator["Instance"]:
    """REST and sockets under Hypercorn on a port of their own."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = asyncio.Event()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = 1
    config.errorlog = None
    port = socket.socket(fileno=int(config.bind[0][5:]))
    address = port.getsockname()
    port.detach()
    async with realtime_server(settings) as server:
        application = build(app, server)
        task = asyncio.create_task(
            serve(application, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
        )
        try:
            yield Instance(f"http://127.0.0.1:{address[1]}", server, mounted=application.mounted)
        finally:
            await server.drain()
            stop.set()
            with contextlib.suppress(Exception):
                await asyncio.wait_for(task, 10)


@asynccontextmanager
async def edge_instance(settings: Settings) -> AsyncGenerator["Instance"]:
    """Sockets alone, as `salespulse realtime` serves them, on a port of their own."""
    bound = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    async with realtime_server(settings) as server, open_edge(server, bound) as edge:
        yield Instance(url, server, edge=edge)


@dataclass(frozen=True, slots=True)
class Instance:
    """A running instance, by one of the two transports."""

    url: str
    server: RealtimeServer
    mounted: MountedServer | None = None
    edge: Edge | None = None


class Listener:
    """A client of one organisation's namespace that keeps everything it hears, in order."""

    def __init__(
        self, url: str, tenant_id: UUID, token: str | None, since: int | None = None
    ) -> None:
        self.url, self.namespace, self.token = url, f"/t/{tenant_id}", token
        self.heard: list[tuple[str, Any]] = []
        self.position = since
        self.client = socketio.AsyncClient(reconnection=False)
        self._changed = asyncio.Event()
        self.client.on("*", self._hear, namespace=self.namespace)
        self.client.on("connect_error", self._refused, namespace=self.namespace)
        self.client.on("disconnect", self._closed, namespace=self.namespace)
        self.refusal: Any = None
        self.closed: str | None = None

    async def _hear(self, event: str, payload: Any = None) -> None:
        self.heard.append((event, payload))
        if event == "changes":
            assert self.position is None or payload["from"] == self.position, "a hole or an overlap"
            self.position = payload["to"]
        elif event in ("ready", "reset") and (event == "reset" or self.position is None):
            self.position = payload["seq"]
        self._changed.set()

    async def _refused(self, reason: Any) -> None:
        self.refusal = reason
        self._changed.set()

    async def _closed(self, reason: str = "") -> None:
        self.closed = reason
        self._changed.set()

    async def connect(self, *, transports: list[str] | None = None, **headers: str) -> "Listener":
        """Connect and wait for `ready`."""
        auth: dict[str, Any] = {"token": self.token}
        if self.position is not None:
            auth["since"] = self.position
        await self.client.connect(
            self.url,
            namespaces=[self.namespace],
            auth=auth,
            headers=headers,
            transports=transports or ["websocket"],
            wait_timeout=PATIENCE,  # its own second is too little on a busy machine
        )
        await self.wait(lambda: bool(self.all("ready")))
        return self

    def all(self, event: str) -> list[Any]:
        """The payloads of one event so far."""
        return [payload for name, payload in self.heard if name == event]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The log's events so far, in the order they came."""
        return [event for changes in self.all("changes") for event in changes["events"]]

    @property
    def seqs(self) -> list[int]:
        """Their numbers."""
        return [event["seq"] for event in self.events if "seq" in event]

    async def wait(self, condition: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Until the condition holds of what was heard."""
        async with asyncio.timeout(timeout):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def hear(self, event: str, count: int = 1, timeout: float = PATIENCE) -> Any:
        """Until an event has come so many times; returns the last one's payload."""
        await self.wait(lambda: len(self.all(event)) >= count, timeout)
        return self.all(event)[-1]

    async def at(self, seq: int, timeout: float = PATIENCE) -> None:
        """Until this client has got to a number."""
        await self.wait(lambda: (self.position or 0) >= seq, timeout)

    async def say(self, event: str, payload: Any = None) -> Any:
        """Send a message and return its answer."""
        return await self.client.call(event, payload, namespace=self.namespace, timeout=PATIENCE)

    async def leave(self) -> None:
        """Disconnect."""
        await self.client.disconnect()


def listener(at: Instance, tenant_id: UUID, person: Api, since: int | None = None) -> Listener:
    """A client of this person, not yet connected."""
    return Listener(at.url, tenant_id, person.token, since)


async def change(
    actor: Actor,
    *,
    owner: UUID | None = None,
    owner_before: UUID | None = None,
    count: int = 1,
    job_id: UUID | None = None,
    size: int = 0,
) -> int:
    """Commit changes of deals to the log; returns the number of the last."""
    if job_id:
        actor = Actor(actor.tenant_id, actor.user_id, kind="import", job_id=job_id)
    async with unit_of_work(actor) as work:
        for n in range(count):
            work.record(
                "deal.updated",
                entity="deal",
                entity_id=new_id(),
                version=n + 1,
                audience=Audience("deals", owner_before or owner, owner),
                changed=("name",),
                before={"name": "old"},
                data={"name": f"new {n}", "filler": "x" * size},
            )
    return work.events[-1].seq
