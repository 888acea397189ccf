"""Guessing at passwords is counted, and stops after a few tries."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.core.actor import Request
from app.core.errors import TooManyRequests, Unauthenticated
from app.core.ratelimit import Limit, Per, refund, take
from app.core.runtime import runtime

FAILURES = (
    Limit("login", count=5, period=900, per=("ip", "email"), fail_closed=True),
    # For guesses at one account from many addresses at once.
    Limit("login-account", count=100, period=3600, per=("email",), fail_closed=True),
)
AT_ONCE = 2  # tries of one account from one address that this process looks at together
MAX_QUEUE = 50

_queues: dict[tuple[str, str], asyncio.Semaphore] = {}
_waiting: dict[tuple[str, str], int] = {}


@asynccontextmanager
async def counted_try(source: Request, email: str) -> AsyncGenerator[None]:
    """Count what happens inside as a failure, unless it succeeds or fails for another reason.

    It is counted before the password is looked at and given back afterwards, so that parallel
    guesses can't slip through. Raises TooManyRequests; Unavailable without Redis.
    """
    if not runtime().settings.rate_limits:
        yield
        return
    who: dict[Per, str] = {"ip": source.ip or "", "email": email.strip().lower()}
    async with _turn((who["ip"], who["email"])):
        await take(FAILURES, who)
        try:
            yield
        except Unauthenticated:
            raise
        except BaseException:
            await refund(FAILURES, who)
            raise
        await refund(FAILURES, who)


@asynccontextmanager
async def _turn(key: tuple[str, str]) -> AsyncGenerator[None]:
    """Two at a time: of many right tries at once none is refused, since each is given back in time."""
    if _waiting.get(key, 0) >= MAX_QUEUE:
        raise TooManyRequests(1)
    _waiting[key] = _waiting.get(key, 0) + 1
    queue = _queues.setdefault(key, asyncio.Semaphore(AT_ONCE))
    try:
        async with queue:
            yield
    finally:
        _waiting[key] -= 1
        if not _waiting[key]:
            del _waiting[key], _queues[key]
