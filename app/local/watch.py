"""Keeping one service running."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from app.local import processes
from app.local.errors import ServicesError
from app.local.service import Service

log = logging.getLogger(__name__)

READY_POLL_SECONDS = 0.03
STOP_PATIENCE_SECONDS = 20.0
# A service that died long ago may start again at once; one that keeps dying waits longer each time.
BACKOFF_SECONDS = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)
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
                await asyncio.to_thread(self.service.install)
                await self._launch()
            await self.service.settle()
        except BaseException:
            await self._end()
            raise
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it in its own orderly way (or with SIGKILL after a while)."""
        if self._keeping:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._end()

    async def _adopt(self) -> bool:
        found = processes.running_in(self.service.directory, self.service.program)
        eldest = processes.eldest(found)
        if eldest is None or not await self.service.ready():
            return False
        self._process = eldest
        log.info("%s: took over process %d", self.service.title, eldest.pid)
        self._changed()
        return True

    async def _launch(self) -> None:
        await self._end()
        launch = await asyncio.to_thread(self.service.launch)
        try:
            self._process = process = processes.spawn(launch, self._log_file)
        except OSError as error:
            raise ServicesError(f"{self.service.title} could not be started: {error}.") from error
        log.info("%s: started process %d", self.service.title, process.pid)
        self._changed()
        await self._until_ready(process)

    async def _until_ready(self, process: psutil.Process) -> None:
        deadline = time.monotonic() + self.service.start_limit
        while not await self.service.ready():
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                raise ServicesError(
                    f"{self.service.title} ended while starting{self._last_words()}"
                )
            if time.monotonic() > deadline:
                raise ServicesError(
                    f"{self.service.title} did not answer within "
                    f"{self.service.start_limit:.0f} s{self._last_words()}"
                )
            await asyncio.sleep(READY_POLL_SECONDS)

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

    async def _end(self) -> None:
        """Leave nothing of the service running: neither ours nor an earlier run's."""
        found = await asyncio.to_thread(
            processes.running_in, self.service.directory, self.service.program
        )
        # The signal is for the eldest: PostgreSQL's children take it to mean something else.
        eldest = processes.eldest(found)
        if eldest:
            await processes.end([eldest], self.service.stop_signal, STOP_PATIENCE_SECONDS)
            found = await asyncio.to_thread(
                processes.running_in, self.service.directory, self.service.program
            )
        if found:
            await processes.end(found, self.service.stop_signal, 1.0)

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = self._log_file.read_text(errors="replace").splitlines()
            words = [line for line in lines[-20:] if "FATAL" in line or "rror" in line]
            said = (words or lines)[-1:]
            if said:
                return f" ({said[0].strip()}); see {self._log_file}."
        return f"; see {self._log_file}."
