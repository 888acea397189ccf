"""What the rest of the application uses of the embedded services."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import TracebackType

from app.config import S3Settings, Settings
from app.local import protocol
from app.local.errors import ServicesError
from app.local.layout import Layout
from app.local.membership import Connection

__all__ = ["Membership", "ServicesError", "join", "local_services"]


class Membership:
    """While it is open the services run; `settings` has the address of every service.

    Also a context manager. Closing it twice is harmless.
    """

    def __init__(self, settings: Settings, connection: Connection | None) -> None:
        self.settings = settings
        self._connection = connection

    def close(self) -> None:
        """Leave: about a second after the last member has left, the services are stopped."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def __enter__(self) -> "Membership":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def join(settings: Settings, *, abandoned: threading.Event | None = None) -> Membership:
    """Join (starting if needed) the embedded services that `settings` gives no address for.

    Blocks until they answer: about a second, a few more when the data directory is new. Setting
    `abandoned` from another thread ends the wait. Raises ServicesError.
    """
    wanted = without_address(settings)
    if not wanted:
        return Membership(settings, None)
    connection = Connection(Layout.of(settings.data_dir), wanted, abandoned)
    return Membership(_with_addresses(settings, connection.services), connection)


@asynccontextmanager
async def local_services(settings: Settings) -> AsyncGenerator[Settings]:
    """As `join`, for a running event loop; the membership ends with the block."""
    abandoned = threading.Event()
    joining = asyncio.create_task(asyncio.to_thread(join, settings, abandoned=abandoned))
    try:
        membership = await asyncio.shield(joining)
    except asyncio.CancelledError:
        abandoned.set()
        outcome = (await asyncio.gather(joining, return_exceptions=True))[0]
        if isinstance(outcome, Membership):
            outcome.close()
        raise
    try:
        yield membership.settings
    finally:
        await asyncio.to_thread(membership.close)


def without_address(settings: Settings) -> list[str]:
    """The services that must run embedded. Raises ServicesError if half of a database is given."""
    if settings.database_url is None and settings.database_owner_url is not None:
        raise ServicesError(
            "DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or neither to use the "
            "embedded PostgreSQL."
        )
    given = {
        protocol.POSTGRESQL: settings.database_url,
        protocol.REDIS: settings.redis_url,
        protocol.S3: settings.s3,
    }
    return [name for name, address in given.items() if address is None]


def _with_addresses(settings: Settings, services: protocol.JSON) -> Settings:
    postgresql = services.get(protocol.POSTGRESQL, {})
    redis = services.get(protocol.REDIS, {})
    s3 = services.get(protocol.S3, {})
    return settings.with_services(
        database_url=settings.database_url or postgresql["address"],
        database_owner_url=settings.database_owner_url or postgresql.get("owner_address"),
        redis_url=settings.redis_url or redis["address"],
        s3=settings.s3
        or S3Settings(s3["address"], s3["access_key"], s3["secret_key"], s3["bucket"]),
    )
