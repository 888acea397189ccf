"""Every main screen is accessible in both themes, and fits a phone."""

from pathlib import Path
from typing import Any

from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office, unique
from tests.e2e.reviewing import end_reviews
from tests.e2e.window import Window
from tests.jobs.waiting import until

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Resolves when no colour is on its way to another.
STILL = """Promise.all(
  document.getAnimations().filter((one) => one instanceof CSSTransition)
    .map((one) => one.finished.catch(() => null))
).then(() => true)"""
# What is hidden beside the shell could still be scrolled into it.
WIDTH = """Math.max(document.documentElement.scrollWidth, window.innerWidth,
  document.querySelector('main').parentElement.scrollWidth)"""
WHOLE = "one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight"
SLID = "document.querySelector('main').parentElement.scrollLeft"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SCREENS = (
    "/pipelines",
    "/deals/{deal}",
    "/deals",
    "/contacts",
    "/companies",
    "/companies/{company}",
    "/import",
    "/reviews",
    "/reviews/{review}",
    "/settings",
    "/settings/roles",
    "/settings/webhooks",
)
DOORS = ("/sign-in", "/register")


async def test_no_serious_violation(window: OpenWindow, office: Office):
    """axe finds nothing serious or critical against WCAG 2.2 AA on any main screen, light or dark."""
    admin = await window("admin@demo.test", color_scheme="light")
    found: list[str] = []
    for path in await _paths(office):
        await admin.go(path)
        await _settled(admin)
        found += await _in_both_themes(admin, path)
    stranger = await window(None, color_scheme="light")
    for path in DOORS:
        await stranger.page.goto(stranger.url + path)
        await expect(stranger.page.get_by_role("heading", level=1)).to_be_visible()
        found += await _in_both_themes(stranger, path)
    assert not found, "\n".join(found)


async def test_nothing_wider_than_a_phone(window: OpenWindow, office: Office):
    """At 360 px no screen scrolls sideways as a whole."""
    phone = await window("admin@demo.test", **PHONE)
    wide: dict[str, int] = {}
    for path in await _paths(office):
        await phone.go(path)
        await _settled(phone)
        width: int = await phone.page.evaluate(WIDTH)
        if width > 360:
            wide[path] = width
    assert not wide


async def test_the_stages_of_a_phone_move_only_the_columns(window: OpenWindow, office: Office):
    """A stage that is tapped comes into sight; the header over the board stays where it is."""
    phone = await window("admin@demo.test", **PHONE)
    await phone.go("/pipelines")
    stages = phone.page.get_by_role("navigation", name="Stages").get_by_role("button")
    await expect(stages).to_have_count(len(office.stages))
    for stage in reversed(await stages.all()):
        await stage.tap()
        await expect(stage).to_have_attribute("aria-current", "true")
        assert await phone.page.evaluate(SLID) == 0


async def test_a_deal_says_all_it_knows(window: OpenWindow, office: Office):
    """On the narrowest desktop and on a phone: tags are not cut, a description keeps its lines, and the
    strip of stages names where the deal is, with a sign for each of the others."""
    names = [unique(f"Tag {n}") for n in range(3)]
    for name in names:
        await office.admin.call("POST", "/tags", {"name": name, "color": "red"})
    said = "One line.\n\nAnother."
    deal = await office.deal("Full", "Negotiation", tags=names, description=said)
    early = await office.deal("Early", "Lead in")
    desk = await window("admin@demo.test")
    phone = await window("admin@demo.test", **PHONE)
    for one in (desk, phone):
        await one.go(f"/deals/{deal}")
        for name in names:
            await _is_whole(one.field_of("Tags").get_by_text(name))
        await _says(one.field_of("Description"), said)
    here = phone.panel.get_by_role("button", name="Negotiation", exact=True)
    await _is_whole(here.get_by_text("Negotiation"))
    await phone.go(f"/deals/{early}")
    stages = phone.panel.get_by_role("group", name="Stage").get_by_role("button")
    await expect(stages).to_have_count(len(office.stages))
    for stage in (await stages.all())[1:]:
        await _is_wide(stage.locator("> :first-child"))


async def _is_whole(text: Locator) -> None:
    """Wait until nothing of a text is cut: the values may come after their places."""
    await until(lambda: text.evaluate(WHOLE))


async def _says(place: Locator, words: str) -> None:
    """Wait until these lines are there, as lines."""

    async def are_there() -> bool:
        return words in await place.inner_text()

    await until(are_there)


async def _is_wide(sign: Locator) -> None:
    """Wait until one can see it."""

    async def is_seen() -> bool:
        box = await sign.bounding_box()
        return box is not None and box["width"] > 5

    await until(is_seen)


async def _paths(office: Office) -> list[str]:
    deal = (await office.ana.call("GET", "/deals", limit=1))[0]["id"]
    company = (await office.ana.call("GET", "/companies", limit=1))[0]["id"]
    review = await _review(office)
    return [path.format(deal=deal, company=company, review=review) for path in SCREENS]


async def _review(office: Office) -> str:
    """One that has ended."""
    await end_reviews(office)
    made = await office.ana.call("POST", "/reviews", {"pipeline_id": office.pipeline_id})
    await office.deal("While reviewed")
    await end_reviews(office)
    return made["id"]


async def _settled(window: Window) -> None:
    """What comes late (figures, people, the note's editor) is there."""
    await window.page.wait_for_load_state("networkidle")


async def _in_both_themes(window: Window, path: str) -> list[str]:
    """All rules in the light; in the dark the colours are other, and nothing else is."""
    light = await _violations(window, path)
    await window.page.emulate_media(color_scheme="dark")
    await expect(window.page.locator("html[data-theme=dark]")).to_be_attached()
    dark = await _violations(window, f"{path} in the dark", COLOURS)
    await window.page.emulate_media(color_scheme="light")
    return light + dark


async def _violations(window: Window, path: str, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    await window.page.evaluate(STILL)
    await window.page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = await window.page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then(result => result.violations)",
        rules,
    )
    return [
        f"{path}: {one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
