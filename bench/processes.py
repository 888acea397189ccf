"""A server in a process of its own on the server's core, and what it has used."""

import asyncio
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import aiohttp
import psutil

from bench.cores import SERVER, pin

START_SECONDS = 60.0
LOOK = aiohttp.ClientTimeout(total=2)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Server:
    """A command that listens on PORT; started and pinned on entering, ended on leaving.

    It is up when it answers 200 at `health`, or has said `says`, or (neither given) accepts
    connections. What it says goes to a file, which is shown if it does not come up.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        health: str | None = None,
        says: str | None = None,
        core: int = SERVER,
        port: int | None = None,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command, self._log, self._core = list(command), log, core
        self._health, self._says = health, says
        self._environment = {**environment, "PORT": str(self.port)}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def cpu_seconds(self) -> float:
        """The CPU time it has used, user and system, in seconds."""
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def resident_bytes(self) -> int:
        """Its resident memory."""
        return int(psutil.Process(self.pid).memory_info().rss)

    async def start(self) -> None:
        """Start it and wait until it is up."""
        environment = {**os.environ, **self._environment}
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
            )
        pin(self.pid, self._core)
        try:
            async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
                while not await self._up(http):
                    if self._process.returncode is not None:
                        raise RuntimeError(f"{self._command} ended: {self._said()}")
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            await self.kill()
            raise RuntimeError(f"{self._command} did not come up: {self._said()}") from error
        pin(self.pid, self._core)  # threads it has started meanwhile

    async def _up(self, http: aiohttp.ClientSession) -> bool:
        if self._says is not None:
            return self._says in self._said()
        try:
            if self._health is None:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return True
            async with http.get(self.url + self._health, timeout=LOOK) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    async def kill(self) -> None:
        """End it at once."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it politely, and at once if that takes long."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def __aenter__(self) -> "Server":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.kill()
