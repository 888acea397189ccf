"""Locks between processes: the kernel frees them with the process that holds them, however it dies."""

import fcntl
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.05


def try_lock(path: Path) -> int | None:
    """Take the lock and return its open descriptor (close it to let go), or None if it is held."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    # Someone may have deleted the file (or the whole directory) between our open and our lock:
    # then we hold a lock that nobody else will ever see.
    if still_there(descriptor, path):
        return descriptor
    os.close(descriptor)
    return None


def still_there(descriptor: int, path: Path) -> bool:
    """Whether the file we locked is still the one that others find."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def locked(path: Path, check: Callable[[], None]) -> Generator[None]:
    """Hold the lock; while waiting for it, `check` is called often and may raise to give up."""
    while (descriptor := try_lock(path)) is None:
        check()
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)
