"""Without a network: what was read is there after a reload, and what both wrote apart comes together."""

import re

import pytest
from playwright.async_api import Locator, Route, expect

from tests.e2e.apart import (
    BACK_WITHIN,
    CUT,
    cut,
    none_to_send,
    on_device,
    on_disk,
    reconnect,
    write,
)
from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Desk, Office, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until

MINE_OR_THEIRS = "Changed by someone else too"


async def test_what_was_seen_is_there_after_a_reload(window: OpenWindow, office: Office):
    """Without a network a reload shows the board, the deal and the list as they were, says as of when, and
    what was never opened here; back online it is live again, with what happened meanwhile."""
    deal = await office.deal("Kept")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    await ana.panel.get_by_role("button", name="Close", exact=True).click()
    await _follow(ana, "Companies")
    await expect(ana.page.get_by_role("row").nth(2)).to_be_visible()
    companies = await office.ana.call("GET", "/companies", limit=200)

    async def is_kept() -> bool:
        there = {row["id"] for row in await on_disk(ana)}
        return deal in there and any(company["id"] in there for company in companies)

    await until(is_kept)
    await cut(ana)
    await office.ben.call("PATCH", f"/deals/{deal}", {"amount": "4321"})
    await ana.page.reload()

    await expect(ana.page.get_by_role("row").nth(2)).to_be_visible()
    await expect(ana.page.get_by_text(re.compile("Offline, as of"))).to_be_visible()
    await _follow(ana, "Pipeline")
    await expect(ana.card_in("Qualified", deal)).to_contain_text("1,000")
    await ana.card(deal).click()
    await expect(ana.field_of("Amount")).to_contain_text("1,000")
    await ana.panel.get_by_role("button", name="Close", exact=True).click()
    await _follow(ana, "Contacts")
    await expect(ana.page.get_by_text("Not on this device yet")).to_be_visible()

    await reconnect(ana)
    await expect(ana.page.get_by_role("row").nth(2)).to_be_visible()
    await expect(ana.page.get_by_text(re.compile("Offline, as of"))).to_have_count(0)
    await _follow(ana, "Pipeline")
    await expect(ana.card(deal)).to_contain_text("4,321")


@pytest.mark.parametrize(
    "order",
    [("ana", "ben", "Mine"), ("ben", "ana", "Theirs")],
    ids=["ana-first-mine", "ben-first-theirs"],
)
async def test_both_edit_offline_and_come_back(
    window: OpenWindow, house: House, office: Office, order: tuple[str, str, str]
):
    """Ana and Ben edit one deal offline, each a field of their own and both the amount, and reload. In
    whichever order they come back: their own fields merge, the second is asked about the amount,
    history has both, and server, screens and record stores are equal."""
    first, second, answer = order
    deal = await office.deal("Apart")
    renamed = unique("Renamed by Ben")
    people = {
        "ana": await on_device(window, "ana@demo.test", f"/deals/{deal}"),
        "ben": await on_device(window, "ben@demo.test", f"/deals/{deal}", at=house.two),
    }
    ana, ben = people["ana"], people["ben"]
    people[second].forgiven.append(f"/api/v1/deals/{deal} 409")  # the question itself
    for one in people.values():
        await cut(one)
    await write(ana, "Amount", "2000")
    await write(ana, "Description", "Described by Ana")
    await write(ben, "Amount", "3000")
    await _name(ben).fill(renamed)
    await ben.page.keyboard.press("Enter")
    for one in people.values():
        await one.page.reload()
    await expect(ana.field_of("Amount")).to_contain_text("2,000")
    await expect(ana.field_of("Description")).to_contain_text("Described by Ana")
    await expect(ben.field_of("Amount")).to_contain_text("3,000")
    await expect(_name(ben)).to_have_value(renamed)
    assert (await office.read(deal))["version"] == 1

    await reconnect(people[first])
    await none_to_send(people[first])
    await people[second].context.set_offline(False)
    question = people[second].page.get_by_role("dialog", name=MINE_OR_THEIRS)
    await expect(question.get_by_role("radio", name=re.compile("^Mine"))).to_be_visible(
        timeout=BACK_WITHIN
    )
    await expect(question.get_by_role("radio")).to_have_count(2)  # about the amount alone
    await question.get_by_role("radio", name=re.compile(f"^{answer}")).click()
    await question.get_by_role("button", name="Save choice").click()

    for one in people.values():
        await expect(one.field_of("Amount")).to_contain_text("3,000")
        await expect(one.field_of("Description")).to_contain_text("Described by Ana")
        await expect(_name(one)).to_have_value(renamed)
        await none_to_send(one)
    now = await office.read(deal)
    assert (now["amount"], now["description"]) == ("3000.00", "Described by Ana")
    assert now["name"] == renamed
    await _stores_equal(ana, office.ana, deal)
    await _stores_equal(ben, office.ben, deal)
    authors = {
        event["actor"]["id"]
        for event in await office.ana.call("GET", f"/deals/{deal}/history")
        if event["type"] == "deal.updated"
    }
    assert authors == {office.ana.user_id, office.ben.user_id}


