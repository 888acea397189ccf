"""The board in two windows on two instances: whatever Ana does, Ben sees."""

import asyncio
import re

from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.drag import drag_by_finger, drag_by_mouse
from tests.e2e.office import Office, unique
from tests.e2e.reviewing import hearing
from tests.e2e.window import Window
from tests.jobs.waiting import until

# Whose pointer is over which card; asked for in one go, since a pointer that rests goes away.
OVER_CARD = """([name, deal]) => {
  const pointer = document.querySelector(`[data-pointer="${name}"]`)
  if (!pointer?.textContent.includes(name) || getComputedStyle(pointer).opacity !== '1') return false
  const at = pointer.getBoundingClientRect()
  const card = document.querySelector(`[data-stage] [data-card="${deal}"]`).getBoundingClientRect()
  return card.left < at.x && at.x < card.right && card.top < at.y && at.y < card.bottom
}"""
CARRIES_OVER_ARROW = """([name, deal]) => {
  const pointer = document.querySelector(`[data-pointer="${name}"]`)
  const [carried, arrow] = ["div span", "svg"].map((part) => pointer?.querySelector(part))
  return !!carried?.textContent.includes(deal)
    && carried.getBoundingClientRect().bottom <= arrow.getBoundingClientRect().top
}"""
# A name stays on a card for two seconds: looked for in every frame.
NAMED = """([deal, stage, name]) =>
  document.querySelector(`[data-stage="${stage}"] [data-card="${deal}"]`)?.textContent.includes(name)
"""
TABLET = {"viewport": {"width": 1180, "height": 820}, "has_touch": True, "is_mobile": True}


async def test_dragged_card_moves_for_the_teammate(ana: Window, ben: Window, office: Office):
    """Ana drags a card with the mouse; on Ben's instance it moves there, under her name."""
    deal = await office.deal("Dragged", "Qualified")
    await ana.go("/")
    await ben.go("/")
    await expect(ana.card_in("Qualified", deal)).to_be_visible()
    await expect(ben.card_in("Qualified", deal)).to_be_visible()

    told = [deal, office.stages["Proposal"], "Ana Duarte"]
    named = asyncio.create_task(ben.page.wait_for_function(NAMED, arg=told))
    await drag_by_mouse(ana, deal, "Proposal")

    await expect(ana.card_in("Proposal", deal)).to_be_visible()
    await named
    await expect(ben.card_in("Proposal", deal)).to_be_visible()
    await expect(ben.card_in("Qualified", deal)).to_have_count(0)
    assert (await office.read(deal))["stage_id"] == office.stages["Proposal"]


async def test_counts_and_totals_follow(ana: Window, ben: Window, office: Office):
    """A card that changes column takes its count and its amount along, on the other screen too."""
    deal = await office.deal("Counted", "Qualified", amount="12345")
    await ana.go("/")
    await ben.go("/")
    await expect(ben.card_in("Qualified", deal)).to_be_visible()
    count = await _count(office, "Proposal")
    shown, total = (
        _figures(ben, "Proposal").first,
        ben.stage("Proposal").locator("header [role=img]"),
    )
    await expect(shown).to_have_text(str(count))
    before = str(await total.get_attribute("aria-label"))

    await drag_by_mouse(ana, deal, "Proposal")

    await expect(shown).to_have_text(str(count + 1))
    await expect(total).not_to_have_attribute("aria-label", before)
    assert await _count(office, "Proposal") == count + 1


async def test_card_moves_by_keyboard(ana: Window, ben: Window, office: Office):
    """Space lifts, arrows carry, Space drops, and a screen reader is told; Ben sees it move."""
    deal = await office.deal("Carried", "Qualified")
    await ana.go("/")
    await ben.go("/")
    await ana.card(deal).focus()
    for key in ("Space", "ArrowRight", "Space"):
        await ana.page.keyboard.press(key)

    await expect(ana.card_in("Proposal", deal)).to_be_focused()
    await expect(ana.page.get_by_text(re.compile("dropped in Proposal"))).to_be_attached()
    await expect(ben.card_in("Proposal", deal)).to_be_visible()


