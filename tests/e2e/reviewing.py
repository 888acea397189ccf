"""What tests of reviews have in common: presenting, joining, and a board that nobody presents."""

import asyncio
import re

from playwright.async_api import Locator, expect

from tests.e2e.office import Office
from tests.e2e.window import Window


async def end_reviews(office: Office) -> None:
    """A board has one review at a time: what another test left is ended."""
    for review in await office.admin.call("GET", "/reviews", **{"filter[ended_at][empty]": "true"}):
        await office.admin.call("POST", f"/reviews/{review['id']}/end")


def button(window: Window, name: str) -> Locator:
    """A button by exactly this name."""
    return window.page.get_by_role("button", name=name, exact=True)


def framed(window: Window, name: str) -> Locator:
    """The frame in the colour of whom this window follows."""
    return window.page.locator(f'[data-frame="{name}"]')


async def ready(*windows: Window) -> None:
    """On the board, and hearing invitations."""
    for window in windows:
        await window.go("/")
        await hearing(window)


async def hearing(window: Window) -> None:
    """What comes a moment after the first screen is there: invitations, and the keys to reviews."""
    await expect(window.page.locator("[data-invitations]")).to_be_attached()


async def present(ana: Window, *others: Window) -> None:
    """Ana presents, and the others join by the invitation."""
    await button(ana, "Present this board").click()
    # All at once: an invitation stays for seconds only.
    await asyncio.gather(presenting(ana), *[_join(window) for window in others])


async def presenting(window: Window) -> None:
    """Wait until this window presents."""
    await expect(window.page.get_by_text("You are presenting Sales")).to_be_visible()


async def _join(window: Window) -> None:
    invitation = window.page.get_by_role("listitem").get_by_role("button", name="Join", exact=True)
    # Only whom the server knows to be there has taken part.
    async with window.page.expect_response(re.compile(r"/reviews/[^/]+/join$")):
        await invitation.click()
    await expect(framed(window, "Ana Duarte")).to_be_attached()
