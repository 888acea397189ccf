"""Any exception as one of ours: what went wrong, without what is inside the house."""

import asyncpg
from tortoise.exceptions import DBConnectionError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.core.errors import (
    AppError,
    Conflict,
    Invalid,
    NotFound,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
)

LOST_CONNECTION = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    DBConnectionError,
    ConnectionError,
    FileNotFoundError,  # the database's socket, while it restarts
)


def as_app_error(error: Exception) -> AppError:
    """Any exception as one of ours; internals never leave the house."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, HTTPException):
        return _from_werkzeug(error)
    if isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError):
        return Unavailable("Too many people changed this at once. Try again.")
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return Conflict("That contradicts what is there already.")
    if isinstance(error, asyncpg.DataError | UnicodeError):
        return Invalid()
    if isinstance(error, LOST_CONNECTION):
        return Unavailable()
    return AppError()


def _from_werkzeug(error: HTTPException) -> AppError:
    by_status: dict[int, AppError] = {
        400: Invalid("The request is malformed."),
        404: NotFound("There is nothing at this address."),
        413: TooLarge(),
        415: UnsupportedMediaType(),
    }
    found = by_status.get(error.code or 500)
    if found is None:
        found = AppError(error.description, code=(error.name or "error").lower().replace(" ", "_"))
        found.status = error.code or 500
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        found.headers = {"Allow": ", ".join(sorted(error.valid_methods))}
    return found
