"""The server has one core to itself; the load, PostgreSQL and Valkey share another."""

import contextlib
import os

import psutil

SERVER, LOAD = 0, 1


def pinnable() -> bool:
    """Whether this machine has two cores and lets processes be pinned (Linux)."""
    return hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) >= 2


def pin(pid: int, core: int) -> None:
    """Keep a process, its threads, and what it will start, on one core."""
    if not pinnable():
        return
    for thread in psutil.Process(pid).threads():
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(thread.id, {core})


def pin_tree(pid: int, core: int) -> None:
    """The same for a process and everything it has started."""
    process = psutil.Process(pid)
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            pin(one.pid, core)
