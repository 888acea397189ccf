"""Chromium, headless and without a GPU, with a core to itself; the board of an organisation with 1,000
open deals in ten columns, at 1,280 x 800 (the page draws those in sight). While a colleague's changes
arrive, 20 a second (half of them moves to another column, half new amounts), a card is dragged by the
mouse across the columns and back, again and again, and the focus goes from card to card by the keyboard.
Counted are the long animation frames that the browser reports (over 50 ms), the time from each key and
press to the next paint (Event Timing; what the browser doesn't report is under 16 ms and counted as 16),
and the compressed JavaScript that was loaded, with nothing cached, when the first card was there. There
is no peer."""

import asyncio
import contextlib
import os
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from playwright.async_api import Browser, Page, async_playwright

from app.core.records.writing import change_record
from app.core.uow import snapshot
from app.crm.deals.actions import move_deal
from app.crm.deals.record import DEALS
from bench.cores import LOAD, SERVER, pin, pin_tree
from bench.deals import make_deals
from bench.figures import Findings, Runs, percentile
from bench.house import PASSWORD, House, found_house
from bench.lab import Lab, pin_services
from bench.processes import Server
from tests.ensure_browser import MISSING, find_browser

TITLE = "The browser: a board of 1,000 cards under 20 changes a second"
CARDS, STAGES, PER_SECOND = 1_000, 10, 20
PROBE = Path(__file__).with_suffix(".js").read_text()
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
CHANCE = random.Random(12)


async def measure(lab: Lab) -> Findings:
    """See the module."""
    program = find_browser()
    if program is None:
        raise SystemExit(MISSING)
    seconds = 8.0 if lab.quick else 25.0
    house = await found_house(10)
    runs = Runs()
    worst: list[dict[str, Any]] = []
    loaded = ""
    async with lab.ours("serve") as server, async_playwright() as playwright:
        deals = await _fill(house, server)
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        with _other_core(lab):
            for _ in range(lab.repeats(3)):
                long, loaded = await _look(browser, server, house, deals, runs, seconds)
                worst += long
        await browser.close()
    return _findings(runs, worst, loaded)


async def _fill(house: House, server: Server) -> list[str]:
    """Ten columns of a hundred cards."""
    token = {"Authorization": f"Bearer {house.token(house.people[0])}"}
    async with snapshot(house.actor()) as view:
        rows = await view.fetch(
            "SELECT id, pipeline_id FROM stages WHERE tenant_id = $1 AND kind = 'open'",
            house.tenant_id,
        )
    async with aiohttp.ClientSession(f"{server.url}/api/v1/", headers=token) as http:
        for n in range(len(rows), STAGES):
            body = {
                "name": f"Stage {n + 1}",
                "pipeline_id": str(rows[0]["pipeline_id"]),
                "kind": "open",
            }
            async with http.post("stages", json=body) as answer:
                if answer.status != 201:
                    raise RuntimeError(await answer.text())
    async with snapshot(house.actor()) as view:
        stages = await view.fetch(
            "SELECT id, pipeline_id FROM stages WHERE tenant_id = $1 AND kind = 'open'",
            house.tenant_id,
        )
    return await make_deals(house.actor(), CARDS, places=stages)


@contextlib.contextmanager
def _other_core(lab: Lab) -> Any:
    """This process, which is the colleague too, and the services join the server: the browser is alone."""
    pin_tree(os.getpid(), LOAD)  # the browser
    pin(os.getpid(), SERVER)
    pin_services(lab.settings, SERVER)
    try:
        yield
    finally:
        pin(os.getpid(), LOAD)
        pin_services(lab.settings, LOAD)


