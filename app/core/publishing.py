"""Messages to other processes that may be lost: sent through Redis, in the background, and forgotten.

A bounded queue and a 100 ms time-out, so that a slow or absent Redis never holds anybody up. Whoever
listens must be able to live without any one message.
"""

import asyncio
import contextlib
import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.core.background import end

logger = logging.getLogger(__name__)

TIMEOUT = 0.1  # seconds
BATCH = 100


class Publisher:
    """Publishes from a queue of at most `limit` messages; what does not fit in is dropped."""

    def __init__(self, redis: Redis, name: str, *, limit: int) -> None:
        self._redis, self._name = redis, name
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(limit)
        self._task = asyncio.create_task(self._run(), name=name)

    def put(self, channel: str, message: bytes) -> None:
        """Send this to whoever listens to a channel."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait((channel, message))

    async def close(self) -> None:
        """Send what waits, briefly, and stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                await self._queue.join()
        await end([self._task])

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty() and len(batch) < BATCH:
                batch.append(self._queue.get_nowait())
            try:
                async with asyncio.timeout(TIMEOUT):
                    pipe = self._redis.pipeline(transaction=False)
                    for channel, message in _last_of_each(batch):
                        pipe.publish(channel, message)
                    await pipe.execute()
            except (TimeoutError, RedisError, OSError) as error:
                logger.warning("%s: %d messages not sent: %r", self._name, len(batch), error)
            finally:
                for _ in batch:
                    self._queue.task_done()


def _last_of_each(batch: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """What is said twice is sent once, where it was said last: it must hold after what came between."""
    return list(dict.fromkeys(reversed(batch)))[::-1]
