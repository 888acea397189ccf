"""Dragging as hands do it: with steps on the way, and a long press of a finger."""

import asyncio
from typing import Any

from playwright.async_api import CDPSession, Locator

from tests.e2e.window import Window

LONG_PRESS = 0.5  # seconds; the board takes a card after less
STEPS = 12


async def drag_by_mouse(window: Window, deal_id: str, stage: str) -> None:
    """Take a card and let it go at the top of a column."""
    mouse = window.page.mouse
    await window.card(deal_id).scroll_into_view_if_needed()
    start, end = await _middle(window.card(deal_id)), await _top(window.stage(stage))
    await mouse.move(*start)
    await mouse.down()
    await mouse.move(start[0] + 8, start[1] + 4, steps=2)
    await mouse.move(*end, steps=STEPS)
    await mouse.move(end[0] + 1, end[1] + 1)
    await mouse.up()


async def drag_by_finger(window: Window, deal_id: str, stage: str, *, hold: bool) -> None:
    """Press, wait if `hold`, and pull to the top of a column."""
    await window.card(deal_id).scroll_into_view_if_needed()
    finger = await window.context.new_cdp_session(window.page)
    start, end = await _middle(window.card(deal_id)), await _top(window.stage(stage))
    await _touch(finger, "touchStart", start)
    if hold:
        await asyncio.sleep(LONG_PRESS)
    for step in range(1, STEPS + 1):
        part = step / STEPS
        at = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
        await _touch(finger, "touchMove", at)
        await asyncio.sleep(0.016)
    await _touch(finger, "touchEnd", None)
    await finger.detach()


async def _touch(finger: CDPSession, kind: str, at: tuple[float, float] | None) -> None:
    points: list[dict[str, Any]] = [{"x": at[0], "y": at[1]}] if at else []
    await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def _middle(target: Locator) -> tuple[float, float]:
    box = await target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def _top(stage: Locator) -> tuple[float, float]:
    box = await stage.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 110
