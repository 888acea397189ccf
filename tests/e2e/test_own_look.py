"""One's own review seen from another window, and colours that a reader's system forces upon the page."""

from playwright.async_api import expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office
from tests.e2e.reviewing import button, end_reviews, present, presenting, ready
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def test_ones_own_review_from_elsewhere(ana: Window, window: OpenWindow, office: Office):
    """In another window of hers Ana reads that she presents, beside the board's other buttons also where
    the bar is narrow, and goes back to it."""
    await end_reviews(office)
    await ready(ana)
    await present(ana)
    narrow = await window("ana@demo.test", viewport={"width": 800, "height": 600})
    await narrow.go("/")
    back = button(narrow, "You are presenting: go back to it")
    await expect(button(narrow, "New deal")).to_be_visible()

    async def are_beside() -> bool:
        there, new = await back.bounding_box(), await button(narrow, "New deal").bounding_box()
        return bool(there and new and new["x"] + new["width"] <= there["x"])

    await until(are_beside)
    await back.click()
    await presenting(narrow)
    await end_reviews(office)


async def test_the_readers_own_colours(window: OpenWindow, office: Office):
    """Where the system's colours are forced upon the page, the stage a deal is in still stands out."""
    deal = await office.deal("Contrast", stage="Proposal")
    ana = await window("ana@demo.test", forced_colors="active")
    await ana.go(f"/deals/{deal}")
    strip = ana.panel.get_by_role("group", name="Stage")
    for stage, outline in (("Proposal", "solid"), ("Qualified", "none")):
        await expect(strip.get_by_role("button", name=stage, exact=True)).to_have_css(
            "outline-style", outline
        )
