"""arq between workers: a due job is put on its queue, and the first worker with room starts it.

arq only spreads the wake-ups. What is on its queue is `start(job, tenant id, target id)`, which begins
the job here and returns at once; whether the job is still due, and whose it is, PostgreSQL decides.
So nothing is lost with Redis, and a crashed worker's arq entries hold nothing up.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.core.jobs import Due

logger = logging.getLogger(__name__)

QUEUE = "salespulse:jobs"
POLL_SECONDS = 0.25  # how soon another worker takes what ours has put on the queue
ENQUEUE_SECONDS = 0.25
READ_SECONDS = 5.0
RECONNECT_SECONDS = 1.0

Start = Callable[[str, UUID, UUID], bool]


def connect(url: str, timeout: float) -> ArqRedis:
    """A client of arq's that speaks JSON and gives up after `timeout` seconds."""
    pool = ConnectionPool.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
    return ArqRedis(
        pool,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        default_queue_name=QUEUE,
    )


class Queue:
    """Puts due jobs on arq's queue, and takes them off it again into `start`."""

    def __init__(self, url: str, start: Start) -> None:
        self._url = url
        self._start = start
        self._sender = connect(url, ENQUEUE_SECONDS)
        self._poked = asyncio.Event()

    async def put(self, due: Due) -> None:
        """Put a job on the queue once, however many workers find it due; raises if Redis is away."""
        async with asyncio.timeout(ENQUEUE_SECONDS):
            await self._sender.enqueue_job(
                "start",
                due.job,
                str(due.tenant_id),
                str(due.target_id),
                _job_id=f"{due.job}:{due.tenant_id}:{due.target_id}:{due.due_at.timestamp()}",
                _expires=60,
            )

    def poke(self) -> None:
        """Look at the queue now instead of at the next poll."""
        self._poked.set()

    async def run(self) -> None:
        """Take jobs off the queue for ever; where Redis is away, come back to it."""
        while True:
            worker = self._worker()
            try:
                await self._poll(worker)
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning(
                    "Redis is away, due jobs are found by sweeping: %s", error or "timeout"
                )
                await asyncio.sleep(RECONNECT_SECONDS)
            finally:
                await self._close(worker)

    async def close(self) -> None:
        """Let go of Redis."""
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            await self._sender.aclose()

    async def _poll(self, worker: Worker) -> None:
        while True:
            # arq's own loop sleeps between polls; ours can be woken, which is what makes it quick.
            self._poked.clear()
            await worker._poll_iteration()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._poked.wait()

    def _worker(self) -> Worker:
        return Worker(
            functions=[func(self._begin, name="start")],
            redis_pool=connect(self._url, READ_SECONDS),
            queue_name=QUEUE,
            handle_signals=False,
            max_jobs=50,
            job_timeout=10,
            keep_result=0,
            log_results=False,
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
            health_check_interval=60,
        )

    async def _begin(self, ctx: dict[Any, Any], name: str, tenant_id: str, target_id: str) -> None:
        self._start(name, UUID(tenant_id), UUID(target_id))

    async def _close(self, worker: Worker) -> None:
        tasks = list(worker.tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            await worker.pool.aclose()
