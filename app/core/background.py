"""Tasks that run beside the requests for as long as something is open: ending them for sure."""

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_SECONDS = 2.0  # what a task may need for its own last words


async def end(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel tasks and wait until they have ended, whatever they end with.

    A cancellation can be lost: `asyncio.wait_for` of Python 3.11, with which redis-py sends, answers
    with its result if that has come in the same moment. A loop would then run on for ever, and whoever
    waits for its end with it. So who has not ended is told again.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        ended, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
        for task in ended:
            if not task.cancelled():
                task.exception()  # looked at, so that asyncio does not complain that nobody has
