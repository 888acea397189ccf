"""PostgreSQL on a Unix socket: the database `salespulse`, its owner role and the application's role."""

import os
import signal
from pathlib import Path
from urllib.parse import quote

import asyncpg

from app.local import binaries, cluster
from app.local.account import unprivileged
from app.local.credentials import Credentials
from app.local.layout import Layout
from app.local.service import Launch

DATABASE = "salespulse"
OWNER_ROLE = "salespulse_owner"
APP_ROLE = "salespulse_app"


class Postgres:
    """The service; see `app.local.service.Service` for the meaning of its parts."""

    name = "postgresql"
    title = "PostgreSQL"
    program = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends connections, loses nothing
    start_limit = 300.0  # recovery after a crash replays the log

    def __init__(self, layout: Layout, runtime_dir: Path, credentials: Credentials) -> None:
        self.directory = layout.directory(self.name)
        self._log = layout.log(self.name)
        self._socket_dir = runtime_dir / "postgresql"
        self._credentials = credentials
        self._account = unprivileged(self.directory)

    def install(self) -> None:
        """Initialise the cluster, if this is the first start in the data directory."""
        cluster.make(self.directory, binaries.postgres(self._account), self._account, self._log)

    def launch(self) -> Launch:
        """Postgres in its directory, as the unprivileged account if we are root."""
        self._socket_dir.mkdir(mode=0o700, exist_ok=True)
        if self._account:
            os.chown(self._socket_dir, self._account.uid, self._account.gid)
        cluster.forget_dead_server(self.directory, self._socket_dir)
        cluster.configure(self.directory, self._socket_dir, self._account)
        programs = binaries.postgres(self._account)
        return Launch(
            argv=[f"{programs}/postgres", "-D", cluster.working_path(self.directory)],
            cwd=self.directory,
            env=cluster.environment(),
            account=self._account,
        )

    async def ready(self) -> bool:
        """Whether it accepts our connection; false while it starts, recovers or stops."""
        try:
            connection = await self._connect("postgres")
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True

    async def settle(self) -> None:
        """Make the roles and the database if they are missing, and set the roles' passwords."""
        connection = await self._connect("postgres")
        try:
            await _make_roles(connection, self._credentials)
            found = await connection.fetchval(
                "select 1 from pg_database where datname = $1", DATABASE
            )
            if not found:
                await connection.execute(f"create database {DATABASE} owner {OWNER_ROLE}")
            await connection.execute(
                f"revoke all on database {DATABASE} from public;"
                f"grant connect, temporary on database {DATABASE} to {APP_ROLE}"
            )
        finally:
            await connection.close()

    def addresses(self) -> dict[str, str]:
        """Connection strings: the application's role, and the owner's for migrations."""
        return {
            "address": self._url(APP_ROLE, self._credentials.app_password),
            "owner_address": self._url(OWNER_ROLE, self._credentials.owner_password),
        }

    def _url(self, role: str, password: str) -> str:
        # The port is named because a client's PGPORT would otherwise apply.
        host = quote(str(self._socket_dir), safe="/")
        return f"postgresql://{role}:{password}@/{DATABASE}?host={host}&port=5432"

    async def _connect(self, database: str) -> asyncpg.Connection:
        return await asyncpg.connect(
            host=str(self._socket_dir), port=5432, user="postgres", database=database, timeout=5
        )


async def _make_roles(connection: asyncpg.Connection, credentials: Credentials) -> None:
    existing = {row[0] for row in await connection.fetch("select rolname from pg_roles")}
    # CREATEDB lets tests clone databases and restore drills work aside; the owner is no superuser.
    roles = (
        (OWNER_ROLE, credentials.owner_password, "createdb"),
        (APP_ROLE, credentials.app_password, "nocreatedb"),
    )
    for role, password, createdb in roles:
        verb = "alter" if role in existing else "create"
        # Passwords are our own hexadecimal digits: nothing to quote.
        await connection.execute(
            f"{verb} role {role} login nosuperuser nobypassrls nocreaterole {createdb} "
            f"password '{password}'"
        )
