"""`salespulse dev`: web and worker that restart when their code changes, and the screens by Vite."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
WATCHED = ("app", "realtime", "jobs")
STOP_TIMEOUT = 10  # seconds


async def run_dev() -> None:
    """Until Ctrl-C, or until one of the three ends by itself."""
    python = sys.executable
    click.echo("API and sockets on PORT (8000), screens on http://127.0.0.1:5173")
    processes = [
        await _start(python, "frontend/build.py", "dev"),
        await _start(*_watching(f"{python} -m app.cli serve")),
        await _start(*_watching(f"{python} -m app.cli worker")),
    ]
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    ends = [asyncio.create_task(process.wait()) for process in processes]
    await asyncio.wait(
        [asyncio.create_task(stopped.wait()), *ends], return_when=asyncio.FIRST_COMPLETED
    )
    # Ctrl-C in a terminal reaches them all by itself; a second signal would only make them noisy.
    _, left = await asyncio.wait(ends, timeout=2)
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    if left:
        await asyncio.wait(left, timeout=STOP_TIMEOUT)


def _watching(command: str) -> list[str]:
    """The command, started again whenever a Python file of ours changes."""
    folders = [str(ROOT / name) for name in WATCHED]
    return [sys.executable, "-m", "watchfiles", "--filter", "python", command, *folders]


async def _start(*command: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT)
