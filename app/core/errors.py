"""The errors SalesPulse answers with. Raised where they are known, turned into HTTP in `app.core.http`."""

from typing import Any


class AppError(Exception):
    """An error with an HTTP status and a stable code; `details` is JSON or None."""

    status = 500
    code = "internal_error"
    message = "Something went wrong on our side. It has been logged with this request's id."

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.code = code or self.code
        self.details = details
        self.headers = headers or {}

    @property
    def fields(self) -> dict[str, str]:
        """What is wrong with which field, where that is said."""
        return (self.details or {}).get("fields") or {}


class Invalid(AppError):
    """400: the request can't be understood. `fields` maps each field to what is wrong with it."""

    status = 400
    code = "validation_error"
    message = "Some of what was sent is not valid."

    def __init__(self, message: str | None = None, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message, details={"fields": fields} if fields else None)


class Unauthenticated(AppError):
    """401: no valid credentials."""

    status = 401
    code = "unauthenticated"
    message = "Sign in first."


class Forbidden(AppError):
    """403: known, readable, but not allowed."""

    status = 403
    code = "forbidden"
    message = "You are not allowed to do that."


class NotFound(AppError):
    """404: not there, not yours, or not readable; the three look the same on purpose."""

    status = 404
    code = "not_found"
    message = "There is no such thing, or you may not see it."


class Conflict(AppError):
    """409: somebody else got there first; `details` says what is there now."""

    status = 409
    code = "conflict"
    message = "This has changed meanwhile."


class TooLarge(AppError):
    """413: the body or a file is over its limit."""

    status = 413
    code = "too_large"
    message = "That is too large."


class UnsupportedMediaType(AppError):
    """415: the body is not of a type this route takes."""

    status = 415
    code = "unsupported_media_type"
    message = "Send JSON (Content-Type: application/json)."


class Unprocessable(AppError):
    """422: understood, but it contradicts what was said before."""

    status = 422
    code = "unprocessable"
    message = "That can't be done."


class TooManyRequests(AppError):
    """429: slow down; `retry_after` in seconds goes into the header."""

    status = 429
    code = "rate_limited"
    message = "Too many requests. Wait a moment and try again."

    def __init__(self, retry_after: float, message: str | None = None) -> None:
        super().__init__(message, headers={"Retry-After": str(max(1, round(retry_after)))})


class Unavailable(AppError):
    """503: a service we stand on is away; safe to retry with the same idempotency key."""

    status = 503
    code = "unavailable"
    message = "A service is restarting. Try again in a moment."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, headers={"Retry-After": "1"})
