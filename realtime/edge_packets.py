"""Engine.IO v4 on a WebSocket of the edge: signs of life, and Socket.IO packets, counted and measured
before anything is parsed."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

import orjson

from realtime import websocket
from realtime.edge_socket import EdgeSocket
from realtime.limits import PACKET_LIMIT, PING_EVERY, PING_PATIENCE, Allowance
from realtime.packets import (
    NOT_THE_PROTOCOL,
    Flooding,
    Packet,
    Refusal,
    judge,
    judge_attachment,
)

logger = logging.getLogger(__name__)

PING = websocket.frame(websocket.TEXT, b"2")
PONG = websocket.frame(websocket.TEXT, b"3")


def opening() -> bytes:
    """The first word of a server."""
    said: dict[str, Any] = {
        "sid": secrets.token_urlsafe(15),
        "upgrades": [],
        "pingInterval": PING_EVERY * 1000,
        "pingTimeout": PING_PATIENCE * 1000,
        "maxPayload": PACKET_LIMIT,
    }
    return websocket.frame(websocket.TEXT, b"0" + orjson.dumps(said))


class EdgePackets(EdgeSocket):
    """Reads and writes Socket.IO packets; `spoke` is the wheel's."""

    __slots__ = ("_allowance", "_awaits_pong", "_unfinished", "spoke")

    def __init__(self) -> None:
        super().__init__()
        self._allowance: Allowance | None = None
        self._unfinished: Packet | None = None
        self._awaits_pong = False
        self.spoke = 0

    # What a child says

    def on_packet(self, packet: Packet, size: int) -> None:
        """A whole packet, with its binary parts; the largest of its pieces had `size` bytes."""
        raise NotImplementedError

    def on_refused(self, refused: Refusal) -> None:
        """A packet was too large or one too many."""
        raise NotImplementedError

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

    # Messages

    def on_text(self, text: str) -> None:
        """See EdgeSocket: an Engine.IO packet."""
        if text == "3" and self._awaits_pong:
            self._awaits_pong = False
        elif text[:1] == "4":
            self._guarded(self._on_message, text[1:])
        elif text == "1":
            self.close(websocket.NORMAL)
        elif text in ("2", "3", "6"):
            if text == "2":
                self.send(PONG)
            self.on_idle_talk()
        else:
            self.cut()

    def on_binary(self, payload: bytes) -> None:
        """See EdgeSocket: a binary part of a Socket.IO packet."""
        if self._unfinished is None:
            self.on_idle_talk()  # it belongs to a message that was refused
        else:
            self._guarded(self._on_part, payload)

    def on_idle_talk(self) -> None:
        """See EdgeSocket: nothing to do, but too much of it is a flood."""
        allowance = self._count()
        if not allowance.take() and allowance.flooding:
            self._flooding()

    def _guarded(self, take: Callable[[Any], None], said: Any) -> None:
        try:
            take(said)
        except Flooding:
            self._flooding()
        except NOT_THE_PROTOCOL as error:
            self.not_the_protocol(error)

    def _on_message(self, text: str) -> None:
        self._unfinished = None  # a text packet ends an unfinished binary one
        refused = judge(self._count(), text)
        if refused is not None:
            self.on_refused(refused)
            return
        packet = Packet(encoded_packet=text)
        if packet.attachment_count:
            self._unfinished = packet
        else:
            self.on_packet(packet, len(text))

    def _on_part(self, payload: bytes) -> None:
        packet = self._unfinished
        assert packet is not None
        refused = judge_attachment(packet, len(payload))
        if refused is not None:
            self._unfinished = None
            self.on_refused(refused)
        elif packet.add_attachment(payload):
            self._unfinished = None
            self.on_packet(packet, len(payload))

    def send_packet(self, packet: Packet) -> None:
        """Queue a packet and its binary parts."""
        encoded: Any = packet.encode()
        pieces: list[Any] = [encoded] if isinstance(encoded, str) else encoded
        sent = [websocket.frame(websocket.TEXT, b"4" + pieces[0].encode())]
        sent += [websocket.frame(websocket.BINARY, part) for part in pieces[1:]]
        self.send(b"".join(sent))

    def _count(self) -> Allowance:
        if self._allowance is None:
            self._allowance = Allowance()
        return self._allowance

    def _flooding(self) -> None:
        logger.warning("cutting a flooding client")
        self.cut()

    def not_the_protocol(self, error: Exception) -> None:
        """Whoever says what can't be understood is cut."""
        logger.info("cutting a client that does not speak the protocol: %r", error)
        self.cut()
