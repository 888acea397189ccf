"""What the supervisor needs to know of a service to run it."""

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.local.account import Account


@dataclass(frozen=True, slots=True)
class Launch:
    """How a service's program is started. `env` is its whole environment: nothing is inherited."""

    argv: list[str]
    cwd: Path
    env: dict[str, str]
    account: Account | None = None


class Service(Protocol):
    """One of PostgreSQL, Redis and S3."""

    name: str
    """Its key in services.json and the name of its directory and log."""
    title: str
    """What people call it."""
    program: str
    """The name of its processes: with `directory` as their working directory they are ours."""
    directory: Path
    stop_signal: signal.Signals
    start_limit: float
    """Seconds until a start counts as failed (it fails at once when the program ends)."""

    def install(self) -> None:
        """Make what the first start needs; called before the first launch of each supervisor."""
        ...

    def launch(self) -> Launch:
        """The command. Called before every start, once nothing of an earlier run is left."""
        ...

    async def ready(self) -> bool:
        """Whether it answers, as the credentials say it should."""
        ...

    async def settle(self) -> None:
        """Once it answers for the first time: whatever members may rely on."""
        ...

    def addresses(self) -> dict[str, str]:
        """What members are told; `address` is always there."""
        ...
