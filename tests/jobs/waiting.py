"""Waiting for what a worker will have done in a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(check: Callable[[], Awaitable[T]], *, timeout: float = 30) -> T:
    """What `check` gives, as soon as it is true; fails after `timeout` seconds."""
    async with asyncio.timeout(timeout):
        while not (found := await check()):  # noqa: ASYNC110 - what is awaited is in another process
            await asyncio.sleep(0.02)
    return found
