"""What every picture is taken with: windows of the demo's people, and files beside this one."""

import base64
import sys
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.demo.cast import PASSWORD

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


async def open_page(
    browser: Browser, url: str, who: str, *, tour: bool = False, **look: object
) -> Page:
    """Somebody's window on the board, live; `look` goes to the browser's context."""
    context: BrowserContext = await browser.new_context(**look)  # type: ignore[arg-type]
    if not tour:
        await context.add_init_script(PUT_AWAY)
    await context.request.post(
        f"{url}/api/v1/auth/login",
        data={"email": f"{who}@demo.test", "password": PASSWORD, "tenant": "demo"},
    )
    page = await context.new_page()
    await page.goto(url)
    await page.locator("[data-card]").first.wait_for()
    await page.get_by_role("status").filter(has_text="Live").first.wait_for(state="attached")
    await page.wait_for_timeout(900)
    return page


def card(page: Page, stage: str, place: int) -> Locator:
    """A card of a column, counted from the top."""
    return page.get_by_role("region", name=stage, exact=True).locator("[data-card]").nth(place)


async def side_by_side(browser: Browser, name: str, left: Page, right: Page) -> None:
    """Two windows as they are now, in one picture."""
    shots = [await page.screenshot() for page in (left, right)]
    table = await browser.new_page(viewport={"width": 1916, "height": 948})
    pictures = "".join(f'<img src="data:image/png;base64,{_text(shot)}">' for shot in shots)
    await table.set_content(FRAME + pictures)
    await save(browser, name, await table.screenshot())
    await table.close()


async def save(browser: Browser, name: str, png: bytes) -> None:
    """Write a picture as WebP."""
    page = await browser.new_page()
    webp: str = await page.evaluate(TO_WEBP, _text(png))
    await page.close()
    (HERE / f"{name}.webp").write_bytes(base64.b64decode(webp))


def _text(png: bytes) -> str:
    return base64.b64encode(png).decode()


async def close(*pages: Page) -> None:
    """Put windows away."""
    for page in pages:
        await page.context.close()
