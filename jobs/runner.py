"""Runs due jobs: takes the lease, keeps it alive, and says in the database how it ended."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.jobs import HEARTBEAT_SECONDS, LEASE_SECONDS, Lease, claim, extend, finish, release
from jobs.registry import JOBS, Job

logger = logging.getLogger(__name__)


class Runner:
    """The jobs running in this worker.

    `on_room` is called when there is room again after a job had to be turned away.
    """

    def __init__(self, on_room: Callable[[], None]) -> None:
        self._on_room = on_room
        self._running: dict[tuple[UUID, str, UUID], asyncio.Task[None]] = {}
        self._count: Counter[str] = Counter()
        self._turned_away = False

    def start(self, name: str, tenant_id: UUID, target_id: UUID) -> bool:
        """Begin a job if it is due and there is room; False if there is none (it stays due)."""
        job = JOBS.get(name)
        if job is None:  # put on the queue by a worker of another version, which will do it
            return False
        key = (tenant_id, name, target_id)
        if key in self._running:
            return True
        if self._count[name] >= job.limit:
            self._turned_away = True
            return False
        self._count[name] += 1
        task = asyncio.create_task(self._run(job, tenant_id, target_id), name=f"job {name}")
        self._running[key] = task
        task.add_done_callback(lambda _: self._ended(key))
        return True

    async def stop(self, patience: float) -> None:
        """Let running jobs finish for a while, then cancel them, which gives their leases back."""
        tasks = list(self._running.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, key: tuple[UUID, str, UUID]) -> None:
        del self._running[key]
        self._count[key[1]] -= 1
        if self._turned_away:
            self._turned_away = False
            self._on_room()

    async def _run(self, job: Job, tenant_id: UUID, target_id: UUID) -> None:
        try:
            lease = await _claim(tenant_id, job.name, target_id)
            if lease is not None:
                await self._hold(job, lease)
        except Exception:
            # The database is away, most likely: the job is due, or its lease ends by itself.
            logger.exception("job %s could not be started or ended", job.name)

    async def _hold(self, job: Job, lease: Lease) -> None:
        running = asyncio.ensure_future(job.run(lease.tenant_id, lease.target_id))
        beat = asyncio.create_task(_keep(lease))
        try:
            await asyncio.wait((running, beat), return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await _end(lease, running)
            else:
                logger.warning("job %s on %s passed to another worker", job.name, lease.target_id)
        except asyncio.CancelledError:
            await _cancel(running)
            await release(lease, failed=False)
            raise
        finally:
            await _cancel(running, beat)


async def _claim(tenant_id: UUID, name: str, target_id: UUID) -> Lease | None:
    claiming = asyncio.ensure_future(claim(tenant_id, name, target_id))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        # It may have committed in this very moment: don't leave with a lease that nobody uses.
        lease = await claiming
        if lease is not None:
            await release(lease, failed=False)
        raise


async def _end(lease: Lease, running: "asyncio.Future[datetime | None]") -> None:
    error = running.exception()
    if error is None:
        await finish(lease, again_at=running.result())
        return
    logger.error(
        "job %s on %s failed, it will be tried again", lease.job, lease.target_id, exc_info=error
    )
    await release(lease, failed=True)


async def _keep(lease: Lease) -> None:
    """Extend the lease until it is lost, which ends this: then somebody else may be at the job."""
    loop = asyncio.get_running_loop()
    good_until = loop.time() + LEASE_SECONDS
    while loop.time() < good_until:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        asked = loop.time()
        try:
            if not await extend(lease):
                return
            good_until = asked + LEASE_SECONDS
        except Exception as error:
            logger.warning("a lease could not be extended, trying again: %r", error)


async def _cancel(*futures: "asyncio.Future[Any]") -> None:
    for future in futures:
        future.cancel()
    await asyncio.gather(*futures, return_exceptions=True)
