"""The operating system's processes: starting ours, finding what an earlier run left, ending them."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from app.local import logs
from app.local.account import drop_to
from app.local.service import Launch

WATCH_SECONDS = 0.1
END_POLL_SECONDS = 0.01


def spawn(launch: Launch, log: Path) -> psutil.Process:
    """Start a program detached from our terminal, its output appended to the log."""
    logs.roll(log)
    with log.open("ab") as output:
        return psutil.Popen(
            launch.argv,
            cwd=launch.cwd,
            env=launch.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **drop_to(launch.account),
        )


def running_in(directory: Path, program: str) -> list[psutil.Process]:
    """The processes of a service: by name and working directory, which outlive every pid file.

    Also those whose directory was deleted under them.
    """
    places = (str(directory), f"{directory} (deleted)")
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == program and process.cwd() in places and lives(process):
                found.append(process)
    return found


def eldest(processes: Iterable[psutil.Process]) -> psutil.Process | None:
    """The one process that started all the others; None unless there is exactly one such."""
    processes = list(processes)
    pids = {process.pid for process in processes}
    elders: list[psutil.Process] = []
    for process in processes:
        with suppress(psutil.Error):
            if process.ppid() not in pids:
                elders.append(process)
    return elders[0] if len(elders) == 1 else None


async def gone(process: psutil.Process) -> int | None:
    """Wait until a process has ended; its exit code if it was our child."""
    if isinstance(process, psutil.Popen):
        return await asyncio.to_thread(process.wait)
    # Another's child keeps its pid until its parent asks for it, which the first process of a
    # container may do late or never: so we look, rather than wait for the pid to vanish.
    while lives(process):  # noqa: ASYNC110 (there is no event to wait for)
        await asyncio.sleep(WATCH_SECONDS)
    return None


async def end(processes: list[psutil.Process], first: signal.Signals, patience: float) -> None:
    """Ask with a signal, wait, and kill what is still there."""
    for asked in (first, signal.SIGKILL):
        for process in processes:
            with suppress(psutil.Error):
                process.send_signal(asked)
                process.send_signal(signal.SIGCONT)  # a frozen one would not hear of it
        deadline = time.monotonic() + patience
        while processes and time.monotonic() < deadline:
            await asyncio.sleep(END_POLL_SECONDS)
            processes = [process for process in processes if lives(process)]
        if not processes:
            return


def lives(process: psutil.Process) -> bool:
    """Whether it still runs (one that has ended and was not yet waited for does not)."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
