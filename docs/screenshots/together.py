"""Film people working together in two windows of a running demo: `together.py http://127.0.0.1:8000`."""

import asyncio
import re
import sys

from playwright.async_api import Browser, Page, async_playwright
from studio import HALF, card, close, open_page, side_by_side

from tests.ensure_browser import find_browser

A_MOMENT = 1_200  # milliseconds: carets and panels have come to rest


async def main(url: str) -> None:
    """Write every picture beside this file."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"]
        )
        for scene in (_field, _note, _conflict, _offline, _review):
            ana = await open_page(browser, url, "ana", viewport=HALF)
            ben = await open_page(browser, url, "ben", viewport=HALF, color_scheme="dark")
            await scene(browser, ana, ben)
            await close(ana, ben)
        await browser.close()


async def _field(browser: Browser, ana: Page, ben: Page) -> None:
    """Ben is in a field; Ana sees it."""
    await _both_at(ana, ben)
    await _field_of(ben, "Amount").click()
    await ana.wait_for_timeout(A_MOMENT)
    await side_by_side(browser, "together-field", ana, ben)
    await ben.keyboard.press("Escape")


async def _note(browser: Browser, ana: Page, ben: Page) -> None:
    """Both write in one note."""
    await _both_at(ana, ben)
    await ana.locator(".ProseMirror").click()
    await ana.keyboard.press("Control+End")
    await ana.keyboard.press("Enter")
    await ana.keyboard.type("## Before we sign\n[] Security paper to their CISO")
    await ben.locator(".ProseMirror").click()
    await ben.keyboard.press("Control+End")
    await ben.keyboard.press("Enter")
    await ben.keyboard.type("Two references, same size", delay=20)
    await ana.wait_for_timeout(A_MOMENT)
    await side_by_side(browser, "together-note", ana, ben)


async def _conflict(browser: Browser, ana: Page, ben: Page) -> None:
    """Both changed one field; the second is asked before anything is lost."""
    await _both_at(ana, ben)
    await _field_of(ben, "Amount").click()
    await _editor_of(ben, "Amount").fill("48000")
    await _field_of(ana, "Amount").click()
    await _editor_of(ana, "Amount").fill("52000")
    await ana.keyboard.press("Enter")
    await ben.get_by_text(re.compile("changed it to")).wait_for()
    await ben.keyboard.press("Enter")
    await ben.get_by_role("dialog", name="Changed by someone else too").wait_for()
    await ana.wait_for_timeout(A_MOMENT)
    await side_by_side(browser, "together-conflict", ana, ben)
    await ben.get_by_role("button", name="Save choice").click()


async def _offline(browser: Browser, ana: Page, ben: Page) -> None:
    """Ben's network is gone; what he does waits, and he can look at it."""
    await _both_at(ana, ben)
    await ben.context.set_offline(True)
    await ben.get_by_role("status").filter(has_text="Offline").first.wait_for(state="attached")
    await _field_of(ben, "Amount").click()
    await _editor_of(ben, "Amount").fill("61000")
    await ben.keyboard.press("Enter")
    await ben.get_by_role("button", name=re.compile("Offline")).first.click()
    await ben.wait_for_timeout(A_MOMENT)
    await side_by_side(browser, "together-offline", ana, ben)
    await ben.context.set_offline(False)
    await ben.get_by_role("status").filter(has_text="Live").first.wait_for(state="attached")


async def _review(browser: Browser, ana: Page, ben: Page) -> None:
    """Ana presents the board; Ben has joined and sees what has changed since."""
    await ana.get_by_role("button", name="Present").click()
    await ben.get_by_role("button", name="Join").first.click()
    await card(ana, "Proposal", 0).click()
    await ana.wait_for_timeout(2 * A_MOMENT)
    await side_by_side(browser, "together-review", ana, ben)


async def _both_at(ana: Page, ben: Page) -> None:
    """Both have one deal open."""
    await card(ana, "Negotiation", 0).click()
    await ana.wait_for_url("**/deals/**")
    await ben.goto(ana.url)
    for page in (ana, ben):
        await _field_of(page, "Amount").wait_for()


def _field_of(page: Page, label: str):
    return page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^Edit {label}:"))


def _editor_of(page: Page, label: str):
    return page.get_by_role("dialog").get_by_role("textbox", name=f"Edit {label}", exact=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/")))
