"""The floor for memory: the least that holds a WebSocket open. It answers the upgrade and reads on."""

import asyncio
import base64
import hashlib
import os

import uvloop

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
READ_BUFFER = memoryview(bytearray(256 * 1024))  # everybody's


class Held(asyncio.BufferedProtocol):
    """One connection."""

    __slots__ = ("transport",)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is needed to answer."""
        self.transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """The same for all: nothing happens between being filled and being read."""
        return READ_BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """Answer a handshake; ignore the rest."""
        head = bytes(READ_BUFFER[:nbytes])
        _, found, tail = head.partition(b"Sec-WebSocket-Key: ")
        if found:
            key = tail.split(b"\r\n", 1)[0]
            accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
            self.transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )


async def main() -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Held, "127.0.0.1", int(os.environ["PORT"]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
