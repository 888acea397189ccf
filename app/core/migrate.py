"""Bring the database to this version's schema: aerich's migrations, then the app role's grants."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from aerich import Command
from aerich.migrate import Migrate
from tortoise import Tortoise

from app.core.db import tortoise_config
from app.core.schema import grants

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 0x5A1E5  # any number; one for "a SalesPulse migration is running"


async def migrate(owner_url: str, app_role: str) -> list[str]:
    """Apply what is missing and return the names; a second process waits for the first.

    `lock_timeout` keeps a migration from queueing every request behind a lock it can't get.
    """
    guard = await asyncpg.connect(owner_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        applied = await _upgrade(owner_url)
        tables = await guard.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        await guard.execute(grants(app_role, [row["tablename"] for row in tables]))
        return applied
    finally:
        await guard.close()


def role_of(url: str) -> str:
    """The role a database URL signs in as."""
    return unquote(urlsplit(url).username or "")


async def pending(url: str) -> list[str]:
    """The migrations this database has not seen; empty means up to date."""
    connection = await asyncpg.connect(url)
    try:
        known = await connection.fetchval("SELECT to_regclass('public.aerich') IS NOT NULL")
        rows = await connection.fetch("SELECT version FROM aerich") if known else []
    finally:
        await connection.close()
    applied = {row["version"] for row in rows}
    names = sorted(path.name for path in (MIGRATIONS / "app").glob("[0-9]*_*.py"))
    return [name for name in names if name not in applied]


async def _upgrade(owner_url: str) -> list[str]:
    config = tortoise_config(owner_url, pool_max=2)
    config["connections"]["default"]["credentials"]["server_settings"]["lock_timeout"] = "2s"
    command = Command(tortoise_config=config, app="app", location=str(MIGRATIONS))
    try:
        await Tortoise.init(config=config)
        await _create_aerich_table()
        Migrate.app = "app"
        Migrate.migrate_location = MIGRATIONS / "app"
        return await command.upgrade(run_in_transaction=True)
    finally:
        await Tortoise.close_connections()


async def _create_aerich_table() -> None:
    await Tortoise.get_connection("default").execute_script(
        "CREATE TABLE IF NOT EXISTS aerich (id serial PRIMARY KEY, version varchar(255) NOT NULL,"
        " app varchar(100) NOT NULL, content jsonb NOT NULL)"
    )