async def test_escape_puts_the_card_back(ana: Window, office: Office):
    """Escape while carrying leaves everything as it was, on the server too."""
    deal = await office.deal("Kept", "Qualified")
    await ana.go("/")
    await ana.card(deal).focus()
    for key in ("Space", "ArrowRight", "Escape"):
        await ana.page.keyboard.press(key)

    await expect(ana.card_in("Qualified", deal)).to_be_focused()
    assert (await office.read(deal))["version"] == 1


async def test_keys_lead_to_a_column_out_of_sight(ana: Window, office: Office):
    """A column far from sight draws no cards; the arrows that lead there bring both into sight."""
    await ana.page.set_viewport_size({"width": 500, "height": 700})
    first = await office.deal("Near", "Lead in")
    last = await office.deal("Far", "Lost")
    await ana.go("/")
    await expect(ana.card(first)).to_be_visible()
    await expect(ana.stage("Lost")).to_be_attached()
    await expect(ana.stage("Lost").get_by_role("listitem")).to_have_count(0)
    await ana.card(first).focus()
    for _ in range(await ana.page.locator("[data-list]").count() - 1):
        await ana.page.keyboard.press("ArrowRight")

    await expect(ana.card_in("Lost", last)).to_be_focused()
    await expect(ana.card_in("Lost", last)).to_be_in_viewport()


async def test_card_moves_by_finger(window: OpenWindow, ben: Window, office: Office):
    """On a tablet a long press takes the card; Ben sees it move."""
    deal = await office.deal("Touched", "Proposal")
    tablet = await window("ana@demo.test", **TABLET)
    await tablet.go("/")
    await ben.go("/")
    await drag_by_finger(tablet, deal, "Qualified", hold=True)

    await expect(tablet.card_in("Qualified", deal)).to_be_visible()
    await expect(ben.card_in("Qualified", deal)).to_be_visible()


async def test_swipe_only_scrolls(window: OpenWindow, office: Office):
    """A finger that moves at once scrolls the board; the card under it stays where it is."""
    deal = await office.deal("Swiped", "Proposal")
    tablet = await window("ana@demo.test", **TABLET)
    await tablet.go("/")
    await expect(tablet.card_in("Proposal", deal)).to_be_visible()
    place = await tablet.stage("Proposal").bounding_box()
    await drag_by_finger(tablet, deal, "Lead in", hold=False)

    async def has_scrolled() -> bool:
        return await tablet.stage("Proposal").bounding_box() != place

    await until(has_scrolled)

    await expect(tablet.card_in("Proposal", deal)).to_be_attached()
    assert (await office.read(deal))["version"] == 1


async def test_quick_add_appears(ana: Window, ben: Window, office: Office):
    """A deal added on top of a column is there for the teammate at once, amount included."""
    name = unique("Quick")
    await ana.go("/")
    await ben.go("/")
    await ana.page.get_by_role("button", name="Add a deal to Proposal", exact=True).click()
    await ana.page.get_by_label("Name of a new deal in Proposal").fill(name)
    await ana.page.get_by_label("Amount", exact=True).fill("2.5k")
    await ana.page.keyboard.press("Enter")

    await expect(ana.stage("Proposal").get_by_text(name)).to_be_visible()
    card = ben.stage("Proposal").locator("[data-card]").filter(has_text=name)
    await expect(card).to_contain_text("2,500")