async def test_what_was_deleted_meanwhile_is_not_lost(window: OpenWindow, office: Office):
    """Ana edits a deal offline that Ben deletes: back online she is told, what she wrote is kept, and goes
    out after all once the deal is back."""
    deal = await office.deal("Deleted apart")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    ana.forgiven.append(f"/api/v1/deals/{deal}")  # gone, as it is here
    await cut(ana)
    await write(ana, "Amount", "2000")
    await office.ben.call("DELETE", f"/deals/{deal}")
    await ana.page.reload()
    await expect(ana.field_of("Amount")).to_contain_text("2,000")

    await reconnect(ana)
    await expect(ana.page.get_by_label("1 change not saved").first).to_be_attached()
    await office.ben.call("POST", f"/deals/{deal}/restore", {})
    await _follow(ana, "Pipeline")
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
    await expect(ana.card(deal)).to_contain_text("1,000")
    await ana.page.get_by_role("button", name="Live", exact=True).click()
    refused = ana.page.get_by_role("region", name="1 change not saved")
    await expect(refused).to_contain_text("Amount")
    await refused.get_by_role("button", name="Try again").click()
    await expect(refused).to_have_count(0)
    await expect(ana.card(deal)).to_contain_text("2,000")
    await none_to_send(ana)

    async def has_arrived() -> bool:
        return (await office.read(deal))["amount"] == "2000.00"

    await until(has_arrived)


async def test_notes_written_offline_merge_after_reloads(
    window: OpenWindow, house: House, office: Office
):
    """Both write into one note offline and reload without a network: each still has their words, and once
    both are back everybody has both."""
    deal = await office.deal("Noted apart")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    ben = await on_device(window, "ben@demo.test", f"/deals/{deal}", at=house.two)
    for one in (ana, ben):
        await expect(one.page.get_by_role("status", name="Saved")).to_be_attached()
    await ana.note.click()
    await ana.page.keyboard.type("shared")
    await expect(ben.note).to_contain_text("shared")
    words = {"ana": " by Ana", "ben": " by Ben"}
    for one, said in ((ana, words["ana"]), (ben, words["ben"])):
        await cut(one)
        await one.note.click()
        await one.page.keyboard.press("Control+End")
        await one.page.keyboard.type(said)
    for one, said in ((ana, words["ana"]), (ben, words["ben"])):
        await one.page.reload()
        await expect(one.note).to_contain_text(f"shared{said}")

    await reconnect(ben)
    await reconnect(ana)
    for one in (ana, ben):
        for said in words.values():
            await expect(one.note).to_contain_text(said)
        await expect(one.page.get_by_role("status", name="Saved")).to_be_attached()


async def test_signing_out_leaves_nothing_on_the_device(ana: Window, office: Office):
    """What was read is on disk while one is signed in, and none of it after."""
    deal = await office.deal("Private")
    await ana.go(f"/deals/{deal}")

    async def kept() -> bool:
        return len(await on_disk(ana, deal)) > 0

    async def gone() -> bool:
        return not await on_disk(ana) and not await ana.page.evaluate(
            "Object.keys(localStorage).some((key) => key.startsWith('sp-me-'))"
        )

    await until(kept)
    await ana.panel.get_by_role("button", name="Close", exact=True).click()
    await ana.page.get_by_role("button", name="Meridian Sales").click()
    await ana.page.get_by_role("menuitem", name="Sign out").click()
    await expect(ana.page.get_by_label("Password", exact=True)).to_be_visible()
    await until(gone)


async def test_a_new_build_is_offered_when_the_line_is_back(ana: Window):
    """After a deploy, which cuts the line, an open page offers the new build and loads it when asked to."""
    ana.forgiven.extend(CUT)
    await ana.go("/")
    offer = ana.page.get_by_role("button", name="Reload to update")

    async def next_build(route: Route) -> None:
        if route.request.resource_type == "fetch":
            await route.fulfill(content_type="text/html", body="<script src=/assets/next.js>")
        else:
            await route.continue_()

    await ana.page.route(f"{ana.url}/", next_build)
    await expect(offer).to_have_count(0)
    await cut(ana)
    await reconnect(ana)
    await expect(offer).to_be_visible()
    async with ana.page.expect_event("domcontentloaded"):
        await offer.click()
    await ana.live()
    await expect(offer).to_have_count(0)


async def _follow(one: Window, link: str) -> None:
    await one.page.get_by_role("navigation").get_by_role("link", name=link).first.click()


def _name(one: Window) -> Locator:
    return one.panel.get_by_role("textbox", name="Name", exact=True)


async def _stores_equal(one: Window, desk: Desk, deal: str) -> None:
    """What the window holds of a deal becomes what the server gives its person."""
    real = await desk.call("GET", f"/deals/{deal}")

    async def equal() -> bool:
        rows = await on_disk(one, deal)
        return bool(rows) and all(
            row.get(field) == value for row in rows for field, value in real.items()
        )

    await until(equal)
