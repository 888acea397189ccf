"""The edge (`salespulse realtime`): the same protocol on a bare WebSocket server, for scale.

edge          listens, keeps time, ends
edge_door     HTTP: the upgrade, health, metrics
edge_client   one client: its namespaces, and answers
edge_packets  Engine.IO, and packets within their limits
edge_socket   what it stands on: WebSocket messages, bytes, a bounded buffer
edge_wire     what the rest of `realtime` sees of it
edge_wheel    pings, without a timer for each
"""

import asyncio
import contextlib
import logging
import resource
import socket
from collections import deque
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

from prometheus_client import Gauge

from app.core.background import end
from app.web.metrics import Metrics
from realtime.edge_client import EdgeClient
from realtime.edge_door import Door
from realtime.edge_wheel import Wheel
from realtime.limits import UNINVITED
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)

BACKLOG = 4096  # a whole instance's clients may come at once
# Bytes the kernel takes for a client beyond what is on its way: what waits should wait where we see it.
UNSENT = 128 * 1024


class Edge:
    """The clients of one listening address."""

    def __init__(self, server: RealtimeServer) -> None:
        self.server = server
        self.wheel = Wheel()
        self._metrics = Metrics()
        self._newcomers: deque[tuple[float, Door | EdgeClient]] = deque()
        self._work: set[asyncio.Task[None]] = set()
        self._gauge("salespulse_socket_connections", "WebSockets open.", lambda: len(self.wheel))
        self._gauge("salespulse_socket_listeners", "Clients let in.", lambda: len(server.roster))
        self._gauge(
            "salespulse_socket_streams", "Logs read here.", lambda: len(server.streams.tenants)
        )
        self.start(self._keep_time())

    def _gauge(self, name: str, what: str, value: Any) -> None:
        Gauge(name, what, registry=self._metrics.registry).set_function(value)

    def metrics(self) -> bytes:
        """Everything counted, as Prometheus reads it."""
        return self._metrics.text()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background."""
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("work for a client failed", exc_info=error)

    def expect(self, newcomer: Door | EdgeClient) -> None:
        """Cut it if it is still uninvited in a while."""
        due = asyncio.get_running_loop().time() + UNINVITED
        self._newcomers.append((due, newcomer))

    def welcome(self, client: EdgeClient) -> None:
        """A WebSocket has been opened."""
        self.wheel.add(client)
        self.expect(client)

    def forget(self, client: EdgeClient) -> None:
        """A WebSocket has ended."""
        self.wheel.discard(client)

    async def _keep_time(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += 1  # from the last turn that was due: lateness must not add up
            await asyncio.sleep(due - loop.time())
            try:
                self.wheel.turn()
                while self._newcomers and self._newcomers[0][0] <= loop.time():
                    self._newcomers.popleft()[1].cut_if_uninvited()
            except Exception:
                logger.exception("a turn of the wheel stumbled; it goes on")

    async def close(self) -> None:
        """Break what is left and end."""
        for client in self.wheel:
            client.cut()
        await asyncio.sleep(0)  # connections are lost in the next round
        await end(self._work)


@contextlib.asynccontextmanager
async def open_edge(server: RealtimeServer, listener: socket.socket) -> AsyncGenerator[Edge]:
    """Serve sockets on a bound TCP socket; on the way out clients are sent elsewhere first."""
    _allow_many_files()
    with contextlib.suppress(AttributeError, OSError):  # not every system has it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
    edge = Edge(server)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Door(edge), sock=listener, backlog=BACKLOG)
    try:
        yield edge
    finally:
        listening.close()  # a load balancer that still sends somebody is refused at once
        await server.drain()
        await edge.close()


def _allow_many_files() -> None:
    """As many connections as the system's administrator allows, not a shell's modest default."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # "unlimited" is more than some systems give
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
