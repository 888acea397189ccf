"""The official Node `socket.io-client` as a test's client."""

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

SCRIPT = Path(__file__).parent / "node" / "client.mjs"
MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"


class Official:
    """What the client has reported so far, and how to tell it things."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.reports: list[dict[str, Any]] = []
        self._changed = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self.reports.append(json.loads(line))
            self._changed.set()

    def all(self, event: str) -> list[Any]:
        """Payloads of an event."""
        return [r["payload"] for r in self.reports if r.get("event") == event]

    @property
    def seqs(self) -> list[int]:
        """The numbers of all events heard."""
        return [e["seq"] for changes in self.all("changes") for e in changes["events"]]

    async def wait(self, condition: Callable[[], Any], timeout: float = 20.0) -> Any:
        """Until the condition holds of the reports; returns what it says."""
        async with asyncio.timeout(timeout):
            while not (found := condition()):
                self._changed.clear()
                await self._changed.wait()
            return found

    async def tell(self, command: dict[str, Any]) -> None:
        """A command, as the script takes it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()

    async def stop(self) -> None:
        """End it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._reader.cancel()


@asynccontextmanager
async def official(
    url: str, tenant_id: UUID, token: str | None, **more: Any
) -> AsyncGenerator[Official]:
    """A Node process connected (or refused)."""
    node = shutil.which("node")
    assert node, "Node.js is needed for this test"
    start = {
        "url": url,
        "namespace": f"/t/{tenant_id}",
        "token": token,
        "modules": str(MODULES / "x"),
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPT),
        json.dumps(start),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    client = Official(process)
    try:
        yield client
    finally:
        await client.stop()
