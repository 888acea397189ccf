"""Rough weather for every test at once: what is lost, late or slow on a bad day (`make rough`).

  the doorbell  half of its rings are lost
  the loop      stands still for up to 0.12 s, some six times a second
  the browser   half of all frames come up to 1 s late, in their order; half of the requests up to 0.25 s

The suite must pass in it too. A test that fails leans on a single ring, or on time; or the product does.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Route, WebSocketRoute

from app.core.background import end
from app.core.publishing import Publisher

LOST = 0.5
LATE = 0.5
FRAME_LATE, REQUEST_LATE = 1.0, 0.25  # seconds, at most
STANDS, EVERY = 0.12, 0.3  # seconds, at most

_deliveries: list[asyncio.Task[None]] = []


def pytest_configure() -> None:
    """Put the weather between the product and those who listen to it."""
    _put, _new_context = Publisher.put, Browser.new_context

    def put(publisher: Publisher, channel: str, message: bytes) -> None:
        if publisher._name != "doorbell" or random.random() >= LOST:
            _put(publisher, channel, message)

    async def new_context(browser: Browser, **look: Any) -> BrowserContext:
        context = await _new_context(browser, **look)
        await context.route_web_socket("**/*", _late_frames)
        await context.route("**/api/v1/**", _late_request)
        return context

    Publisher.put = put  # pyright: ignore[reportAttributeAccessIssue]
    Browser.new_context = new_context  # pyright: ignore[reportAttributeAccessIssue]


@pytest.fixture(scope="session", autouse=True)
async def stalls() -> AsyncGenerator[None]:
    """The loop that all tests share has other things to do."""

    async def stall() -> None:
        while True:
            await asyncio.sleep(random.random() * EVERY)
            time.sleep(random.random() * STANDS)  # noqa: ASYNC251  # that is the point

    task = asyncio.create_task(stall())
    yield
    await end([task, *_deliveries])


def _late(most: float) -> float:
    return random.random() * most if random.random() < LATE else 0.0


async def _late_frames(browser: WebSocketRoute) -> None:
    loop, frames = asyncio.get_running_loop(), asyncio.Queue[tuple[float, str | bytes]]()
    server = browser.connect_to_server()
    server.on_message(lambda frame: frames.put_nowait((loop.time() + _late(FRAME_LATE), frame)))

    async def deliver() -> None:
        while True:
            due, frame = await frames.get()
            await asyncio.sleep(due - loop.time())
            browser.send(frame)

    _deliveries.append(asyncio.create_task(deliver()))


async def _late_request(route: Route) -> None:
    await asyncio.sleep(_late(REQUEST_LATE))
    await route.fallback()