async def _look(
    browser: Browser, server: Server, house: House, deals: Sequence[str], runs: Runs, seconds: float
) -> tuple[list[dict[str, Any]], str]:
    """One round; the long frames, and what was loaded."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    login = {"email": house.email, "password": PASSWORD}
    answer = await context.request.post(f"{server.url}/api/v1/auth/login", data=login)
    if not answer.ok:
        raise RuntimeError(await answer.text())
    await context.add_init_script(PROBE)
    page = await context.new_page()
    await page.goto(server.url)
    await page.locator("[data-card]").first.wait_for(timeout=30_000)
    scripts: list[dict[str, Any]] = await page.evaluate("bench.scripts()")
    await (
        page.get_by_role("status")
        .filter(has_text="Live")
        .first.wait_for(timeout=30_000, state="attached")
    )
    await asyncio.sleep(3)  # what is loaded later, and the first paints
    shown = await page.locator("[data-card]").count()
    writing = asyncio.create_task(_colleague(house, deals))
    await asyncio.sleep(1)
    await page.evaluate("bench.mark()")
    presses = await _drag(page, seconds) + await _keys(page, seconds / 2)
    found: dict[str, Any] = await page.evaluate("bench.read()")
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await context.close()
    slow: dict[int, float] = {}
    for one in found["interactions"]:
        slow[one["id"]] = max(slow.get(one["id"], 0.0), one["duration"])
    waits = [*slow.values(), *[16.0] * max(0, presses - len(slow))]
    runs.add(
        "board",
        long=len(found["long"]),
        blocking=sum(one["blocking"] > 0 for one in found["long"]),
        longest=max((one["duration"] for one in found["long"]), default=0.0),
        frame95=percentile(found["frames"], 0.95),
        frames=len(found["frames"]),
        paint95=percentile(waits, 0.95),
        presses=presses,
        script=sum(script["size"] for script in scripts) / 1000,
        cards=shown,
    )
    sizes = (f"{one['name']} {one['size'] / 1000:.1f}" for one in scripts)
    found_scripts = "JavaScript before the board, KB: " + ", ".join(sizes) + "."
    return found["long"], found_scripts


async def _colleague(house: House, deals: Sequence[str]) -> None:
    """Twenty changes a second, until cancelled."""
    other = house.actor(3)  # an admin too: every third is
    async with snapshot(other) as view:
        rows = await view.fetch(
            "SELECT id FROM stages WHERE tenant_id = $1 AND kind = 'open'", house.tenant_id
        )
    loop = asyncio.get_running_loop()
    began, n = loop.time(), 0
    while True:
        deal = UUID(CHANCE.choice(deals))
        if n % 2:
            await move_deal(other, deal, CHANCE.choice(rows)["id"], after=None)
        else:
            await change_record(
                other, DEALS, deal, {"amount": Decimal(CHANCE.randint(100, 99_999))}
            )
        n += 1
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - loop.time()))


async def _drag(page: Page, seconds: float) -> int:
    """A card across the columns and back, again and again; presses and releases."""
    loop = asyncio.get_running_loop()
    until, presses = loop.time() + seconds, 0
    while loop.time() < until:
        box = await page.locator("[data-stage] [data-card]").first.bounding_box()
        if box is None:
            continue
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await page.mouse.move(x, y)
        await page.mouse.down()
        for step in range(1, 121):
            part = 1 - abs(1 - step / 60)  # there and back
            await page.mouse.move(x + 850 * part, y + 250 * part)
            await asyncio.sleep(0.016)
        await page.mouse.up()
        presses += 2
    return presses


async def _keys(page: Page, seconds: float) -> int:
    """From card to card; keys pressed."""
    loop = asyncio.get_running_loop()
    until, presses = loop.time() + seconds, 0
    await page.locator("[data-stage] [data-card]").first.focus()
    while loop.time() < until:
        await page.keyboard.press(
            CHANCE.choice(("ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"))
        )
        presses += 1
        await asyncio.sleep(0.1)
    return presses


def _findings(runs: Runs, worst: list[dict[str, Any]], loaded: str) -> Findings:
    def one(what: str) -> float:
        return round(runs.median("board", what), 1)

    found = Findings()
    found.rows.append(
        {
            "frames": one("frames"),
            "over 50 ms": one("long"),
            "of them blocked by work": one("blocking"),
            "longest ms": one("longest"),
            "frame p95 ms": one("frame95"),
            "presses and keys": one("presses"),
            "to next paint p95 ms": one("paint95"),
            "JavaScript KB": one("script"),
            "cards in the page": one("cards"),
        }
    )
    found.goal("frames over 50 ms", runs.median("board", "long"), "<=", 0)
    found.goal("interaction to next paint p95, ms", runs.median("board", "paint95"), "<=", 100)
    found.goal(
        "compressed JavaScript before the board, KB", runs.median("board", "script"), "<=", 250
    )
    found.remarks.append(loaded)
    for frame in sorted(worst, key=lambda frame: -frame["duration"])[:3]:
        scripts = "; ".join(frame["scripts"]) or "no script"
        found.remarks.append(
            f"A frame of {frame['duration']:.0f} ms after {frame['at']:.1f} s (blocking for"
            f" {frame['blocking']:.0f}, style to paint {frame['layout']:.0f}): {scripts}."
        )
    return found
