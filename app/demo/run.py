"""`salespulse demo`: fill the database once, start a worker, serve, and stop all of it together."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from rich.console import Console
from rich.table import Table

from app.config import Settings
from app.demo import cast
from app.demo.seed import seed_demo

STOP_TIMEOUT = 10  # seconds a worker gets to finish


async def run_demo(settings: Settings, serve: Callable[[Settings], Awaitable[None]]) -> None:
    """Serve the demo until Ctrl-C."""
    await seed_demo(settings)
    _introduce(settings)
    async with _worker():
        await serve(settings)


@asynccontextmanager
async def _worker() -> AsyncGenerator[None]:
    """A worker in a process of its own, as everywhere else."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "app.cli", "worker")
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
        except TimeoutError:
            process.kill()


def _introduce(settings: Settings) -> None:
    console = Console(highlight=False)
    table = Table("sign in as", "who", "role", box=None, padding=(0, 2, 0, 0))
    for person in (cast.DEMO_ADMIN, *cast.DEMO_PEOPLE, cast.RIVAL_ADMIN, *cast.RIVAL_PEOPLE):
        table.add_row(person.email, person.name, person.role.replace("_", "-"))
    table.add_row(cast.ROOT.email, cast.ROOT.name, "super admin")
    console.print(f"\n[bold]SalesPulse[/bold]  {settings.public_url}   (Ctrl-C stops everything)\n")
    console.print(table)
    console.print(f"\npassword for all: [bold]{cast.PASSWORD}[/bold]\n")
