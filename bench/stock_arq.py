"""A worker as arq's documentation starts it: `python -m bench.stock_arq`, REDIS_URL in the environment."""

import os
import time
from typing import Any

from arq import run_worker
from arq.connections import RedisSettings

QUEUE = "bench:stock"
STARTED = "bench:started"  # where each job writes when it began, in seconds since 1970


async def note(ctx: dict[Any, Any]) -> None:
    """The job."""
    await ctx["redis"].rpush(STARTED, time.time())


async def ready(ctx: dict[Any, Any]) -> None:
    """Say so."""
    print("stock arq is up", flush=True)


class WorkerSettings:
    """Everything else as arq has it."""

    functions = [note]
    queue_name = QUEUE
    on_startup = ready
    redis_settings = RedisSettings.from_dsn(os.environ.get("REDIS_URL", "redis://127.0.0.1"))


if __name__ == "__main__":
    run_worker(WorkerSettings)  # type: ignore[arg-type]
