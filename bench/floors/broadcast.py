"""The floor for delivering: a bare uvloop + picows loop that writes one prebuilt frame to everybody.

Whoever connects at /control gives the frames: each message it sends, ready-made, goes to all others.
With CHANNEL set, so does each message on that Redis channel (text, framed once here).
"""

import asyncio
import os
from typing import Any

import picows
import uvloop

transports: set[Any] = set()


def write_all(frame: bytes) -> None:
    """The least a broadcast can be."""
    for transport in transports:
        transport.write(frame)


class Listener(picows.WSListener):
    """Somebody who listens."""

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        """Written to past the WebSocket layer, as frames are ready-made."""
        self.tcp = transport.underlying_transport
        transports.add(self.tcp)

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        """Gone."""
        transports.discard(self.tcp)


class Control(picows.WSListener):
    """The one who gives frames."""

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        """One ready-made frame."""
        write_all(frame.get_payload_as_bytes())


def choose(request: picows.WSUpgradeRequest) -> picows.WSListener:
    """By path."""
    return Control() if request.path == b"/control" else Listener()


async def follow(url: str, channel: str) -> None:
    """Write to everybody what is published."""
    from redis.asyncio import Redis

    from realtime.frames import Frame

    async with Redis.from_url(url).pubsub() as pubsub:
        await pubsub.subscribe(channel)
        async for message in pubsub.listen():
            if message["type"] == "message":
                write_all(Frame(message["data"].decode()).websocket_bytes())


async def main() -> None:
    """Serve until killed."""
    port = int(os.environ["PORT"])
    server = await picows.ws_create_server(choose, "127.0.0.1", port, backlog=4096)
    if "CHANNEL" in os.environ:
        await asyncio.gather(
            server.serve_forever(), follow(os.environ["REDIS_URL"], os.environ["CHANNEL"])
        )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
