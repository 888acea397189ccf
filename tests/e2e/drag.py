"""Dragging as hands do it: with steps on the way, and a long press of a finger.

Each waits for what a hand would see: the card lies still, it is in the hand, its place has opened.
"""

import asyncio
from typing import Any

from playwright.async_api import CDPSession, Locator, expect

from tests.e2e.window import Window

STEPS = 12


async def drag_by_mouse(window: Window, deal_id: str, stage: str) -> None:
    """Take a card and let it go at the top of a column."""
    mouse = window.page.mouse
    await window.card(deal_id).hover()  # it lies still, and nothing lies over it
    start, end = await _middle(window.card(deal_id)), await _top(window.stage(stage))
    await mouse.move(*start)
    await mouse.down()
    await mouse.move(start[0] + 8, start[1] + 4, steps=2)
    await expect(_in_hand(window, deal_id)).to_be_attached()
    await mouse.move(*end, steps=STEPS)
    await mouse.move(end[0] + 1, end[1] + 1)
    await expect(_opened(window, stage)).to_be_attached()
    await mouse.up()
    await expect(_in_hand(window, deal_id)).to_have_count(0)


async def drag_by_finger(window: Window, deal_id: str, stage: str, *, hold: bool) -> None:
    """Press, wait until the card is taken if `hold`, and pull to the top of a column."""
    await window.card(deal_id).scroll_into_view_if_needed()
    finger = await window.context.new_cdp_session(window.page)
    start, end = await _middle(window.card(deal_id)), await _top(window.stage(stage))
    way = [
        (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
        for part in (step / STEPS for step in range(1, STEPS + 1))
    ]
    if hold:
        await _touch(finger, "touchStart", start)
        await expect(_in_hand(window, deal_id)).to_be_attached()
    else:
        # In one go: a finger that rests, be it that we are slow, takes the card.
        await asyncio.gather(
            _touch(finger, "touchStart", start), _touch(finger, "touchMove", way[0])
        )
    for at in way:
        await _touch(finger, "touchMove", at)
        await asyncio.sleep(0.016)
    if hold:
        await expect(_opened(window, stage)).to_be_attached()
    await _touch(finger, "touchEnd", None)
    await finger.detach()


def _in_hand(window: Window, deal_id: str) -> Locator:
    """A card that somebody carries, as it stays in its column, unseen."""
    return window.page.locator(f'[data-list] li[aria-hidden] [data-card="{deal_id}"]')


def _opened(window: Window, stage: str) -> Locator:
    """The gap in a column in which what is carried would land."""
    return window.stage(stage).locator("[data-list] li[aria-hidden]:not(:has([data-card]))")


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
    # Left of the middle: at its right edge the board scrolls under a card that is held there.
    return box["x"] + box["width"] / 4, box["y"] + 110
