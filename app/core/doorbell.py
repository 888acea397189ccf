"""After commit: ring the readers. Redis is only the doorbell; losing a ring delays and never loses.

One message a commit on the tenant's channel, for the instances that serve its screens; one on the
workers' channel. Rings go through a bounded queue and a 100 ms time-out, so that a slow or absent
Redis never holds up a request: readers also poll the heads of the tenants they serve.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

import orjson
from redis.asyncio import Redis

from app.core.log import Event, wire
from app.core.publishing import Publisher

logger = logging.getLogger(__name__)

QUEUE_LIMIT = 20_000  # messages, two a commit
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


_publisher: Publisher | None = None


def install(redis: Redis) -> Publisher:
    """Use this Redis for the rings of this process; whoever installs it closes it."""
    global _publisher  # noqa: PLW0603 - one doorbell a process, like its pool
    _publisher = Publisher(redis, "doorbell", limit=QUEUE_LIMIT)
    return _publisher


def ring(tenant_id: UUID, events: Sequence[Event]) -> None:
    """Tell this tenant's readers that these events are committed."""
    if _publisher is None:
        return
    try:
        _publisher.put(tenant_channel(tenant_id), encode(events))
    except Exception:
        # The change is committed: whatever is wrong here must not answer it with an error.
        logger.exception("a ring could not be encoded, readers will poll")
    wake(tenant_id)


def wake(tenant_id: UUID) -> None:
    """Tell the workers that this tenant has something due, though its log has nothing new."""
    if _publisher is not None:
        _publisher.put(WORKERS_CHANNEL, str(tenant_id).encode())
