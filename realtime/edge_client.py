"""One client of the edge: Engine.IO v4 over WebSocket and Socket.IO v5, as far as we need them.

What it says is answered in its order, by a task that ends when everything is answered.
"""

import logging
import secrets
import sys
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol

import orjson

from app.core.actor import Request
from app.core.failures import LOST_CONNECTION
from app.core.ids import new_id
from realtime import websocket
from realtime.edge_socket import EdgeSocket
from realtime.edge_wire import EdgeWire
from realtime.handshake import Refused
from realtime.limits import MESSAGE_LIMIT, PACKET_LIMIT, PING_EVERY, PING_PATIENCE, Allowance
from realtime.messages import answer
from realtime.packets import (
    CLOSED,
    NOT_THE_PROTOCOL,
    Flooding,
    Packet,
    Refusal,
    judge,
    judge_attachment,
)
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT = range(6)
PING = websocket.frame(websocket.TEXT, b"2")
PONG = websocket.frame(websocket.TEXT, b"3")
INBOX_LIMIT = 16  # messages that wait for their turn before the client has to
NAMESPACES_LIMIT = 20


class Host(Protocol):
    """What a client asks of its edge."""

    server: RealtimeServer

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background."""
        ...

    def forget(self, client: "EdgeClient") -> None:
        """The client's connection has ended."""
        ...


class EdgeClient(EdgeSocket):
    """A client from its upgrade on; in as many namespaces as it has wires. `spoke` is the wheel's."""

    __slots__ = (
        "_agent",
        "_allowance",
        "_awaits_pong",
        "_edge",
        "_inbox",
        "_ip",
        "_unfinished",
        "_wires",
        "spoke",
    )

    def __init__(self, edge: Host, ip: str | None, agent: str | None) -> None:
        super().__init__()
        self._edge = edge
        # Interned: thousands come through one proxy, with one of a few browsers.
        self._ip = sys.intern(ip) if ip else None
        self._agent = sys.intern(agent) if agent else None
        self._wires: tuple[EdgeWire, ...] = ()
        self._allowance: Allowance | None = None
        self._unfinished: Packet | None = None
        self._inbox: deque[Packet] | None = None
        self._awaits_pong = False
        self.spoke = 0

    def open(self) -> None:
        """Say the first word, as Engine.IO wants it."""
        said: dict[str, Any] = {
            "sid": secrets.token_urlsafe(15),
            "upgrades": [],
            "pingInterval": PING_EVERY * 1000,
            "pingTimeout": PING_PATIENCE * 1000,
            "maxPayload": PACKET_LIMIT,
        }
        self.send(websocket.frame(websocket.TEXT, b"0" + orjson.dumps(said)))

    # The wheel's turns

    def ping(self) -> None:
        """Ask for a sign of life."""
        self._awaits_pong = True
        self.send(PING)
        if self._allowance is not None and self._allowance.forgettable:
            self._allowance = None

    def expect_pong(self) -> None:
        """It was asked some time ago."""
        if self._awaits_pong:
            self.cut()

    def cut_if_uninvited(self) -> None:
        """Break the connection unless it is in some namespace."""
        if not self._wires:
            self.cut()

    # Messages: limits before anything is parsed

    @property
    def limit(self) -> int:
        """See EdgeSocket."""
        return PACKET_LIMIT if self._wires else MESSAGE_LIMIT

    def on_text(self, text: str) -> None:
        """See EdgeSocket: an Engine.IO packet."""
        if text == "3" and self._awaits_pong:
            self._awaits_pong = False
        elif text[:1] == "4":
            self._guarded(self._on_message, text[1:])
        elif text == "1":
            self.close(websocket.NORMAL)
        elif text == "2":
            self.send(PONG)
            self.on_control()
        elif text in ("3", "6"):
            self.on_control()
        else:
            self.cut()

    def on_binary(self, payload: bytes) -> None:
        """See EdgeSocket: a binary part of a Socket.IO packet."""
        if self._unfinished is None:
            self.on_control()  # it belongs to a message that was refused
        else:
            self._guarded(self._on_part, payload)

    def on_control(self) -> None:
        """See EdgeSocket: nothing to do, but too many of them are a flood."""
        allowance = self._count()
        if not allowance.take() and allowance.flooding:
            self._flooding()

    def _guarded(self, take: Any, said: Any) -> None:
        try:
            take(said)
        except Flooding:
            self._flooding()
        except NOT_THE_PROTOCOL as error:
            self._broken(error)

    def _on_message(self, text: str) -> None:
        self._unfinished = None  # a text packet ends an unfinished binary one
        refused = judge(self._count(), text)
        if refused is not None:
            self._refuse(refused)
            return
        packet = Packet(encoded_packet=text)
        if packet.attachment_count:
            self._unfinished = packet
        else:
            self._queue(packet, len(text))

    def _on_part(self, payload: bytes) -> None:
        packet = self._unfinished
        assert packet is not None
        refused = judge_attachment(packet, len(payload))
        if refused is not None:
            self._unfinished = None
            self._refuse(refused)
        elif packet.add_attachment(payload):
            self._unfinished = None
            self._queue(packet, len(payload))

    def _refuse(self, refused: Refusal) -> None:
        if refused.ack is not None and self._wire(refused.namespace):
            self._acknowledge(refused.namespace, refused.ack, refused.answer)

    def _count(self) -> Allowance:
        if self._allowance is None:
            self._allowance = Allowance()
        return self._allowance

    def _flooding(self) -> None:
        logger.warning("cutting a flooding client")
        self.cut()

    def _broken(self, error: Exception) -> None:
        logger.info("cutting a client that does not speak the protocol: %r", error)
        self.cut()

    # Answers, in the order of the messages

    def _queue(self, packet: Packet, size: int) -> None:
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
            self._broken(error)
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
            self._send_packet(Packet(CONNECT_ERROR, told, namespace))
            return
        except (*LOST_CONNECTION, TimeoutError) as error:
            # Unlike a refusal, a broken connection is tried again by every client.
            logger.warning("a handshake waits for the database: %r", error)
            self.cut()
            return
        wire.connection = connection
        self._wires = (*self._wires, wire)
        if self.transport is not None:
            self._send_packet(Packet(CONNECT, {"sid": sid}, namespace))
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
        self._send_packet(Packet(ACK, [told], namespace, ack))

    def _send_packet(self, packet: Packet) -> None:
        encoded: str | list[str | bytes] = packet.encode()
        text, *parts = [encoded] if isinstance(encoded, str) else encoded
        assert isinstance(text, str)
        self.send(websocket.frame(websocket.TEXT, b"4" + text.encode()))
        for part in parts:
            assert isinstance(part, bytes)
            self.send(websocket.frame(websocket.BINARY, part))

    # Ends

    def _wire(self, namespace: str) -> EdgeWire | None:
        return next((wire for wire in self._wires if wire.namespace == namespace), None)

    def leave(self, wire: EdgeWire) -> None:
        """Send DISCONNECT and take the client out of the namespace."""
        self._send_packet(Packet(DISCONNECT, namespace=wire.namespace))
        self._drop(wire)

    def _drop(self, wire: EdgeWire) -> None:
        self._wires = tuple(w for w in self._wires if w is not wire)

    async def _leave(self, wire: EdgeWire) -> None:
        self._drop(wire)
        if wire.connection is not None:
            await self._edge.server.gone(wire.connection)

    async def _leave_all(self) -> None:
        for wire in self._wires:
            await self._leave(wire)

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
