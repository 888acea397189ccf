"""The operating system's processes: starting ours, finding what an earlier run left, ending them."""

import asyncio
import signal
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from app.local.account import drop_to
from app.local.service import Launch

LOG_LIMIT_BYTES = 16 * 2**20


def spawn(launch: Launch, log: Path) -> psutil.Process:
    """Start a program detached from our terminal, its output appended to the log."""
    roll(log)
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


def roll(log: Path) -> None:
    """Keep one older log once this one is long."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_name(f"{log.name}.1"))


def running_in(directory: Path, program: str) -> list[psutil.Process]:
    """The processes of a service: by name and working directory, which outlive every pid file."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == program and Path(process.cwd()) == directory and _lives(process):
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
    return await asyncio.to_thread(process.wait)


async def end(processes: list[psutil.Process], first: signal.Signals, patience: float) -> None:
    """Ask with a signal, wait, and kill what is still there."""
    for asked in (first, signal.SIGKILL):
        for process in processes:
            with suppress(psutil.Error):
                process.send_signal(asked)
        _, processes = await asyncio.to_thread(psutil.wait_procs, processes, patience)
        if not processes:
            return


def _lives(process: psutil.Process) -> bool:
    return process.status() != psutil.STATUS_ZOMBIE
