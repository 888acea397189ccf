"""Background tasks that are told to end."""

import asyncio

import pytest

from app.core import background
from app.core.background import end
from app.core.runtime import Runtime


async def test_a_task_that_loses_its_cancellation_ends(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop that talks to Redis ends whenever it is told to, also in the middle of a command."""
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.05)

    async def talk() -> None:
        while True:
            await runtime.redis.ping()

    for n in range(100):
        task = asyncio.create_task(talk())
        await asyncio.sleep(0.001 + n * 0.00001)
        async with asyncio.timeout(5):
            await end([task])
        assert task.done()  # cancelled, or with what Redis made of the cut


async def test_it_waits_for_last_words() -> None:
    """What a task still does when it is cancelled is done; how it ended does not matter."""
    said: list[str] = []

    async def polite() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            said.append("goodbye")

    async def broken() -> None:
        raise ValueError("a bug")

    tasks = [asyncio.create_task(polite()), asyncio.create_task(broken())]
    await asyncio.sleep(0)
    await end(tasks)
    assert said == ["goodbye"]
    assert all(task.done() for task in tasks)
