"""What can be wrong with embedded services on this machine, looked at one by one."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.config import Settings
from app.local import binaries, protocol
from app.local.account import Account, drop_to, unprivileged
from app.local.errors import ServicesError
from app.local.layout import Layout
from app.local.services import join, without_address

ROOM_BYTES = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, and a sentence about it."""

    name: str
    ok: bool
    message: str


def diagnose(settings: Settings) -> list[Finding]:
    """Check what the services without an address need, then start (or join) and name them.

    Empty when every address is given. Blocks as `join` does; raises nothing.
    """
    try:
        wanted = without_address(settings)
    except ServicesError as error:
        return [Finding("settings", False, str(error))]
    if not wanted:
        return []
    layout = Layout.of(settings.data_dir)
    return [
        _checked("data directory", partial(_room, settings.data_dir)),
        *(_checked(f"{name} program", partial(_program, name, layout)) for name in wanted),
        _checked("embedded services", partial(_running, settings, layout, wanted)),
    ]


def _checked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except (ServicesError, OSError, subprocess.SubprocessError) as error:
        return Finding(name, False, str(error))


def _room(data_dir: Path) -> str:
    data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(data_dir).free
    told = f"{data_dir} has {free / 2**30:.1f} GB free"
    if free < ROOM_BYTES:
        raise ServicesError(f"{told}: too little for a database.")
    return told


def _program(name: str, layout: Layout) -> str:
    """The version a program tells, run as the account it would be run as."""
    account: Account | None = None
    if name == protocol.POSTGRESQL:
        account = unprivileged(layout.directory(name))
        argv = [f"{binaries.postgres(account)}/postgres", "--version"]
    elif name == protocol.REDIS:
        argv = [str(binaries.valkey()), "--version"]
    else:
        argv = [str(binaries.rclone()), "version"]
    told = subprocess.run(  # noqa: S603 (our own programs)
        argv, cwd="/", env={}, capture_output=True, text=True, check=True, **drop_to(account)
    )
    return told.stdout.splitlines()[0] + (f", as user {account.name}" if account else "")


def _running(settings: Settings, layout: Layout, wanted: list[str]) -> str:
    with join(settings):
        said = protocol.read_services(layout.services)
    pids = [f"{name} {said[name]['pid']}" for name in wanted]
    return f"answering, as processes {', '.join(pids)}"
