"""What makes the streams move: Redis rings the bell, PostgreSQL's heads say the truth.

One subscriber connection per instance, subscribed only to the tenants it serves, rebuilt in the
background when it falls silent. Heads of all served tenants are polled in one query, five times as
often while Redis is in doubt. Nothing here ever waits for Redis longer than a time-out.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.core.actor import Actor
from app.core.background import end
from app.core.failures import LOST_CONNECTION
from app.core.ids import PLATFORM_TENANT
from app.core.uow import snapshot

logger = logging.getLogger(__name__)

POLL, POLL_IN_DOUBT = 0.5, 0.1  # seconds between looks at the heads
SILENCE = 0.6  # seconds without an answer to a ping before Redis is in doubt
PING_EVERY = 0.3
TIMEOUT = 0.1  # seconds for any single call to Redis
RECONNECT_EVERY = 0.5

HEADS = "SELECT tenant_id, seq FROM tenant_heads WHERE tenant_id = ANY($1)"

Sink = Callable[[bytes], None]
HeadSink = Callable[[int], None]


class Subscriber:
    """Channels of Redis, received by one connection that is replaced whenever it fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._sinks: dict[str, Sink] = {}
        self._pubsub: PubSub | None = None
        self._heard_at = 0.0
        self._tasks = [
            asyncio.create_task(self._receive(), name="redis subscriber"),
            asyncio.create_task(self._ping(), name="redis ping"),
        ]

    @property
    def doubtful(self) -> bool:
        """Whether rings may be getting lost."""
        return time.monotonic() - self._heard_at > SILENCE

    async def add(self, channel: str, sink: Sink) -> None:
        """Give what is published on a channel to `sink`, now or as soon as Redis is there."""
        self._sinks[channel] = sink
        await self._tell("subscribe", channel)

    async def remove(self, channel: str) -> None:
        """Stop listening to a channel."""
        if self._sinks.pop(channel, None) is not None:
            await self._tell("unsubscribe", channel)

    async def close(self) -> None:
        """Stop."""
        await end(self._tasks)
        await self._drop(self._pubsub)

    async def _tell(self, command: str, channel: str) -> None:
        pubsub = self._pubsub
        if pubsub is None:
            return
        try:
            async with asyncio.timeout(TIMEOUT):
                await getattr(pubsub, command)(channel)
        except (RedisError, OSError, TimeoutError):
            await self._drop(pubsub)

    async def _receive(self) -> None:
        while True:
            try:
                pubsub = await self._connect()
                while self._pubsub is pubsub:
                    self._accept(await pubsub.get_message(timeout=None))
            except (RedisError, OSError, TimeoutError, RuntimeError) as error:
                logger.warning("not hearing Redis, polling instead: %r", error)
            except Exception:
                logger.exception("the Redis subscriber stumbled; it starts again")
            await self._drop(self._pubsub)
            await asyncio.sleep(RECONNECT_EVERY)

    async def _connect(self) -> PubSub:
        pubsub = self._redis.pubsub()
        # A channel nobody publishes on, so that there is always something to be subscribed to.
        asked = {"salespulse:nothing", *self._sinks}
        try:
            async with asyncio.timeout(1.0):
                await pubsub.subscribe(*asked)
                while late := self._sinks.keys() - asked:  # added while we connected
                    await pubsub.subscribe(*late)
                    asked |= late
        except BaseException:
            await self._drop(pubsub)
            raise
        self._pubsub = pubsub
        return pubsub

    def _accept(self, message: dict[str, Any] | None) -> None:
        self._heard_at = time.monotonic()
        if message is None or message["type"] != "message":
            return
        sink = self._sinks.get(message["channel"].decode())
        if sink is not None:
            try:
                sink(message["data"])
            except Exception:
                logger.exception("a message on %s could not be taken", message["channel"])

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY)
            pubsub = self._pubsub
            if pubsub is None:
                continue
            if time.monotonic() - self._heard_at > 5 * SILENCE:
                await self._drop(pubsub)
                continue
            try:
                async with asyncio.timeout(TIMEOUT):
                    await pubsub.ping()
            except (RedisError, OSError, TimeoutError, RuntimeError):
                await self._drop(pubsub)

    async def _drop(self, pubsub: PubSub | None) -> None:
        if pubsub is None:
            return
        if self._pubsub is pubsub:
            self._pubsub = None
        connection = pubsub.connection
        with contextlib.suppress(Exception):
            async with asyncio.timeout(TIMEOUT):
                if connection is not None:
                    await connection.disconnect(nowait=True)
                await pubsub.aclose()


class Heads:
    """Polls the last numbers of the tenants that are served here."""

    def __init__(self, doubtful: Callable[[], bool]) -> None:
        self._doubtful = doubtful
        self._sinks: dict[UUID, HeadSink] = {}
        self._hurry = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="poll heads")

    def add(self, tenant_id: UUID, sink: HeadSink) -> None:
        """Tell `sink` this tenant's head at every look."""
        self._sinks[tenant_id] = sink

    def remove(self, tenant_id: UUID) -> None:
        """Stop looking at this tenant."""
        self._sinks.pop(tenant_id, None)

    async def close(self) -> None:
        """Stop."""
        await end([self._task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(POLL_IN_DOUBT if self._doubtful() else POLL)
            if not self._sinks:
                continue
            try:
                async with asyncio.timeout(5):
                    await self._look()
            except (*LOST_CONNECTION, TimeoutError) as error:
                logger.warning("the heads can't be read: %r", error)
            except Exception:
                logger.exception("polling the heads stumbled; it goes on")

    async def _look(self) -> None:
        for tenant_id, seq in (await read_heads(list(self._sinks))).items():
            sink = self._sinks.get(tenant_id)
            if sink is not None:
                sink(seq)


async def read_heads(tenants: list[UUID]) -> dict[UUID, int]:
    """The last number of each tenant's log."""
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        rows = await view.fetch(HEADS, tenants)
    return {row["tenant_id"]: row["seq"] for row in rows}
