"""One house and one browser for all of these tests; windows and desks per test.

Fixtures
  house    two instances and a worker on the demo's data
  browser  Chromium; the tests are skipped, loudly, where there is none
  office   Ana, Ben and the admin over REST
  window   `await window("ana@demo.test", at=house.two, …)`: checked and closed after the test
  ana, ben their windows, on two instances
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.e2e.house import House, Program, open_house
from tests.e2e.office import Office, open_office
from tests.e2e.window import PATIENCE, Window, close_windows, open_window
from tests.ensure_browser import MISSING, find_browser

OpenWindow = Callable[..., Awaitable[Window]]

# Each new window would load two pages for the address bar's pop-ups, which cost as much as our own page.
# The last such flag counts, so that what Playwright turns off is here again.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Windows lie over each other: none of them may fall asleep.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
BROWSER = find_browser()
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them need a browser."""
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)
            if BROWSER is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="package")
def house() -> Generator[House]:
    with open_house() as opened:
        yield opened


@pytest.fixture(scope="package")
async def browser() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
async def office(house: House) -> AsyncGenerator[Office]:
    opened = await open_office(house.one.url)
    yield opened
    for desk in (opened.ana, opened.ben, opened.admin):
        await desk.leave()


@pytest.fixture
async def window(browser: Browser, house: House) -> AsyncGenerator[OpenWindow]:
    opened: list[Window] = []

    async def open_one(email: str | None, at: Program | str | None = None, **look: Any) -> Window:
        place = house.one if at is None else at
        url = place if isinstance(place, str) else place.url
        one = await open_window(browser, url, email, **look)
        opened.append(one)
        return one

    yield open_one
    await close_windows(opened)


@pytest.fixture
async def ana(window: OpenWindow) -> Window:
    return await window("ana@demo.test")


@pytest.fixture
async def ben(window: OpenWindow, house: House) -> Window:
    return await window("ben@demo.test", at=house.two)
