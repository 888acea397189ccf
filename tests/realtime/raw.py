"""A client on a bare WebSocket, for what a proper library would not do."""

import asyncio
import json
import socket
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp


class RawClient:
    """Speaks Engine.IO and Socket.IO by hand; can stop reading from its TCP connection."""

    def __init__(self, url: str, tenant_id: UUID, token: str | None) -> None:
        self.url, self.space, self.token = url, f"/t/{tenant_id}", token
        self._session: aiohttp.ClientSession | None = None
        self._socket: Any = None

    async def connect(self) -> None:
        """Connect and wait for `ready`."""
        connector = aiohttp.TCPConnector(socket_factory=small_buffers)
        self._session = aiohttp.ClientSession(connector=connector)
        address = f"{urlsplit(self.url).netloc}/socket.io/?EIO=4&transport=websocket"
        self._socket = await self._session.ws_connect(f"http://{address}", max_msg_size=0)
        await self._socket.receive_str()
        await self.send(f"40{self.space}," + json.dumps({"token": self.token}))
        while '"ready"' not in await self._socket.receive_str():
            pass

    async def send(self, packet: str) -> None:
        """Send an Engine.IO packet as it is."""
        await self._socket.send_str(packet)

    async def until_closed(self, timeout: float) -> str | None:
        """How the connection ended, or None if it did not in time."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    message = await self._socket.receive()
                    if message.type is not aiohttp.WSMsgType.TEXT:
                        return message.type.name
        except TimeoutError:
            return None

    async def stop_reading(self) -> None:
        """Leave everything that arrives in the kernel's buffers."""
        self._socket._conn.transport.pause_reading()

    def read_on(self) -> None:
        """Read again."""
        self._socket._conn.transport.resume_reading()

    async def seqs_until(self, seq: int) -> list[int]:
        """The numbers of the events heard until this one."""
        found: list[int] = []
        async with asyncio.timeout(20):
            while not found or found[-1] < seq:
                message = await self._socket.receive()
                assert message.type is aiohttp.WSMsgType.TEXT, message
                text: str = message.data
                if text == "2":
                    await self.send("3")
                if text.startswith("42") and '["changes",' in text:
                    body = json.loads(text[text.index("[") :])[1]
                    found += [event["seq"] for event in body["events"]]
        return found

    async def close(self) -> None:
        """Leave."""
        if self._session:
            await self._session.close()


def small_buffers(info: Any) -> socket.socket:
    """A socket that takes little without being read."""
    made = socket.socket(*info[:3])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
    return made
