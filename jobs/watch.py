"""What tells this worker that there is work: the doorbell at once, and a sweep every second.

The doorbell is Redis and may be lost; then the sweep finds the same a second later. Nothing is
remembered here: which tenants are behind and which jobs are due is asked of PostgreSQL each time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from uuid import UUID

from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.core.background import end
from app.core.backoff import backoff
from app.core.doorbell import WORKERS_CHANNEL
from app.core.ids import PLATFORM_TENANT, parse_id
from app.core.jobs import Due, find_due
from app.core.runtime import connect_redis
from jobs.queue import Queue
from jobs.readers import behind, drain
from jobs.registry import JOBS, READERS, Reader, shutdown
from jobs.runner import Runner

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
LATE_SECONDS = 3.0  # due for so long: no worker has taken it from the queue, so run it here
RECONNECT_SECONDS = 0.5
SILENCE_SECONDS = 10.0
PARALLEL_TENANTS = 4
LONGEST_PAUSE = 60.0


class Watch:
    """Finds work and hands it on: readers that are behind are drained, due jobs are started."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self.runner = Runner(self.look)
        self.queue = Queue(redis_url, self.runner.start)
        self._look = asyncio.Event()
        self._tenants: dict[UUID, asyncio.Task[None]] = {}
        self._rung: set[UUID] = set()
        self._slots = asyncio.Semaphore(PARALLEL_TENANTS)
        self._stopping = False
        self._failing: dict[tuple[str, UUID], tuple[int, float]] = {}

    def look(self) -> None:
        """Sweep now."""
        self._look.set()

    def ring(self, tenant_id: UUID) -> None:
        """A tenant's log has grown: drain its readers, once for however many rings come meanwhile."""
        if tenant_id == PLATFORM_TENANT or self._stopping:
            return
        self._rung.add(tenant_id)
        if tenant_id not in self._tenants:
            task = asyncio.create_task(self._visit(tenant_id), name="drain")
            self._tenants[tenant_id] = task
            task.add_done_callback(lambda _: self._left(tenant_id))

    async def listen(self) -> None:
        """Hear the doorbell for ever; after being deaf, look everywhere."""
        while True:
            redis = connect_redis(self._redis_url, timeout=None)
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.subscribe(WORKERS_CHANNEL)
                    self.look()
                    await self._hear_all(pubsub)
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("the doorbell is silent, sweeping meanwhile: %s", error)
            finally:
                await _quietly(redis.aclose())
            await asyncio.sleep(RECONNECT_SECONDS)

    async def sweep(self) -> None:
        """Look for tenants with readers behind and for due jobs, every second for ever."""
        while True:
            self._look.clear()
            try:
                for tenant_id in await behind(list(READERS)):
                    self.ring(tenant_id)
                await self._start(await find_due(JOBS))
            except Exception as error:
                logger.warning("could not look for work, trying again: %r", error)
                await asyncio.sleep(SWEEP_SECONDS)
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._look.wait()
            except TimeoutError:
                continue

    async def stop(self, patience: float) -> None:
        """Finish what is running, or give it back."""
        self._stopping = shutdown.asked = True
        await end(self._tenants.values())
        await self.runner.stop(patience)
        await self.queue.close()

    async def _hear_all(self, pubsub: PubSub) -> None:
        """Until the connection breaks, or is silent even when asked (its other end may be gone)."""
        asked = False
        while True:
            message = await pubsub.get_message(timeout=SILENCE_SECONDS)
            if message is not None:
                self._hear(message)
                asked = False
            elif asked:
                raise TimeoutError("no answer")
            else:
                await pubsub.ping()
                asked = True

    def _hear(self, message: Mapping[str, object]) -> None:
        text = message.get("data")
        tenant_id = parse_id(text.decode()) if isinstance(text, bytes) else None
        if tenant_id is not None:
            self.ring(tenant_id)

    def _left(self, tenant_id: UUID) -> None:
        del self._tenants[tenant_id]
        if tenant_id in self._rung:
            self.ring(tenant_id)

    async def _visit(self, tenant_id: UUID) -> None:
        async with self._slots:
            self._rung.discard(tenant_id)
            for reader in READERS.values():
                await self._drain(reader, tenant_id)
            try:
                await self._start(await find_due(JOBS, tenant_id))
            except Exception as error:
                logger.warning("could not look for due jobs: %r", error)

    async def _drain(self, reader: Reader, tenant_id: UUID) -> None:
        key = (reader.name, tenant_id)
        failures, until = self._failing.get(key, (0, 0.0))
        now = asyncio.get_running_loop().time()
        if now < until:
            return
        try:
            if await drain(reader, tenant_id):
                self._rung.add(tenant_id)  # to go on once the others have had their turn
            self._failing.pop(key, None)
        except Exception:
            # One tenant's trouble must not fill the log every second, nor hold up the others.
            self._failing[key] = (failures + 1, now + backoff(failures, longest=LONGEST_PAUSE))
            logger.exception("reader %s stopped in tenant %s", reader.name, tenant_id)

    async def _start(self, found: list[Due]) -> None:
        """Spread due jobs over the workers by arq; without Redis, or when they are late, run them here."""
        by_arq = True
        for due in found:
            if by_arq and due.late < LATE_SECONDS:
                try:
                    await self.queue.put(due)
                    continue
                except (RedisError, OSError, TimeoutError):
                    by_arq = False
            self.runner.start(due.job, due.tenant_id, due.target_id)
        if found:
            self.queue.poke()


async def _quietly(closing: Awaitable[object]) -> None:
    try:
        await closing
    except (RedisError, OSError, TimeoutError):
        return
