"""`salespulse worker` with one job more, which notes when it began: `python -m bench.pickup_worker`."""

import time
from datetime import datetime
from uuid import UUID

import uvloop

from app.config import Settings
from app.core.runtime import runtime
from bench.stock_arq import STARTED
from jobs.registry import job
from jobs.worker import run

JOB = "note_beginning"


@job()
async def note_beginning(tenant_id: UUID, target_id: UUID) -> datetime | None:
    """The job."""
    began = time.time()
    await runtime().redis.rpush(STARTED, began)  # type: ignore[misc]
    return None


if __name__ == "__main__":
    print("a worker is up", flush=True)
    uvloop.run(run(Settings.from_env()))
