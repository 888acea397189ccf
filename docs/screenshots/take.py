"""Take the README's pictures of a running demo, best of a fresh one: `take.py http://127.0.0.1:8000`."""

import asyncio
import base64
import sys
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.demo.cast import PASSWORD
from tests.ensure_browser import find_browser

HERE = Path(__file__).parent
DESK = {"width": 1440, "height": 900}
HALF = {"width": 900, "height": 860}
HAND = {"width": 390, "height": 780}

TO_WEBP = """async png => {
  const image = new Image(); image.src = 'data:image/png;base64,' + png; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({type: 'image/webp', quality: 0.7});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = ''; for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""
PUT_AWAY = """localStorage['sp-demo-tour'] =
  JSON.stringify({state: {done: [], dismissed: true, folded: false}, version: 0})"""
FRAME = """<style>
  body { margin: 0; padding: 44px; display: flex; gap: 28px;
         background: linear-gradient(135deg, #dfe9e8, #eef0e9) }
  img { width: 900px; border-radius: 12px; box-shadow: 0 24px 60px -18px #12343b66, 0 0 0 1px #12343b1c }
</style>"""


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
        ana = await _page(browser, url, "ana", tour=True, viewport=DESK, color_scheme=theme)
        ben = await _page(browser, url, "ben", viewport=DESK)
        await _card(ben, "Proposal", 1).click()
        await ana.wait_for_timeout(1200)
        await _save(browser, f"board-{theme}", await ana.screenshot())
        await _close(ana, ben)


async def _two_windows(browser: Browser, url: str) -> None:
    ana = await _page(browser, url, "ana", viewport=HALF)
    ben = await _page(browser, url, "ben", viewport=HALF, color_scheme="dark")
    card = _card(ana, "Lead in", 1)
    target = ana.get_by_role("region", name="Qualified", exact=True)
    start, end = await card.bounding_box(), await target.bounding_box()
    assert start and end
    await ana.mouse.move(start["x"] + 90, start["y"] + 40)
    await ana.mouse.down()
    await ana.mouse.move(start["x"] + 110, start["y"] + 46, steps=4)
    await ana.mouse.move(end["x"] + 60, end["y"] + 210, steps=14)
    await ana.wait_for_timeout(900)
    left, right = await ana.screenshot(), await ben.screenshot()
    await ana.keyboard.press("Escape")  # the next picture finds the board as it was
    await ana.mouse.up()
    table = await browser.new_page(viewport={"width": 1916, "height": 948})
    pictures = "".join(f'<img src="data:image/png;base64,{_text(p)}">' for p in (left, right))
    await table.set_content(FRAME + pictures)
    await _save(browser, "two-windows", await table.screenshot())
    await table.close()
    await _close(ana, ben)


async def _deal(browser: Browser, url: str) -> None:
    ana = await _page(browser, url, "ana", viewport=DESK)
    ben = await _page(browser, url, "ben", viewport=DESK)
    await _card(ana, "Negotiation", 0).click()
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
    await _save(browser, "deal", await ana.screenshot())
    await _close(ana, ben)


async def _phone(browser: Browser, url: str) -> None:
    phone = await _page(
        browser, url, "ana", viewport=HAND, device_scale_factor=2, has_touch=True, is_mobile=True
    )
    await _save(browser, "phone", await phone.screenshot())
    await _close(phone)


async def _page(
    browser: Browser, url: str, who: str, *, tour: bool = False, **look: object
) -> Page:
    context: BrowserContext = await browser.new_context(**look)  # type: ignore[arg-type]
    if not tour:
        await context.add_init_script(PUT_AWAY)
    await context.request.post(
        f"{url}/api/v1/auth/login",
        data={"email": f"{who}@demo.test", "password": PASSWORD, "tenant": "demo"},
    )
    page = await context.new_page()
    await page.goto(url)
    await _card(page, "Negotiation", 0).wait_for()
    await page.get_by_role("status").filter(has_text="Live").first.wait_for(state="attached")
    await page.wait_for_timeout(900)
    return page


def _card(page: Page, stage: str, place: int) -> Locator:
    return page.get_by_role("region", name=stage, exact=True).locator("[data-card]").nth(place)


async def _save(browser: Browser, name: str, png: bytes) -> None:
    page = await browser.new_page()
    webp: str = await page.evaluate(TO_WEBP, _text(png))
    await page.close()
    (HERE / f"{name}.webp").write_bytes(base64.b64decode(webp))


def _text(png: bytes) -> str:
    return base64.b64encode(png).decode()


async def _close(*pages: Page) -> None:
    for page in pages:
        await page.context.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/")))
