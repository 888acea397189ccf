"""The connection pool, and where Tortoise and aerich find our tables."""

import os
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import get_connections

# Importing a model module here is what makes its tables known to the ORM and to migrations.
MODEL_MODULES = [
    "app.core.models",
    "app.core.records.bulk.models",
    "app.identity.models",
    "app.crm.companies.models",
    "app.crm.contacts.models",
    "app.crm.pipelines.models",
    "app.crm.deals.models",
    "app.crm.tags.models",
    "app.crm.fields.models",
    "app.crm.files.models",
    "app.crm.importing.models",
    "app.together.comments.models",
    "app.together.following.models",
    "app.together.notes.models",
    "app.together.notifications.models",
    "app.together.push.models",
    "app.together.review.models",
    "app.outreach.webhooks.models",
]

POOL_MAX = 20


class Connection(asyncpg.Connection):
    """A pooled connection that is handed back without asyncpg's reset round trip.

    Safe because nothing we run outlives its transaction: settings are `SET LOCAL`, there are no
    session locks, cursors or listeners on pooled connections.
    """

    def get_reset_query(self) -> str:
        """Nothing to reset."""
        return ""


def tortoise_config(url: str, *, pool_max: int = POOL_MAX) -> dict[str, Any]:
    """Tortoise's configuration for a database URL (`?host=` may name a socket directory)."""
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    **_credentials(url),
                    "minsize": 1,
                    "maxsize": pool_max,
                    "connection_class": Connection,
                    "server_settings": {"timezone": "UTC", "jit": "off"},
                    "command_timeout": 60,
                },
            }
        },
        "apps": {"app": {"models": [*MODEL_MODULES, "aerich.models"]}},
        "use_tz": True,
    }


def _credentials(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "host": query.get("host", [parts.hostname or "localhost"])[0],
        "port": parts.port or int(query.get("port", ["5432"])[0]),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/"),
    }


# What the aerich command line reads; our own `salespulse migrate` passes its configuration directly.
AERICH_CONFIG = tortoise_config(
    os.environ.get("DATABASE_OWNER_URL", "postgresql://salespulse_owner@localhost/salespulse")
)


_client: AsyncpgDBClient | None = None


async def open_database(url: str, *, pool_max: int = POOL_MAX) -> None:
    """Connect this process to PostgreSQL as the app role."""
    global _client  # noqa: PLW0603 - one pool a process
    # Quart serves requests from other tasks than the one that starts up: the context must be global.
    await Tortoise.init(
        config=tortoise_config(url, pool_max=pool_max), _enable_global_fallback=True
    )
    # Kept here, because inside a transaction the ORM's "default" is that transaction.
    _client = cast(AsyncpgDBClient, get_connections().get("default"))
    if _client._pool is None:
        await _client.create_connection(with_db=True)


async def close_database() -> None:
    """Give every connection back."""
    global _client  # noqa: PLW0603
    _client = None
    await Tortoise.close_connections()


def database() -> AsyncpgDBClient:
    """The ORM's client outside any transaction."""
    if _client is None:
        raise RuntimeError("The database is not open: call open_database() first.")
    return _client


def pool() -> "asyncpg.Pool":
    """The one pool of this process."""
    found = database()._pool
    if found is None:
        raise RuntimeError("The database is not open: call open_database() first.")
    return found
