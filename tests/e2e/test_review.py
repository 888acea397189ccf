"""The review room and following a person: three windows on two instances see one board as one does."""

import asyncio
import re
from functools import partial

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Office
from tests.e2e.reviewing import button, end_reviews, framed, hearing, present, presenting, ready
from tests.e2e.window import Window
from tests.jobs.waiting import until

AT_TOP = """place => {
  const top = place.closest('.overflow-y-auto').getBoundingClientRect().top
  return Math.abs(place.getBoundingClientRect().top - top) < 6
}"""
UPPERMOST = """one => {
  const { x, y, width, height } = one.getBoundingClientRect()
  return one.contains(document.elementFromPoint(x + width / 2, y + height - 2))
}"""
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
async def _no_other_review(office: Office) -> None:
    await end_reviews(office)


def search(window: Window) -> Locator:
    return window.page.get_by_placeholder("Find deals")


async def test_others_follow_what_is_presented(
    ana: Window, ben: Window, window: OpenWindow, office: Office
):
    """Filters, scroll and the open card of the presenter are on the others' screens, on a phone too."""
    deal = await office.deal("Presented", "Proposal")
    phone = await window("admin@demo.test", **PHONE)
    await ready(ana, ben, phone)
    await present(ana, ben, phone)

    name = (await office.read(deal))["name"]
    await search(ana).fill(name)
    for follower in (ben, phone):
        await expect(search(follower)).to_have_value(name)
        await expect(follower.page.locator("[data-stage] [data-card]")).to_have_count(1)
    await ana.card(deal).click()
    for follower in (ben, phone):
        await expect(follower.panel).to_be_visible()
    await expect(ana.panel).to_be_visible()
    await ana.page.keyboard.press("Escape")
    for follower in (ben, phone):
        await expect(follower.panel).to_be_hidden()
    await button(ana, "Clear filters").click()
    for follower in (ben, phone):
        await expect(search(follower)).to_have_value("")

    for one in (ana, ben):
        await expect(one.stage("Lead in").locator("[data-card]").nth(6)).to_be_attached()
    await ana.stage("Lead in").locator("[data-list]").hover()
    await ana.page.mouse.wheel(0, 400)
    listed = ben.stage("Lead in").locator("[data-list]")
    await until(lambda: listed.evaluate("list => list.scrollTop > 100"))


async def test_where_in_the_open_deal_the_presenter_is(
    ana: Window, ben: Window, window: OpenWindow, office: Office
):
    """The tab the presenter has open, and the comment or field at the top of their panel, are those of the
    others, though a phone's panel has other heights."""
    deal = await office.deal("Long", description="words " * 300)
    said = {"entity": "deal", "entity_id": deal}
    comments = [
        (await office.ana.call("POST", "/comments", {**said, "body": f"{n} words " * 30}))["id"]
        for n in range(9)
    ]
    phone = await window("admin@demo.test", **PHONE)
    await ready(ana, ben, phone)
    await present(ana, ben, phone)
    await search(ana).fill((await office.read(deal))["name"])
    await ana.card(deal).click()
    for one in (ana, ben, phone):
        # What comes late, and moves what is below it, has come.
        await expect(one.note).to_be_visible()
        await expect(place_of(one, f"comment-{comments[-1]}")).to_be_attached()
    for place in (f"comment-{comments[2]}", "owner_id", f"comment-{comments[0]}"):
        await to_top(ana, place)
        for follower in (ben, phone):
            await at_top(follower, place)
    await ana.panel.get_by_role("tab", name="Timeline").click()
    for follower in (ben, phone):
        timeline = follower.panel.get_by_role("tab", name="Timeline")
        await expect(timeline).to_have_attribute("aria-selected", "true")


def place_of(window: Window, name: str) -> Locator:
    """A comment or a field of the open deal."""
    return window.panel.locator(f'[data-place="{name}"]')


