"""The sample clients as a test drives them: in this process (Python), in Node (TypeScript)."""

import asyncio
import contextlib
import json
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.orgs import PASSWORD

CLIENTS = Path(__file__).parents[2] / "clients"
MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"
sys.path.insert(0, str(CLIENTS / "python"))

from salespulse_client import Outbox, Session, Store, Stream  # noqa: E402
from salespulse_client.jitter import pause  # noqa: E402, F401 - tested as it is


class Copy(Protocol):
    """A client's copy of an organisation, kept up to date until it is left."""

    @property
    def position(self) -> int:
        """The log position it is at."""
        ...

    @property
    def digest(self) -> str:
        """What it holds, in short."""
        ...

    @property
    def waiting(self) -> int:
        """How many writes wait."""
        ...

    def drop(self) -> None:
        """Lose the connection for a moment."""
        ...

    def write(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Queue a write and have it sent."""
        ...


class PythonCopy:
    """The Python client."""

    def __init__(self, url: str, urls: list[str] | None = None) -> None:
        self.session, self.store = Session(url), Store()
        self.stream = Stream(self.session, self.store, urls=urls, on_event=self._hear)
        self._listeners: list[Callable[[dict[str, Any]], None]] = []
        self.outbox = Outbox(self.session, self.store)
        self.tasks: list[asyncio.Task[Any]] = []

    @property
    def position(self) -> int:
        """The log position it is at."""
        return self.store.position or 0

    @property
    def digest(self) -> str:
        """What it holds, in short."""
        return self.store.digest()

    @property
    def waiting(self) -> int:
        """How many writes wait."""
        return self.outbox.pending

    def drop(self) -> None:
        """Lose the connection for a moment."""
        self.stream.drop()

    def write(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Queue a write and have it sent."""
        self.outbox.add(method, path, body)
        self.tasks.append(asyncio.create_task(self.outbox.send()))

    def listen(self, listener: Callable[[dict[str, Any]], None]) -> None:
        """Have it called with each event."""
        self._listeners.append(listener)

    def _hear(self, event: dict[str, Any]) -> None:
        for listener in self._listeners:
            listener(event)


@asynccontextmanager
async def python_copy(
    url: str, email: str, urls: list[str] | None = None
) -> AsyncGenerator[PythonCopy]:
    """Signed in and following; `urls`: where sockets are, if not where REST is."""
    copy = PythonCopy(url, urls)
    await copy.session.sign_in(email, PASSWORD)
    copy.tasks.append(asyncio.create_task(copy.stream.run()))
    try:
        yield copy
    finally:
        for task in copy.tasks:
            task.cancel()
        await asyncio.gather(*copy.tasks, return_exceptions=True)
        await copy.session.close()


class NodeCopy:
    """The TypeScript client, which reports ten times a second."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.last: dict[str, Any] = {"position": 0, "digest": "", "waiting": 0}

    async def read(self) -> None:
        """Its reports, as they come."""
        assert self.process.stdout
        async for line in self.process.stdout:
            self.last = json.loads(line)

    @property
    def position(self) -> int:
        """The log position it is at."""
        return self.last["position"] or 0

    @property
    def digest(self) -> str:
        """What it holds, in short."""
        return self.last["digest"]

    @property
    def waiting(self) -> int:
        """How many writes wait."""
        return self.last["waiting"]

    def drop(self) -> None:
        """Lose the connection for a moment."""
        self._say("drop")

    def write(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Queue a write and have it sent."""
        self.last["waiting"] = 1  # until its next report says otherwise
        self._say(json.dumps({"method": method, "path": path, "body": body}))

    def _say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")


async def built(directory: Path) -> Path:
    """The TypeScript client, compiled as its README says, with the modules of the front end."""
    shutil.copytree(CLIENTS / "typescript", directory, dirs_exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (directory / "node_modules").symlink_to(MODULES)
    compiler = await asyncio.create_subprocess_exec(
        "node", str(MODULES / "typescript" / "bin" / "tsc"), "-p", str(directory)
    )
    assert await compiler.wait() == 0, "the sample client does not compile"
    return directory / "dist" / "main.js"


@asynccontextmanager
async def node_copy(
    script: Path, url: str, email: str, file: Path | None = None
) -> AsyncGenerator[NodeCopy]:
    """Signed in and following; `file` keeps the copy."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(script),
        "--json",
        url,
        email,
        *([str(file)] if file else []),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "SALESPULSE_PASSWORD": PASSWORD},
    )
    copy = NodeCopy(process)
    reading = asyncio.create_task(copy.read())
    try:
        yield copy
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        reading.cancel()
