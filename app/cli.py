"""The `salespulse` command: the composition root, where app, realtime and jobs meet.

Imports of the halves are lazy, so that `salespulse worker` loads no sockets and `--help` loads nothing.
"""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from pathlib import Path
from typing import Any, cast

import click
import uvloop

from app.config import Settings, SettingsError
from app.core.errors import AppError

BAD_SETTINGS = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """SalesPulse: the CRM that a sales team works in together."""


def _settings() -> Settings:
    try:
        return Settings.from_env()
    except SettingsError as error:
        click.echo(f"salespulse: {error}", err=True)
        sys.exit(BAD_SETTINGS)


@contextlib.contextmanager
def _services(settings: Settings) -> Generator[Settings]:
    """The settings with every address known, for as long as this command needs the services."""
    from app.local.services import ServicesError, join

    try:
        membership = join(settings)
    except ServicesError as error:
        click.echo(f"salespulse: {error}", err=True)
        sys.exit(1)
    try:
        yield membership.settings
    finally:
        membership.close()


def _run(work: Callable[[Settings], Coroutine[Any, Any, None]], *, migrated: bool = True) -> None:
    """Run an async command with services up and, if they are embedded, the schema up to date."""
    settings = _settings()
    with _services(settings) as ready:
        if migrated:
            uvloop.run(_prepare(settings, ready))
        try:
            uvloop.run(work(ready))
        except AppError as error:
            reasons = (error.details or {}).get("fields") or {"": error.message}
            for field, reason in reasons.items():
                click.echo(f"salespulse: {field}{': ' if field else ''}{reason}", err=True)
            sys.exit(1)


async def _prepare(given: Settings, ready: Settings) -> None:
    from app.core.privileges import unsafe_role

    if given.database_url is None:
        await _migrate(ready)
    problem = await unsafe_role(ready.database_url or "")
    if problem:
        click.echo(f"salespulse: {problem}", err=True)
        sys.exit(BAD_SETTINGS)


async def _migrate(settings: Settings) -> list[str]:
    from app.core.migrate import migrate, role_of

    owner, app = settings.database_owner_url, settings.database_url
    if owner is None or app is None:
        click.echo("salespulse: set DATABASE_OWNER_URL to migrate.", err=True)
        sys.exit(BAD_SETTINGS)
    return await migrate(owner, role_of(app))


def _until_stopped() -> asyncio.Event:
    """Set when Ctrl-C or SIGTERM arrives."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


@main.command()
def serve() -> None:
    """Serve REST, sockets and screens on HOST:PORT."""
    _run(_serve)


async def _serve(settings: Settings) -> None:
    """Web and sockets on one port, until stopped; clients are sent elsewhere before the end."""
    from hypercorn.asyncio import serve as hypercorn_serve

    from app import create_app
    from app.core.runtime import open_runtime
    from realtime.asgi import build
    from realtime.running import realtime_server

    stopped = _until_stopped()
    async with open_runtime(settings), realtime_server(settings) as sockets:

        async def end() -> None:
            await stopped.wait()
            await sockets.drain()

        application = build(create_app(settings), sockets)
        gc.freeze()  # all that is loaded by now stays: looking through it again would hold up everybody
        _listener(settings).close()
        click.echo(f"SalesPulse is on {settings.public_url}")
        await hypercorn_serve(cast(Any, application), _hypercorn(settings), shutdown_trigger=end)


def _hypercorn(settings: Settings) -> Any:
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"{settings.host}:{settings.port}"]
    config.accesslog = None
    config.errorlog = None
    config.graceful_timeout = 5
    config.include_server_header = False
    config.websocket_max_message_size = 2 * 1024 * 1024
    return config


@main.command()
def realtime() -> None:
    """Serve sockets alone on HOST:PORT, for thousands of listeners (WebSocket only, /socket.io)."""
    _run(_realtime)


async def _realtime(settings: Settings) -> None:
    """The edge, until stopped; clients are sent elsewhere before the end."""
    from app.core.runtime import open_runtime
    from app.web import logs
    from realtime.edge import open_edge
    from realtime.running import realtime_server

    stopped = _until_stopped()
    logs.configure(settings)
    async with (
        open_runtime(settings),
        realtime_server(settings) as sockets,
        open_edge(sockets, _listener(settings)),
    ):
        gc.freeze()  # all that is loaded by now stays: looking through it again would hold up thousands
        click.echo(f"SalesPulse's sockets are on {settings.host}:{settings.port}")
        await stopped.wait()


def _listener(settings: Settings) -> socket.socket:
    """A socket bound to HOST:PORT; says so in a sentence if that can't be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        click.echo(f"salespulse: can't listen on {where} ({error.strerror}); set PORT.", err=True)
        sys.exit(1)


@main.command()
def worker() -> None:
    """Run the background jobs: notifications, webhooks, imports."""
    from app.web import logs
    from jobs.worker import run

    async def work(settings: Settings) -> None:
        logs.configure(settings)
        click.echo("SalesPulse's worker is at work")
        await run(settings)

    _run(work)


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema (safe to run from several machines at once)."""
    settings = _settings()
    with _services(settings) as ready:
        for name in uvloop.run(_migrate(ready)) or ["nothing to do"]:
            click.echo(name)


@main.command()
def seed() -> None:
    """Fill the database with the demo's organisations, people and deals (once)."""
    from app.demo.seed import seed_demo

    _run(seed_demo)


@main.command()
def demo() -> None:
    """A populated CRM on one address: services, web, sockets and worker; Ctrl-C stops all of it."""
    from app.demo.run import run_demo

    _run(partial(run_demo, serve=_serve))


@main.command()
def dev() -> None:
    """Web, worker and screens that reload when their code changes."""
    from app.dev import run_dev

    with _services(_settings()):  # stay a member, so that a restart finds the services running
        uvloop.run(run_dev())


@main.command("create-superadmin")
@click.option("--email", prompt=True)
@click.option("--name", prompt="Full name")
@click.password_option()
def create_superadmin(email: str, name: str, password: str) -> None:
    """Create a platform administrator, or make one of an existing user."""

    async def work(settings: Settings) -> None:
        from app.core.runtime import open_runtime
        from app.identity.accounts.actions import create_superadmin as create

        async with open_runtime(settings, pool_max=2):
            await create(email=email, full_name=name, password=password)
        click.echo(f"{email} is a super admin.")

    _run(work)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "kind", required=True, help="companies, contacts or deals")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file, as in POST /imports; without it the columns are guessed",
)
@click.option("--tenant", default="demo", show_default=True, help="slug of the organisation")
@click.option("--user", default="admin@demo.test", show_default=True, help="who imports")
@click.option("--options", default="{}", help="JSON, as in POST /imports")
def import_(
    file: Path, kind: str, mapping: Path | None, tenant: str, user: str, options: str
) -> None:
    """Import a CSV file, with progress; prints where the errors are, if any."""
    from app.crm.importing.terminal import import_from_terminal

    complete = False

    async def work(settings: Settings) -> None:
        nonlocal complete
        from app.core.runtime import open_runtime

        async with open_runtime(settings, pool_max=4):
            complete = await import_from_terminal(
                file, kind, mapping=mapping, tenant=tenant, user=user, options=options
            )

    _run(work)
    sys.exit(0 if complete else 1)


@main.command()
def doctor() -> None:
    """Check every dependency and say what is wrong."""
    from app.doctor import examine

    settings = _settings()
    sys.exit(uvloop.run(examine(settings)))


if __name__ == "__main__":
    main()