async def test_board_narrows_by_amount_and_tag(ana: Window, ben: Window, office: Office):
    """Amount and tag filters show what they say, keep up with others' changes, and are cleared at once."""
    tag = unique("hot")
    await office.admin.call("POST", "/tags", {"name": tag, "color": "red"})
    large = await office.deal("Large", amount="77000", tags=[tag])
    small = await office.deal("Small", amount="77", tags=[tag])
    await ana.go("/")
    await expect(ana.card(small)).to_be_visible()

    await ana.page.get_by_role("button", name="Tag", exact=True).click()
    await ana.page.get_by_role("dialog").get_by_role("combobox").fill(tag)
    await ana.page.get_by_role("option", name=tag).click()
    await ana.page.keyboard.press("Escape")
    await expect(ana.page.get_by_role("button", name=f"Tag: {tag}")).to_be_focused()
    await expect(ana.page.locator("[data-card]")).to_have_count(2)
    await expect(ana.stage("Proposal").get_by_role("paragraph")).to_have_text("No deals match.")
    await ana.page.get_by_role("button", name="Amount", exact=True).click()
    await ana.page.get_by_label("From", exact=True).fill("70k")
    await ana.page.keyboard.press("Enter")
    await expect(ana.card(small)).to_have_count(0)
    await expect(ana.card(large)).to_be_visible()

    await office.ben.call("PATCH", f"/deals/{small}", {"amount": "80000"})
    await expect(ana.card(small)).to_be_visible()
    await expect(ana.card(large)).to_be_visible()
    await ana.page.get_by_role("button", name="Clear filters", exact=True).click()
    await expect(ana.page.locator("[data-card]").nth(2)).to_be_visible()


async def test_card_at_the_edge_opens_at_the_first_click(ana: Window, office: Office):
    """A card half below its column's end opens when clicked: nothing slides away under the hand."""
    edges = [await office.deal(f"Edge {n}", "Lead in") for n in range(9)]
    await ana.go("/")
    await expect(ana.card(edges[-1])).to_be_visible()
    await hearing(ana)  # nothing more comes after that
    column = await ana.stage("Lead in").locator("[data-list]").bounding_box()
    assert column is not None
    end = column["y"] + column["height"]
    x = column["x"] + 80
    await ana.page.mouse.move(x, end - 3)
    await ana.page.mouse.down()
    await ana.page.wait_for_timeout(60)  # a hand's click is no instant
    await ana.page.mouse.up()

    await expect(ana.panel).to_be_visible()
    # It lies over its board, which is still where one is.
    board = ana.page.get_by_role("link", name="Pipeline").first
    await expect(board).to_have_attribute("aria-current", "page")


def _figures(window: Window, stage: str) -> Locator:
    """A column's count and its total, as a screen reader has them."""
    return window.stage(stage).locator("header div .sr-only")


async def _count(office: Office, stage: str) -> int:
    """How many deals a stage has."""
    board = await office.ana.call("GET", f"/pipelines/{office.pipeline_id}/board", limit=1)
    counts = {one["name"]: one["count"] for one in board["stages"]}
    return int(counts[stage])


async def test_a_teammates_pointer_and_the_card_in_their_hand(
    ana: Window, ben: Window, office: Office
):
    """Where Ben points on the board, Ana sees his named pointer over the same card; a card he carries
    goes along with it, its name over the pointer, and both are gone when he leaves."""
    deal = await office.deal("In Ben's hand", "Qualified")
    await ana.go("/")
    await ben.go("/")
    await expect(ana.card_in("Qualified", deal)).to_be_visible()
    await ben.card_in("Qualified", deal).hover()
    box = await ben.card_in("Qualified", deal).bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    async def points(at: tuple[float, float], seen: str, told: str) -> None:
        """Move about a place until Ana sees it: a pointer that rests is no news, and goes."""

        async def is_seen() -> bool:
            await ben.page.mouse.move(*at, steps=2)
            await ben.page.mouse.move(at[0] + 1, at[1] + 1)
            return bool(await ana.page.evaluate(seen, ["Ben Okafor", told]))

        await until(is_seen)

    await points(middle, OVER_CARD, deal)
    await ben.page.mouse.down()
    await ben.page.mouse.move(box["x"] + 200, box["y"] + 60, steps=8)
    await points((box["x"] + 400, box["y"] + 60), CARRIES_OVER_ARROW, "In Ben's hand")
    await ben.page.mouse.up()
    pointer = ana.page.locator('[data-pointer="Ben Okafor"]')
    await expect(pointer.filter(has_text="In Ben's hand")).to_have_count(0)
    await ben.page.goto("about:blank")
    await expect(pointer).to_have_count(0)