async def to_top(window: Window, name: str) -> None:
    """Scroll the panel until this is at its top."""
    await place_of(window, name).evaluate("place => place.scrollIntoView({ block: 'start' })")
    await at_top(window, name)


async def at_top(window: Window, name: str) -> None:
    """Wait until this is at the top of what scrolls in the panel."""
    await until(lambda: place_of(window, name).evaluate(AT_TOP))


async def test_a_phone_comments_beside_the_room_bar(
    ana: Window, window: OpenWindow, office: Office
):
    """The bar of a review covers nothing on a phone: what one writes a comment in, and its button, are in
    reach, also when the box grows to say who won't see it."""
    deal = await office.deal("Talked over")
    phone = await window("ben@demo.test", **PHONE)
    await ready(ana, phone)
    await present(ana, phone)
    await ana.card(deal).click()
    box = phone.panel.get_by_role("combobox", name="Write a comment")
    send = phone.panel.get_by_role("button", name="Comment", exact=True)
    # What comes late, and moves what is below it, has come.
    for part in (
        phone.note,
        phone.panel.get_by_text("No comments yet"),
        phone.panel.get_by_role("button", name="What I hear"),
    ):
        await expect(part).to_be_visible()
    await box.tap()
    await expect(send).to_be_in_viewport(ratio=1)
    await box.press_sequentially("@Cara Novak hello")
    await expect(phone.panel.get_by_text(re.compile("Cara Novak can.t see this"))).to_be_visible()
    await expect(send).to_be_in_viewport(ratio=1)
    for part in (box, send):
        await until(partial(part.evaluate, UPPERMOST))
    assert await phone.page.evaluate("document.querySelector('main').parentElement.scrollLeft") == 0


async def test_looking_for_oneself_and_back(ana: Window, ben: Window, office: Office):
    """A turn of one's own wheel, or Escape, lets go of the presenter; a click goes back to them."""
    await ready(ana, ben)
    await present(ana, ben)
    back = button(ben, "Back to Ana Duarte")
    await ben.stage("Lead in").hover()
    await ben.page.mouse.wheel(0, 200)
    await expect(framed(ben, "Ana Duarte")).not_to_be_attached()
    await search(ana).fill("renewal")
    await back.click()
    await expect(search(ben)).to_have_value("renewal")
    await ben.page.keyboard.press("Escape")
    await expect(back).to_be_visible()
    await button(ben, "Leave").click()
    await expect(back).to_be_hidden()
    await expect(button(ben, "Ana Duarte is presenting: join")).to_be_visible()


async def test_what_has_changed_since_it_began(ana: Window, ben: Window, office: Office):
    """Changes are listed for everybody, also after a reload; one is undone; the end sums it up."""
    deal = await office.deal("Reviewed", "Qualified", amount="1000")
    await ready(ana, ben)
    await present(ana, ben)
    await office.ben.call("PATCH", f"/deals/{deal}", {"amount": "4000"})
    won = {"stage_id": office.stages["Won"], "after_id": None}
    await office.ana.call("POST", f"/deals/{deal}/move", won)
    for window in (ana, ben):
        await expect(button(window, "2 changes")).to_be_visible()
    await ben.page.reload()
    await expect(framed(ben, "Ana Duarte")).to_be_attached()
    await button(ben, "2 changes").click()
    listed = ben.page.locator("[data-change]")
    await expect(listed).to_have_count(2)
    await expect(listed.last).to_contain_text("changed Amount from")
    await listed.last.get_by_role("button", name="Undo", exact=True).click()
    await expect(listed).to_have_count(3)
    await expect(button(ana, "3 changes")).to_be_visible()
    assert (await office.read(deal))["amount"] == "1000.00"

    await ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await button(ana, "End review").click()
    for window in (ana, ben):
        await expect(window.page.get_by_text("The review of Sales has ended")).to_be_visible()
    await button(ana, "Copy as Markdown").click()
    await expect(ana.page.get_by_text("Copied", exact=True)).to_be_visible()
    copied = await ana.page.evaluate("navigator.clipboard.readText()")
    name = (await office.read(deal))["name"]
    told = [line for line in copied.splitlines() if line.startswith(f"- **{name}**")]
    assert len(told) == 3 and "Ana Duarte moved it from Qualified to Won" in told[1], copied
    assert re.search(r"\| Won \|.*\| 1 · €1K \|", copied), copied


