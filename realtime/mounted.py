"""python-socketio as the transport: one port with everything else, WebSocket and long polling.

It brings the protocol; what it lacks is added here: a byte-bounded queue per client, limits before
anything is parsed, an end for flooding and stalled clients, and frames shared by all recipients
instead of a task and an encoding for each.
"""

import asyncio
import contextlib
import logging
import re
from typing import Any, cast

import engineio
import socketio
from socketio import packet as sio_packet
from socketio.exceptions import ConnectionRefusedError as RefusedHandshake

from app.core.actor import Request
from app.core.http import LOST_CONNECTION
from app.core.ids import new_id
from realtime.connection import Connection
from realtime.handshake import Refused
from realtime.limits import ATTACHMENTS_LIMIT, MESSAGE_LIMIT, PACKET_LIMIT, Allowance
from realtime.messages import MESSAGES, Answer, answer, refusal
from realtime.mounted_wire import CompactJson, EngineServer, MountedWire
from realtime.server import RealtimeServer

logger = logging.getLogger(__name__)
# The libraries tell every packet at INFO, tokens included: whatever the settings, not into our logs.
protocol_logger = logging.getLogger(f"{__name__}.protocol")
protocol_logger.setLevel(logging.WARNING)

UNINVITED = 20.0  # seconds a client may stay without being in any namespace
ACK_ID = re.compile(r"[25](?:(\d+)-)?(/[^,?]*)[^,]*,(\d{1,18})?\[\"([^\"\\]{1,64})\"")


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
            ping_interval=25,
            ping_timeout=20,
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
        self.start_background_task(self._welcome, connection)

    async def _welcome(self, connection: Connection) -> None:
        # CONNECT is queued right after the handshake has returned, before this task first runs.
        try:
            await self.realtime.welcome(connection)
        except Exception as error:
            if not isinstance(error, LOST_CONNECTION):
                logger.exception("welcoming %s failed", connection.id)
            connection.wire.cut()

    async def _disconnect(self, namespace: str, sid: str, reason: str = "") -> None:
        connection = self.connections.pop(sid, None)
        if connection is not None:
            await self.realtime.gone(connection)

    async def _event(self, event: str, namespace: str, sid: str, *args: Any) -> Any:
        connection = self.connections.get(sid)
        if connection is None or connection.ended:
            return refusal("closed", "This connection has been closed.")
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
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            logger.info("cutting a client that does not speak the protocol: %r", error)
            self.cut(eio_sid)

    async def _attachment(self, eio_sid: str, data: bytes) -> None:
        packet = self._binary_packet.get(eio_sid)
        if packet is None:
            return  # it belongs to a message that was refused
        message = MESSAGES.get(packet.data[0]) if isinstance(packet.data, list) else None
        if len(data) > (message.binary_limit if message else MESSAGE_LIMIT):
            del self._binary_packet[eio_sid]
            await self._refuse(eio_sid, packet.namespace, packet.id, answer=TOO_LARGE)
            return
        await super()._handle_eio_message(eio_sid, data)

    async def _acceptable(self, eio_sid: str, data: str) -> bool:
        allowance = self._allowances.get(eio_sid)
        if allowance is None:
            return False
        self._binary_packet.pop(eio_sid, None)  # a text packet ends an unfinished binary one
        within = allowance.take()
        if within and len(data) <= MESSAGE_LIMIT and not _too_many_parts(data):
            return True
        if allowance.flooding:
            logger.warning("cutting a flooding client")
            self.cut(eio_sid)
            return False
        head = ACK_ID.match(data[:512])
        if head and head[3]:
            reason = TOO_LARGE if within else TOO_MANY
            await self._refuse(eio_sid, head[2], int(head[3]), answer=reason)
        return False

    async def _refuse(
        self, eio_sid: str, namespace: str, ack: int | None, *, answer: Answer
    ) -> None:
        if ack is not None and self.manager.sid_from_eio_sid(eio_sid, namespace or "/"):
            packet = sio_packet.Packet(sio_packet.ACK, namespace=namespace, id=ack, data=[answer])
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


TOO_LARGE = refusal("too_large", f"A message may have at most {MESSAGE_LIMIT:,} bytes.")
TOO_MANY = refusal("rate_limited", "At most 50 messages a second. Slow down.")


def _too_many_parts(data: str) -> bool:
    parts, dash, _ = data[1:12].partition("-")
    return bool(dash) and parts.isdigit() and int(parts) > ATTACHMENTS_LIMIT


def _source(environ: dict[str, Any]) -> Request:
    client = environ["asgi.scope"].get("client")
    return Request(str(new_id()), client[0] if client else None, environ.get("HTTP_USER_AGENT"))
