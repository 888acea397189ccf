"""python-socketio as the transport: one port with everything else, WebSocket and long polling.

It brings the protocol; what it lacks is added here: a byte-bounded queue per client, limits before
anything is parsed, an end for flooding and stalled clients, and frames shared by all recipients
instead of a task and an encoding for each.
"""

import asyncio
import contextlib
import logging
from typing import Any, cast

import engineio
import socketio
from socketio import packet as sio_packet
from socketio.exceptions import ConnectionRefusedError as RefusedHandshake

from app.core.actor import Request
from app.core.failures import LOST_CONNECTION
from app.core.ids import new_id
from realtime.connection import Connection
from realtime.handshake import Refused
from realtime.limits import PACKET_LIMIT, PING_EVERY, PING_PATIENCE, UNINVITED, Allowance
from realtime.messages import answer
from realtime.mounted_wire import EngineServer, MountedWire
from realtime.packets import (
    CLOSED,
    NOT_THE_PROTOCOL,
    CompactJson,
    Flooding,
    Refusal,
    judge,
    judge_attachment,
)
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)
# The libraries tell every packet at INFO, tokens included: whatever the settings, not into our logs.
protocol_logger = logging.getLogger(f"{__name__}.protocol")
protocol_logger.setLevel(logging.WARNING)


class MountedServer(socketio.AsyncServer):
    """Socket.IO over ASGI in front of a RealtimeServer."""

    def __init__(self, realtime: RealtimeServer) -> None:
        super().__init__(
            async_mode="asgi",
            async_handlers=False,  # or a client's messages overtake each other
            namespaces="*",
            json=CompactJson,
            cors_allowed_origins=[],  # Origin is checked before anything reaches us: see asgi.py
            max_http_buffer_size=PACKET_LIMIT,
            ping_interval=PING_EVERY,
            ping_timeout=PING_PATIENCE,
            logger=cast(Any, protocol_logger),
            engineio_logger=protocol_logger,
        )
        self.realtime = realtime
        self.connections: dict[str, Connection] = {}
        self._allowances: dict[str, Allowance] = {}
        self.writers: dict[str, asyncio.StreamWriter] = {}
        self.on("connect", self._connect, namespace="*")
        self.on("disconnect", self._disconnect, namespace="*")
        self.on("*", self._event, namespace="*")

    def _engineio_server_class(self) -> type[engineio.AsyncServer]:
        return EngineServer

    # Namespaces

    async def _connect(self, namespace: str, sid: str, environ: dict[str, Any], auth: Any) -> None:
        eio_sid = cast(str, self.manager.eio_sid_from_sid(sid, namespace))
        wire = MountedWire(self, self.eio.sockets[eio_sid], sid, namespace)
        try:
            connection = await self.realtime.admit(namespace, auth, wire, sid, _source(environ))
        except Refused as refused:
            raise RefusedHandshake(refused.message, {"code": refused.code}) from refused
        except (*LOST_CONNECTION, TimeoutError) as error:
            # Unlike a refusal, a broken connection is tried again by every client.
            logger.warning("a handshake waits for the database: %r", error)
            self.cut(eio_sid)
            raise RefusedHandshake("Try again in a moment.", {"code": "unavailable"}) from error
        self.connections[sid] = connection
        # CONNECT is queued right after this has returned, before that task first runs.
        self.start_background_task(self.realtime.welcome, connection)

    async def _disconnect(self, namespace: str, sid: str, reason: str = "") -> None:
        connection = self.connections.pop(sid, None)
        if connection is not None:
            await self.realtime.gone(connection)

    async def _event(self, event: str, namespace: str, sid: str, *args: Any) -> Any:
        connection = self.connections.get(sid)
        if connection is None or connection.ended:
            return CLOSED
        return await answer(self.realtime, connection, event, args[0] if args else None)

    # Packets: limits before anything is parsed

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self._allowances[eio_sid] = Allowance()
        self.carry(eio_sid, environ["asgi.scope"])
        self.eio.sockets[eio_sid].queue.overflow = lambda: self.cut(eio_sid)
        asyncio.get_running_loop().call_later(UNINVITED, self.cut_if_uninvited, eio_sid)

    def carry(self, eio_sid: str, scope: dict[str, Any]) -> None:
        """This client's WebSocket comes over that connection."""
        writer = scope.get("salespulse.writer")
        if writer is not None and eio_sid in self.eio.sockets:
            self.writers[eio_sid] = writer

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._allowances.pop(eio_sid, None)
        self.writers.pop(eio_sid, None)
        self._binary_packet.pop(eio_sid, None)
        await super()._handle_eio_disconnect(eio_sid, reason)
        socket = self.eio.sockets.get(eio_sid)
        if socket is not None:
            socket.queue.put_nowait(None)  # ends a poll that is waiting, which the library forgets

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        try:
            if not isinstance(data, str):
                await self._attachment(eio_sid, data)
            elif await self._acceptable(eio_sid, data):
                await super()._handle_eio_message(eio_sid, data)
        except NOT_THE_PROTOCOL as error:
            logger.info("cutting a client that does not speak the protocol: %r", error)
            self.cut(eio_sid)

    async def _attachment(self, eio_sid: str, data: bytes) -> None:
        packet = self._binary_packet.get(eio_sid)
        if packet is None:
            return  # it belongs to a message that was refused
        refused = judge_attachment(packet, len(data))
        if refused:
            del self._binary_packet[eio_sid]
            await self._refuse(eio_sid, refused)
            return
        await super()._handle_eio_message(eio_sid, data)

    async def _acceptable(self, eio_sid: str, data: str) -> bool:
        allowance = self._allowances.get(eio_sid)
        if allowance is None:
            return False
        self._binary_packet.pop(eio_sid, None)  # a text packet ends an unfinished binary one
        try:
            refused = judge(allowance, data)
        except Flooding:
            logger.warning("cutting a flooding client")
            self.cut(eio_sid)
            return False
        if refused:
            await self._refuse(eio_sid, refused)
        return refused is None

    async def _refuse(self, eio_sid: str, refused: Refusal) -> None:
        namespace, ack = refused.namespace, refused.ack
        if ack is not None and self.manager.sid_from_eio_sid(eio_sid, namespace or "/"):
            answer = [refused.answer]
            packet = sio_packet.Packet(sio_packet.ACK, namespace=namespace, id=ack, data=answer)
            await self._send_packet(eio_sid, packet)

    # Ends

    def cut(self, eio_sid: str) -> None:
        """Break a client's connection now, whatever is still waiting for it."""
        socket = self.eio.sockets.get(eio_sid)
        if socket is None:
            return
        socket.queue.clear()
        writer = self.writers.get(eio_sid)
        if writer is not None:
            writer.transport.abort()
        self.start_background_task(self._abort, socket)

    async def _abort(self, socket: Any) -> None:
        with contextlib.suppress(Exception):
            await socket.close(wait=False, abort=True, reason=self.reason.TRANSPORT_ERROR)
        socket.queue.put_nowait(None)  # lets its writer end

    def cut_if_uninvited(self, eio_sid: str) -> None:
        """Break a connection that is in no namespace."""
        if eio_sid in self.eio.sockets and not any(
            self.manager.sid_from_eio_sid(eio_sid, namespace)
            for namespace in list(self.manager.get_namespaces())
        ):
            self.cut(eio_sid)


def _source(environ: dict[str, Any]) -> Request:
    client = environ["asgi.scope"].get("client")
    return Request(str(new_id()), client[0] if client else None, environ.get("HTTP_USER_AGENT"))
