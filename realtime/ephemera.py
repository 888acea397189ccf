"""What instances tell each other and nobody keeps: presence, carets, the echo of note updates.

One channel per organisation, apart from the log's. Sending goes through a bounded queue and a
time-out; a message may be lost, and whoever listens must be able to live with that.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis

from app.core.publishing import Publisher
from realtime.feed import Subscriber

QUEUE_LIMIT = 5_000

Sink = Callable[[UUID, dict[str, Any], bytes], None]


def live_channel(tenant_id: UUID) -> str:
    """Where instances talk about an organisation's ephemera."""
    return f"salespulse:live:{tenant_id}"


class Ephemera:
    """Messages of a kind, with a JSON head and bytes, to the other instances that serve a tenant."""

    def __init__(self, redis: Redis, subscriber: Subscriber, instance: str) -> None:
        self._subscriber, self._instance = subscriber, instance
        self._sinks: dict[str, Sink] = {}
        self._publisher = Publisher(redis, "ephemera", limit=QUEUE_LIMIT)

    def on(self, kind: str, sink: Sink) -> None:
        """Give messages of a kind from other instances to `sink(tenant, head, bytes)`."""
        self._sinks[kind] = sink

    async def follow(self, tenant_id: UUID) -> None:
        """Hear what is said about an organisation."""
        await self._subscriber.add(
            live_channel(tenant_id), lambda message: self._take(tenant_id, message)
        )

    async def unfollow(self, tenant_id: UUID) -> None:
        """Stop hearing it."""
        await self._subscriber.remove(live_channel(tenant_id))

    def tell(self, tenant_id: UUID, kind: str, head: dict[str, Any], body: bytes = b"") -> None:
        """Send to the other instances; dropped if Redis can't keep up."""
        line = orjson.dumps({**head, "kind": kind, "from": self._instance}, default=str)
        self._publisher.put(live_channel(tenant_id), line + b"\n" + body)

    async def close(self) -> None:
        """Send what waits, briefly, and stop."""
        await self._publisher.close()

    def _take(self, tenant_id: UUID, message: bytes) -> None:
        line, _, body = message.partition(b"\n")
        head: dict[str, Any] = orjson.loads(line)
        sink = self._sinks.get(head["kind"])
        if sink is not None and head["from"] != self._instance:
            sink(tenant_id, head, body)
