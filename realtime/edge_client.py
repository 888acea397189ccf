"""One client of the edge: the namespaces it is in, and answers in the order of its messages.

They are given by a task that ends when everything is answered.
"""

import logging
import sys
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol

from app.core.actor import Request
from app.core.failures import LOST_CONNECTION
from app.core.ids import new_id
from realtime.edge_packets import EdgePackets
from realtime.edge_wire import EdgeWire
from realtime.handshake import Refused
from realtime.limits import MESSAGE_LIMIT, PACKET_LIMIT
from realtime.messages import answer
from realtime.packets import CLOSED, NOT_THE_PROTOCOL, Packet, Refusal
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT = range(6)
INBOX_LIMIT = 16  # messages that wait for their turn before the client has to
NAMESPACES_LIMIT = 20


class Host(Protocol):
    """What a client asks of its edge."""

    server: RealtimeServer

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background."""
        ...

    def expect(self, newcomer: "EdgeClient") -> None:
        """Cut it if it is in no namespace after a while."""
        ...

    def forget(self, client: "EdgeClient") -> None:
        """The client's connection has ended."""
        ...


class EdgeClient(EdgePackets):
    """A client from its upgrade on; in as many namespaces as it has wires."""

    __slots__ = ("_agent", "_edge", "_inbox", "_ip", "_wires")

    def __init__(self, edge: Host, ip: str | None, agent: str | None) -> None:
        super().__init__()
        self._edge = edge
        # Interned: thousands come through one proxy, with one of a few browsers.
        self._ip = sys.intern(ip) if ip else None
        self._agent = sys.intern(agent) if agent else None
        self._wires: tuple[EdgeWire, ...] = ()
        self._inbox: deque[Packet] | None = None

    @property
    def limit(self) -> int:
        """See EdgeSocket."""
        return PACKET_LIMIT if self._wires else MESSAGE_LIMIT

    def on_refused(self, refused: Refusal) -> None:
        """See EdgePackets."""
        if refused.ack is not None and self._wire(refused.namespace):
            self._acknowledge(refused.namespace, refused.ack, refused.answer)

    def on_packet(self, packet: Packet, size: int) -> None:
        """See EdgePackets: it waits for its turn."""
        if self._inbox is None:
            self._inbox = deque()
            self._edge.start(self._work())
        self._inbox.append(packet)
        if self.transport and (len(self._inbox) >= INBOX_LIMIT or size > MESSAGE_LIMIT):
            self.transport.pause_reading()

    async def _work(self) -> None:
        inbox = self._inbox
        assert inbox is not None
        try:
            while inbox:
                await self._take_packet(inbox.popleft())
        except NOT_THE_PROTOCOL as error:
            self.not_the_protocol(error)
        except Exception:
            logger.exception("a client's message failed")
            self.cut()
        finally:
            self._inbox = None
            if self.transport is None:
                await self._leave_all()
            elif not self.transport.is_reading():
                self.transport.resume_reading()

    async def _take_packet(self, packet: Packet) -> None:
        namespace = packet.namespace or "/"
        wire = self._wire(namespace)
        kind = packet.packet_type
        if kind == CONNECT and wire is None and len(self._wires) < NAMESPACES_LIMIT:
            await self._connect(namespace, packet.data)
        elif kind in (EVENT, BINARY_EVENT):
            await self._event(wire, packet)
        elif kind == DISCONNECT and wire is not None:
            await self._leave(wire)
        elif kind not in (DISCONNECT, ACK):
            raise ValueError(f"a packet of kind {kind}")

    async def _connect(self, namespace: str, auth: Any) -> None:
        wire = EdgeWire(self, sys.intern(namespace))
        sid = str(new_id())
        source = Request(sid, self._ip, self._agent)
        try:
            connection = await self._edge.server.admit(namespace, auth, wire, sid, source)
        except Refused as refused:
            told = {"message": refused.message, "data": {"code": refused.code}}
            self.send_packet(Packet(CONNECT_ERROR, told, namespace))
            return
        except (*LOST_CONNECTION, TimeoutError) as error:
            # Unlike a refusal, a broken connection is tried again by every client.
            logger.warning("a handshake waits for the database: %r", error)
            self.cut()
            return
        wire.connection = connection
        self._wires = (*self._wires, wire)
        if self.transport is not None:
            self.send_packet(Packet(CONNECT, {"sid": sid}, namespace))
            self._edge.start(self._edge.server.welcome(connection))

    async def _event(self, wire: EdgeWire | None, packet: Packet) -> None:
        said: Any = packet.data
        if not isinstance(said, list) or not isinstance(said[0], str):
            raise TypeError("an event without a name")
        if wire is None or wire.connection is None:
            return
        payload = said[1] if len(said) > 1 else None
        told = CLOSED
        if not wire.connection.ended:
            told = await answer(self._edge.server, wire.connection, said[0], payload)
        if packet.id is not None:
            self._acknowledge(wire.namespace, packet.id, told)

    def _acknowledge(self, namespace: str, ack: int, told: dict[str, Any]) -> None:
        self.send_packet(Packet(ACK, [told], namespace, ack))

    def _wire(self, namespace: str) -> EdgeWire | None:
        return next((wire for wire in self._wires if wire.namespace == namespace), None)

    # Ends

    def leave(self, wire: EdgeWire) -> None:
        """Send DISCONNECT and take the client out of the namespace."""
        self.send_packet(Packet(DISCONNECT, namespace=wire.namespace))
        self._drop(wire)

    def _drop(self, wire: EdgeWire) -> None:
        self._wires = tuple(w for w in self._wires if w is not wire)
        if self.transport is not None and not self._wires:
            self._edge.expect(self)

    async def _leave(self, wire: EdgeWire) -> None:
        self._drop(wire)
        if wire.connection is not None:
            await self._edge.server.gone(wire.connection)

    async def _leave_all(self) -> None:
        for wire in self._wires:
            await self._leave(wire)

    def cut_if_uninvited(self) -> None:
        """Break the connection unless it is in some namespace."""
        if not self._wires:
            self.cut()

    def cut(self) -> None:
        """See Wire."""
        if self._inbox is not None:
            self._inbox.clear()
        super().cut()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.BaseProtocol."""
        super().connection_lost(exc)
        self._edge.forget(self)
        if self._inbox is None:  # else who answers will see to it
            self._edge.start(self._leave_all())
