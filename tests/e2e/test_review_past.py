"""Reviews that have been: listed, kept at an address of their own, and telling each only their part."""

import uuid

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office
from tests.e2e.reviewing import button, end_reviews, hearing, present, ready
from tests.e2e.window import Window


@pytest.fixture(autouse=True)
async def _no_other_review(office: Office) -> None:
    await end_reviews(office)


def line_of(window: Window, review: str) -> Locator:
    """A review in the list, as the link to its summary."""
    return window.page.locator(f'main a[href$="/reviews/{review}"]')


async def test_a_review_that_ends_is_listed(window: OpenWindow, office: Office):
    """It comes into everybody's open list with what it changed; its page tells the changes to whoever
    may see the deals, and nothing of them to who may not."""
    viewer = await window("viewer@demo.test")
    await viewer.go("/reviews")
    await hearing(viewer)
    deal = await office.deal("Past", "Qualified", amount="4000")
    name = (await office.read(deal))["name"]
    body = {"pipeline_id": office.pipeline_id}
    review = (await office.ana.call("POST", "/reviews", body))["id"]
    await office.ben.call("POST", f"/reviews/{review}/join")
    won = {"stage_id": office.stages["Won"], "after_id": None}
    await office.ana.call("POST", f"/deals/{deal}/move", won)
    await expect(line_of(viewer, review)).to_have_count(0)
    await office.ana.call("POST", f"/reviews/{review}/end")
    line = line_of(viewer, review)
    for told in ("Sales", "Ana Duarte", "2 took part", "Won +€4K", "Open \N{MINUS SIGN}€4K"):
        await expect(line).to_contain_text(told)

    await line.click()
    await expect(viewer.page.get_by_role("heading", name="Review of Sales")).to_be_visible()
    await expect(viewer.page.get_by_role("heading", name="1 change")).to_be_visible()
    await expect(viewer.page.get_by_role("link", name=name)).to_be_visible()
    await expect(viewer.page.get_by_text("moved it from")).to_be_visible()

    cara = await window("cara@demo.test")
    await cara.go(f"/reviews/{review}")
    await expect(cara.page.get_by_role("heading", name="0 changes")).to_be_visible()
    await expect(cara.page.get_by_text(name)).to_have_count(0)
    await hearing(cara)
    line = line_of(cara, review)
    await cara.press_until("g r", lambda within: expect(line).to_be_visible(timeout=within))
    await expect(line).to_contain_text("No change in value")


async def test_the_link_of_a_review(ana: Window, ben: Window):
    """From the end of a review one has its link; it says who took part, and leads on to the others."""
    await ready(ana, ben)
    await present(ana, ben)
    await button(ana, "End review").click()
    await ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await button(ana, "Copy link").click()
    await expect(ana.page.get_by_text("Link copied")).to_be_visible()
    link = await ana.page.evaluate("navigator.clipboard.readText()")
    await button(ben, "Done").click()
    await ben.go(link.removeprefix(ana.url))
    await expect(ben.page.get_by_text("presented by Ana Duarte")).to_be_visible()
    await expect(ben.page.get_by_title("2 took part")).to_be_visible()
    await ben.page.get_by_role("link", name="Past reviews").click()
    line = line_of(ben, link.rpartition("/")[2])
    await line.focus()
    await ben.page.keyboard.press("ArrowUp")  # it is the latest
    await expect(line).to_be_focused()
    await ben.page.keyboard.press("Enter")
    await expect(ben.page).to_have_url(ben.url + link.removeprefix(ana.url))


async def test_past_reviews_of_a_board(window: OpenWindow, office: Office):
    """From the board one comes to its own reviews; a board without any says how they come about; a link
    to none says so, with the way to the others."""
    admin = await window("admin@demo.test")
    review = await office.admin.call("POST", "/reviews", {"pipeline_id": office.pipeline_id})
    await office.admin.call("POST", f"/reviews/{review['id']}/end")
    await admin.go("/")
    await button(admin, "Past reviews").click()
    await expect(line_of(admin, review["id"])).to_be_visible()
    await admin.go(f"/reviews?board={uuid.uuid4()}")
    await expect(admin.page.get_by_role("heading", name="No reviews yet")).to_be_visible()
    unknown = str(uuid.uuid4())
    admin.forgiven.append(f"/reviews/{unknown} 404")  # that is what is asked
    await admin.go(f"/reviews/{unknown}")
    await expect(admin.page.get_by_role("heading", name="This review is not here")).to_be_visible()
    await admin.page.get_by_role("main").get_by_role("button", name="Past reviews").click()
    await expect(line_of(admin, review["id"])).to_be_visible()
