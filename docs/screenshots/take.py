"""Take the README's pictures of a running demo, best of a fresh one: `take.py http://127.0.0.1:8000`."""

import asyncio
import sys

from playwright.async_api import Browser, async_playwright
from studio import DESK, HALF, HAND, card, close, open_page, save, side_by_side

from tests.ensure_browser import find_browser


async def main(url: str) -> None:
    """Write every picture beside this file."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"]
        )
        await _boards(browser, url)
        await _two_windows(browser, url)
        await _deal(browser, url)
        await _phone(browser, url)
        await browser.close()


async def _boards(browser: Browser, url: str) -> None:
    for theme in ("light", "dark"):
        ana = await open_page(browser, url, "ana", tour=True, viewport=DESK, color_scheme=theme)
        ben = await open_page(browser, url, "ben", viewport=DESK)
        await card(ben, "Proposal", 1).click()
        await ana.wait_for_timeout(1200)
        await save(browser, f"board-{theme}", await ana.screenshot())
        await close(ana, ben)


async def _two_windows(browser: Browser, url: str) -> None:
    ana = await open_page(browser, url, "ana", viewport=HALF)
    ben = await open_page(browser, url, "ben", viewport=HALF, color_scheme="dark")
    mine = card(ana, "Lead in", 1)
    target = ana.get_by_role("region", name="Qualified", exact=True)
    start, end = await mine.bounding_box(), await target.bounding_box()
    assert start and end
    await ana.mouse.move(start["x"] + 90, start["y"] + 40)
    await ana.mouse.down()
    await ana.mouse.move(start["x"] + 110, start["y"] + 46, steps=4)
    await ana.mouse.move(end["x"] + 60, end["y"] + 210, steps=14)
    await ana.wait_for_timeout(900)
    await side_by_side(browser, "two-windows", ana, ben)
    await ana.keyboard.press("Escape")  # the next picture finds the board as it was
    await ana.mouse.up()
    await close(ana, ben)


async def _deal(browser: Browser, url: str) -> None:
    ana = await open_page(browser, url, "ana", viewport=DESK)
    ben = await open_page(browser, url, "ben", viewport=DESK)
    await card(ana, "Negotiation", 0).click()
    await ana.wait_for_url("**/deals/**")
    await ben.goto(ana.url)
    note, theirs = ana.locator(".ProseMirror"), ben.locator(".ProseMirror")
    await note.click()
    await ana.keyboard.type(
        "## Before we sign\n[] Security paper to their CISO\nTwo references, same size"
    )
    await ana.wait_for_timeout(600)
    await theirs.click()
    await ben.keyboard.press("Control+End")
    await ben.keyboard.press("Enter")
    await ben.keyboard.type("Discount: 10 % for two years", delay=20)
    await ana.get_by_role("combobox", name="Write a comment…").click()
    await ana.keyboard.type("@ben")
    await ana.get_by_role("option").first.wait_for()
    await ana.keyboard.press("Enter")
    await ana.keyboard.type("their board decides on Thursday")
    await ana.keyboard.press("Control+Enter")
    await ana.keyboard.press("Escape")  # out of the composer
    await ana.wait_for_timeout(900)
    await save(browser, "deal", await ana.screenshot())
    await close(ana, ben)


async def _phone(browser: Browser, url: str) -> None:
    phone = await open_page(
        browser, url, "ana", viewport=HAND, device_scale_factor=2, has_touch=True, is_mobile=True
    )
    await save(browser, "phone", await phone.screenshot())
    await close(phone)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/")))
