"""Who catches up gets more when there is room: whoever takes something is waited for, others are not."""

import asyncio
from typing import cast

import pytest

from realtime import catching_up
from realtime.catching_up import LOW_WATER, drained
from realtime.connection import Wire


class Line:
    """A wire whose client takes `pace` bytes each time that somebody has waited for it in vain."""

    def __init__(self, left: int, pace: int, *, ended: bool = False) -> None:
        self.left, self.pace, self.ended, self.waits = left, pace, ended, 0

    def buffered(self) -> int:
        """Bytes left."""
        return self.left

    async def lowered(self, below: int) -> bool:
        """For ever, until little is left."""
        self.waits += 1
        if self.left > below and not self.ended:
            self.left -= self.pace
            await asyncio.Event().wait()
        return not self.ended


@pytest.mark.parametrize(
    ("line", "answer", "waits"),
    [
        (Line(LOW_WATER + 300, 100), True, 4),
        (Line(LOW_WATER + 300, 0), False, 1),
        (Line(LOW_WATER, 0), True, 1),
        (Line(LOW_WATER + 300, 100, ended=True), False, 1),
    ],
    ids=["slow", "stalled", "free", "ended"],
)
async def test_only_who_makes_progress_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, line: Line, answer: bool, waits: int
) -> None:
    """A line that gets somewhere, however slowly, is given time; one that stands still is given up."""
    monkeypatch.setattr(catching_up, "STALL", 0.01)
    # Only what is asked of it here is a wire's.
    assert await drained(cast(Wire, line)) is answer
    assert line.waits == waits