async def test_handing_over(ana: Window, ben: Window):
    """The presenter offers, a colleague takes; from then on it is the other way round."""
    await ready(ana, ben)
    await present(ana, ben)
    await button(ana, "Hand over").click()
    await ana.page.get_by_role("menuitem", name="Hand over to Ben Okafor").click()
    await expect(ben.page.get_by_text("Ana Duarte wants to hand over to you")).to_be_visible()
    await button(ben, "Take over").click()
    await presenting(ben)
    await expect(framed(ana, "Ben Okafor")).to_be_attached()
    await search(ben).fill("pilot")
    await expect(search(ana)).to_have_value("pilot")


async def test_a_presenter_who_is_gone(ana: Window, ben: Window, window: OpenWindow):
    """The room says that the presenter is gone; somebody takes over, and the other comes back to it."""
    await ready(ana, ben)
    await present(ana, ben)
    await ana.page.close()
    await expect(ben.page.get_by_text("Ana Duarte has lost the connection")).to_be_visible()
    await button(ben, "Take over").click()
    await presenting(ben)
    again = await window("ana@demo.test")
    await ready(again)
    await button(again, "Ben Okafor is presenting: join").click()
    await expect(framed(again, "Ben Okafor")).to_be_attached()


async def test_following_a_person(ana: Window, ben: Window):
    """From the people online one follows a colleague from screen to screen, until Escape."""
    await ready(ana, ben)
    await ana.go("/contacts")
    await hearing(ana)
    await ben.page.get_by_role("button", name="Online now").click()
    await button(ben, "Follow Ana Duarte").click()
    await asyncio.gather(  # in whichever order; what she is told goes after seconds
        expect(ben.page).to_have_url(re.compile("/contacts$")),
        expect(ana.page.get_by_text("Ben Okafor follows you")).to_be_visible(),
    )
    await ana.page.get_by_role("link", name="Companies").first.click()
    await expect(ben.page).to_have_url(re.compile("/companies$"))
    await ana.page.get_by_role("link", name="Settings").first.click()
    await expect(ben.page.get_by_text("is in their own inbox or settings")).to_be_visible()
    await ben.page.keyboard.press("Escape")
    await button(ben, "Back to Ana Duarte").click()
    await expect(framed(ben, "Ana Duarte")).to_be_attached()
    await button(ben, "Stop following").click()
    await expect(framed(ben, "Ana Duarte")).not_to_be_attached()


async def test_a_card_that_is_not_for_the_follower(
    window: OpenWindow, house: House, ana: Window, office: Office
):
    """Who may not see the presented card stays on the board, and is told that there is one."""
    deal = await office.deal("Not for Cara")
    cara = await window("cara@demo.test", at=house.two)
    await ready(ana, cara)
    await present(ana, cara)
    await ana.card(deal).click()
    await expect(cara.page.get_by_text("Ana Duarte is on a card you may not see")).to_be_visible()
    await expect(cara.panel).to_be_hidden()
    await expect(ana.panel).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(cara.page.get_by_text("Following Ana Duarte")).to_be_visible()


async def test_who_may_not_change_deals_does_not_present(window: OpenWindow):
    """A reader is not offered to present; they may be invited."""
    viewer = await window("viewer@demo.test")
    await ready(viewer)
    await expect(button(viewer, "Past reviews")).to_be_visible()  # what stands beside it
    await expect(button(viewer, "Present this board")).to_have_count(0)
