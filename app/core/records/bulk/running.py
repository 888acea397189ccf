"""Running a bulk job in a worker, from wherever it is to its end.

Its position commits together with the records it stands for, under the lock of the job's row. So
whoever runs it next, or at the same time, goes on exactly there.
"""

import logging
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID

import asyncpg

from app.core.actor import Actor
from app.core.failures import as_app_error
from app.core.records.bulk.actions import finish_job
from app.core.records.bulk.state import find_job, save_job
from app.core.records.bulk.steps import step
from app.core.uow import snapshot, unit_of_work

logger = logging.getLogger(__name__)

STEP = 200  # records a transaction
TELL_EVERY = 0.25  # seconds between two events of progress
ATTEMPTS = 5  # of a step that lost a deadlock
OURS = "Something went wrong on our side; it has been logged. What was done so far is there."


async def run_bulk(tenant_id: UUID, job_id: UUID) -> None:
    """Do what is left of a job; one that has ended or was cancelled is left alone.

    Raises what is worth another try; everything else ends the job as failed, with a sentence.
    """
    async with snapshot(Actor.system(tenant_id)) as view:
        actor = (await find_job(view, job_id)).actor
    told, lost = 0.0, 0
    while True:
        tell = monotonic() - told >= TELL_EVERY
        try:
            if not await _step(actor, job_id, tell=tell):
                return
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            lost += 1
            if lost == ATTEMPTS:
                raise
            continue
        except Exception as error:
            known = as_app_error(error)
            if known.status == 503:
                raise
            if known.status >= 500:
                logger.exception("bulk job %s failed", job_id)
            await _fail(tenant_id, job_id, known.message if known.status < 500 else OURS)
            return
        lost = 0
        told = monotonic() if tell else told


async def _step(actor: Actor, job_id: UUID, *, tell: bool) -> bool:
    async with unit_of_work(actor) as work:
        job = await find_job(work, job_id, lock=True)
        if not job.going_on:
            return False
        job.status = "running"
        if await step(work, job, STEP):
            await save_job(work, job, tell=tell)
            return True
        await finish_job(work, job)
        return False


async def _fail(tenant_id: UUID, job_id: UUID, sentence: str) -> None:
    # Nobody in particular: the member may have left, which may be the reason.
    async with unit_of_work(Actor.system(tenant_id)) as work:
        job = await find_job(work, job_id, lock=True)
        if job.going_on:
            job.status = "failed"
            await save_job(work, job, error=sentence, finished_at=datetime.now(UTC))
