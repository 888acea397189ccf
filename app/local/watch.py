"""Keeping one service running."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from app.local import logs, processes
from app.local.errors import ServicesError
from app.local.service import Service

log = logging.getLogger(__name__)

READY_POLL_SECONDS = (0.02, 0.5)  # at first, and in the end: recovery may take minutes
STOP_PATIENCE_SECONDS = 20.0
LEFTOVER_PATIENCE_SECONDS = 1.0
# A service that died long ago may start again at once; one that keeps dying waits longer each time.
BACKOFF_SECONDS = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0)
DEATHS_FORGOTTEN_AFTER_SECONDS = 30.0


class Watched:
    """A service with its process: started or taken over, restarted whenever it dies, stopped.

    `changed` is called whenever the pid is another.
    """

    def __init__(self, service: Service, log_file: Path, changed: Callable[[], None]) -> None:
        self.service = service
        self._log_file = log_file
        self._changed = changed
        self._process: psutil.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._deaths: list[float] = []
        self._log_size = 0

    @property
    def pid(self) -> int | None:
        """The process that is running, or ran last."""
        return self._process.pid if self._process else None

    async def start(self, *, adopt: bool) -> None:
        """Have it answer; with `adopt`, a healthy one left by a dead supervisor is kept as it is.

        Raises ServicesError; then nothing of it is running.
        """
        try:
            if not (adopt and await self._adopt()):
                await self._install()
                await self._launch()
            await self.service.settle()
        except BaseException:
            await self._end(STOP_PATIENCE_SECONDS)
            raise
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it in its own orderly way (or with SIGKILL after a while)."""
        if self._keeping:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._end(STOP_PATIENCE_SECONDS)

    async def _adopt(self) -> bool:
        found = processes.running_in(self.service.directory, self.service.program)
        eldest = processes.eldest(found)
        if eldest is None or Path(eldest.cwd()) != self.service.directory:
            return False
        if not await self.service.ready():
            return False
        self._process = eldest
        log.info("%s: took over process %d", self.service.title, eldest.pid)
        self._changed()
        return True

    async def _install(self) -> None:
        try:
            await asyncio.to_thread(self.service.install)
        except OSError as error:
            raise ServicesError(f"{self.service.title} could not be set up: {error}.") from error

    async def _launch(self) -> None:
        # Backends of a PostgreSQL that was killed end by themselves; it can't start before.
        await self._end(LEFTOVER_PATIENCE_SECONDS)
        try:
            launch = await asyncio.to_thread(self.service.launch)
            self._log_size = logs.size(self._log_file)
            self._process = process = processes.spawn(launch, self._log_file)
        except OSError as error:
            raise ServicesError(f"{self.service.title} could not be started: {error}.") from error
        log.info("%s: started process %d", self.service.title, process.pid)
        self._changed()
        await self._until_ready(process)

    async def _until_ready(self, process: psutil.Process) -> None:
        deadline = time.monotonic() + self.service.start_limit
        pause = READY_POLL_SECONDS[0]
        while not await self.service.ready():
            why = ""
            if not processes.lives(process):
                why = "ended while starting"
            elif time.monotonic() > deadline:
                why = f"did not answer within {self.service.start_limit:.0f} s"
            if why:
                with suppress(psutil.TimeoutExpired):
                    process.wait(0)  # a child that ended stays a zombie until it is waited for
                told = logs.reason(self._log_file, self._log_size)
                raise ServicesError(f"{self.service.title} {why}{told}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, READY_POLL_SECONDS[1])

    async def _keep(self) -> None:
        while True:
            assert self._process is not None
            code = await processes.gone(self._process)
            log.warning(
                "%s: process %d ended (%s); starting it again",
                self.service.title,
                self._process.pid,
                code,
            )
            await self._restart()

    async def _restart(self) -> None:
        while True:
            await asyncio.sleep(self._pause())
            try:
                return await self._launch()
            except ServicesError as error:
                log.error("%s", error)
            except Exception:
                log.exception("%s could not be restarted", self.service.title)

    def _pause(self) -> float:
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < DEATHS_FORGOTTEN_AFTER_SECONDS]
        self._deaths.append(now)
        return BACKOFF_SECONDS[min(len(self._deaths), len(BACKOFF_SECONDS)) - 1]

    async def _end(self, patience: float) -> None:
        """Leave nothing of the service running: neither ours nor an earlier run's."""
        found = await self._found()
        # The signal is for the eldest: to PostgreSQL's children it means something else.
        eldest = processes.eldest(found)
        if eldest:
            await processes.end([eldest], self.service.stop_signal, patience)
            found = await self._found()
        if found:
            await processes.end(found, self.service.stop_signal, LEFTOVER_PATIENCE_SECONDS)

    async def _found(self) -> list[psutil.Process]:
        found = await asyncio.to_thread(
            processes.running_in, self.service.directory, self.service.program
        )
        ours = self._process
        if ours and processes.lives(ours) and ours.pid not in (process.pid for process in found):
            found.append(ours)
        return found
