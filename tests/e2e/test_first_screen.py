"""What the first screen costs, and what comes after it: late code, a new build, typing ahead."""

import asyncio
import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from playwright.async_api import Page, Response, Route, expect

from tests.e2e.window import PATIENCE, Window
from tests.jobs.waiting import until

LIMIT = 250_000  # bytes of compressed JavaScript before the board shows
DIST = Path(__file__).parents[2] / "frontend/dist"


async def test_board_shows_within_its_budget_of_code(ana: Window):
    """Before the first card is seen the browser asks for less than 250 KB of compressed JavaScript."""
    asked: dict[str, int] = {}

    def note(answer: Response) -> None:
        path = urlparse(answer.url).path
        if path.endswith(".js"):
            asked[path] = len(gzip.compress((DIST / path.lstrip("/")).read_bytes()))

    ana.page.on("response", note)
    await ana.page.goto(ana.url + "/")
    await ana.page.locator("[data-card]").first.wait_for()

    assert asked
    assert sum(asked.values()) < LIMIT, sorted(asked.items(), key=lambda one: -one[1])


async def test_letters_typed_before_the_palette_is_there_count(ana: Window):
    """Ctrl+K and typing on at once: what is typed while the palette's code is coming is in its field."""
    late = asyncio.Event()

    async def hold(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await ana.page.route(re.compile(r"/assets/Palette-"), hold)
    await ana.go("/")
    await ana.page.keyboard.press("Control+k")
    await ana.page.keyboard.type("g pr")  # of which "g p" would else lead to the pipeline
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
    late.set()

    field = ana.page.get_by_role("dialog").get_by_role("combobox")
    await expect(field).to_have_value("g pr")
    await ana.page.keyboard.type("o")
    await expect(field).to_have_value("g pro")


async def test_new_build_is_loaded_when_a_piece_is_gone(ana: Window):
    """After a deploy the late pieces of an open page are gone: asking for one loads the new page, once."""
    deploy = await _deploy(ana)
    await ana.go("/")
    await ana.press_until("c d", deploy.again)
    await ana.live()
    dialog = ana.page.get_by_role("dialog")
    await ana.press_until("c d", lambda within: expect(dialog).to_be_visible(timeout=within))
    assert deploy.loads == 2


async def test_new_build_waits_for_words(ana: Window):
    """With something written in a field the page asks first, and the words stay meanwhile."""
    deploy = await _deploy(ana)
    await ana.go("/")
    await ana.page.get_by_role("button", name="Add a deal to Proposal", exact=True).click()
    words = ana.page.get_by_label("Name of a new deal in Proposal")
    await words.fill("Half a thought")
    await ana.page.keyboard.press("Control+k")
    await ana.page.keyboard.type("new contact")
    await ana.page.get_by_role("option", name="New contact").click()

    await expect(ana.page.get_by_text("SalesPulse has been updated")).to_be_visible()
    await expect(words).to_have_value("Half a thought")
    assert deploy.loads == 1
    await ana.page.get_by_role("button", name="Reload", exact=True).click()
    await deploy.again()
    await ana.live()


@dataclass
class Deploy:
    """`loads` counts how often the page was loaded; until the second, its late pieces are gone."""

    loads: int = 0

    async def again(self, within: float = PATIENCE) -> None:
        """Wait until it has been loaded a second time; raises after so many ms."""

        async def twice() -> bool:
            return self.loads == 2

        await until(twice, timeout=within / 1000)


async def _deploy(window: Window) -> Deploy:
    """As if the next build came while the page is open: a dialog's code is gone, `/` starts with other."""
    deploy = Deploy()

    def loaded(_: Page) -> None:
        deploy.loads += 1

    async def piece(route: Route) -> None:
        await (route.fulfill(status=404) if deploy.loads < 2 else route.continue_())

    async def page(route: Route) -> None:
        if route.request.resource_type == "fetch" and deploy.loads < 2:
            await route.fulfill(content_type="text/html", body="<script src=/assets/next.js>")
        else:
            await route.continue_()

    window.page.on("domcontentloaded", loaded)
    window.forgiven.append("/assets/NewAnywhere-")  # gone is what it is here
    await window.page.route(re.compile(r"/assets/NewAnywhere-"), piece)
    await window.page.route(f"{window.url}/", page)
    return deploy
