"""After commit: ring the readers. Redis is only the doorbell; losing a ring delays and never loses.

One message a commit on the tenant's channel, for the instances that serve its screens; one on the
workers' channel. Rings go through a bounded queue and a 100 ms time-out, so that a slow or absent
Redis never holds up a request: readers also poll the heads of the tenants they serve.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from uuid import UUID

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.core.background import end
from app.core.log import Event, wire

logger = logging.getLogger(__name__)

QUEUE_LIMIT = 10_000
TIMEOUT = 0.1
EVENTS_LIMIT = 32_768  # bytes; above it a ring says only the numbers
WORKERS_CHANNEL = "salespulse:workers"


def tenant_channel(tenant_id: UUID) -> str:
    """Where the instances that serve this tenant's screens listen."""
    return f"salespulse:log:{tenant_id}"


def encode(events: Sequence[Event]) -> bytes:
    """A ring: `{from, to, events?: [{event, audience: [resource, owner before, owner after], job}]}`."""
    first, last = events[0].seq, events[-1].seq
    body = {
        "from": first - 1,
        "to": last,
        "events": [
            {
                "event": wire(e),
                "audience": [e.audience.resource, e.audience.owner_before, e.audience.owner_after],
                "job": e.job_id,
            }
            for e in events[:500]
        ],
    }
    message = orjson.dumps(body, default=str)  # asyncpg's UUIDs are of a class of its own
    if len(message) <= EVENTS_LIMIT and len(events) <= 500:
        return message
    return orjson.dumps({"from": first - 1, "to": last})


class Doorbell:
    """Publishes rings from a queue in one background task."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue: asyncio.Queue[tuple[UUID, bytes | None]] = asyncio.Queue(QUEUE_LIMIT)
        self._task = asyncio.create_task(self._run(), name="doorbell")

    def ring(self, tenant_id: UUID, message: bytes | None) -> None:
        """Queue a ring (None: workers only); if the queue is full it is dropped: readers poll too."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait((tenant_id, message))

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty() and len(batch) < 100:
                batch.append(self._queue.get_nowait())
            try:
                async with asyncio.timeout(TIMEOUT):
                    pipe = self._redis.pipeline(transaction=False)
                    for tenant_id, message in batch:
                        if message is not None:
                            pipe.publish(tenant_channel(tenant_id), message)
                    for tenant_id in {tenant_id for tenant_id, _ in batch}:
                        pipe.publish(WORKERS_CHANNEL, str(tenant_id))
                    await pipe.execute()
            except (TimeoutError, RedisError, OSError) as error:
                logger.warning("doorbell not rung, readers will poll: %s", error or "timeout")

    async def close(self) -> None:
        """Stop ringing."""
        await end([self._task])


_doorbell: Doorbell | None = None


def install(redis: Redis) -> Doorbell:
    """Use this Redis for the rings of this process."""
    global _doorbell  # noqa: PLW0603 - one doorbell a process, like its pool
    _doorbell = Doorbell(redis)
    return _doorbell


def ring(tenant_id: UUID, events: Sequence[Event]) -> None:
    """Tell this tenant's readers that these events are committed."""
    if _doorbell is None:
        return
    try:
        message = encode(events)
    except (
        Exception
    ):  # the change is committed: whatever is wrong here must not answer it with an error
        logger.exception("a ring could not be encoded, readers will poll")
        message = None
    _doorbell.ring(tenant_id, message)


def wake(tenant_id: UUID) -> None:
    """Tell the workers that this tenant has something due, though its log has nothing new."""
    if _doorbell is not None:
        _doorbell.ring(tenant_id, None)
