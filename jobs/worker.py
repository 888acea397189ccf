"""The worker process: readers of the log, and jobs with effects outside.

`run(settings)` is what `salespulse worker` calls. Any number of
workers share the work; each is complete.
"""

import asyncio
import contextlib
import logging
import signal

from app.config import Settings
from app.core.background import end
from app.core.runtime import open_runtime
from app.web.features import declare_routes
from jobs import cleanup, registry
from jobs.watch import Watch

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 8.0  # for running jobs, once we have been told to stop


async def run(settings: Settings, *, stop: asyncio.Event | None = None) -> None:
    """Work until SIGTERM or SIGINT (or until `stop` is set), then finish or give back what is running.

    `settings` must have every service's address. Raises what opening the services raises.
    """
    async with open_runtime(settings):
        await work(settings, stop or _stop_on_signal())


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work in a process whose runtime is open, until `stop` is set."""
    declare_routes()  # which declares the record types as well: readers ask for their names
    registry.load()
    for noisy in ("arq.worker", "httpx"):  # a line for each wake-up, and for each call its address
        logging.getLogger(noisy).setLevel(logging.WARNING)
    await cleanup.plan()
    assert settings.redis_url is not None
    watch = Watch(settings.redis_url)
    logger.info("worker started: %s", ", ".join([*registry.READERS, *registry.JOBS]))
    tasks = [
        asyncio.create_task(watch.listen(), name="doorbell"),
        asyncio.create_task(watch.sweep(), name="sweep"),
        asyncio.create_task(watch.queue.run(), name="queue"),
    ]
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()  # none of them ends by itself: a bug must stop the process, visibly
    finally:
        await end([waiting, *tasks])
        await watch.stop(PATIENCE_SECONDS)
        registry.shutdown.asked = False  # of this worker; the process may work on
        logger.info("worker stopped")


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop
