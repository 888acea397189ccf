"""What workers can do: jobs by name, and readers of the log.

A feature's job module registers itself with one line, `@job()` above its coroutine; its name is the
function's. `MODULES` lists the modules; a new one adds its line.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from uuid import UUID

from app.core.uow import Work

MODULES = (
    "jobs.webhooks",
    "jobs.notifications",
    "jobs.digest",
    "jobs.push",
    "jobs.cleanup",
    "jobs.imports",
    "jobs.bulk",
    "jobs.reviews",
    "jobs.demo",
)

Run = Callable[[UUID, UUID], Awaitable[datetime | None]]
Effect = Callable[[Work, int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its coroutine, and how many of it may run at once in one worker."""

    name: str
    run: Run
    limit: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of the log: `effect(work, since, upto)` does what the events in (since, upto] ask for.

    It runs in the transaction that advances the reader's cursor, so that in the database it takes
    place exactly once; effects outside are jobs that it schedules.
    """

    name: str
    effect: Effect


@dataclass(slots=True)
class Shutdown:
    """Whether this worker has been told to stop.

    A job that works in steps looks at it between them and returns when it wants to go on (now); one
    that doesn't is cancelled after some seconds, and begun again elsewhere.
    """

    asked: bool = False


shutdown = Shutdown()
JOBS: dict[str, Job] = {}
READERS: dict[str, Reader] = {}


def job(*, limit: int = 20) -> Callable[[Run], Run]:
    """Register `async def some_job(tenant_id, target_id)`, started by `app.core.jobs.schedule`.

    It must bear being run again. What it returns is when it wants to run next, or None. While it
    runs its lease is extended; if the lease is lost it is cancelled.
    """

    def register(run: Run) -> Run:
        JOBS[run.__name__] = Job(run.__name__, run, limit)
        return run

    return register


def reader(name: str) -> Callable[[Effect], Effect]:
    """Register the effect of a reader."""

    def register(effect: Effect) -> Effect:
        READERS[name] = Reader(name, effect)
        return effect

    return register


def load() -> None:
    """Import every module that registers something."""
    for name in MODULES:
        import_module(name)
