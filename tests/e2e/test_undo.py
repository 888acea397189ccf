"""Taking things back in the browser: by key, from the timeline, by time travel, and many at once."""

import re

from playwright.async_api import Locator, expect

from tests.e2e.apart import cut, none_to_send, on_device, reconnect, write
from tests.e2e.conftest import OpenWindow
from tests.e2e.drag import drag_by_mouse
from tests.e2e.office import Office, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until

READY = '[data-undo="ready"]'


async def _settled(window: Window) -> None:
    """Wait until this window listens to its own changes, which it does after its first screen."""
    await window.page.locator(READY).wait_for(state="attached")


async def test_ben_takes_anas_move_back(ana: Window, ben: Window, office: Office):
    """From the card's timeline; it stands between its neighbours again, on both screens."""
    below = await office.deal("Below", "Negotiation")
    deal = await office.deal("Moved away", "Negotiation")
    above = await office.deal("Above", "Negotiation")
    await ana.go("/")
    await drag_by_mouse(ana, deal, "Proposal")
    await expect(ana.card_in("Proposal", deal)).to_be_visible()
    await ben.go(f"/deals/{deal}")
    await ben.panel.get_by_role("tab", name="Timeline").click()
    moved = ben.panel.get_by_role("listitem").filter(has_text="moved it from")
    await moved.hover()
    await moved.get_by_role("button", name="Undo", exact=True).click()

    await expect(ana.card_in("Negotiation", deal)).to_be_visible()
    for window in (ana, ben):
        cards = window.stage("Negotiation").locator("[data-card]")
        await expect(cards.nth(0)).to_have_attribute("data-card", above)
        await expect(cards.nth(1)).to_have_attribute("data-card", deal)
        await expect(cards.nth(2)).to_have_attribute("data-card", below)
    # What was taken back can't be taken back twice, and says by whom it was.
    taken = re.compile("Undo: Taken back by Ben")
    await expect(moved.last.get_by_role("button", name=taken)).to_be_attached()
    assert (await office.read(deal))["stage_id"] == office.stages["Negotiation"]


async def test_keys_undo_and_redo_ones_own(ana: Window, ben: Window, office: Office):
    """Ctrl+Z takes back Ana's last change and not Ben's; with Shift it is done again."""
    deal = await office.deal("Keyed", amount="1000")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    await _settled(ana)
    await ana.field_of("Amount").click()
    await ana.editor_of("Amount").fill("2000")
    await ana.page.keyboard.press("Enter")
    await expect(ben.field_of("Amount")).to_contain_text("2,000")
    await office.ben.call("PATCH", f"/deals/{deal}", {"description": "Ben was here"})
    await expect(ana.field_of("Description")).to_contain_text("Ben was here")

    await ana.page.keyboard.press("Control+z")
    await expect(ben.field_of("Amount")).to_contain_text("1,000")
    await expect(ana.field_of("Amount")).to_contain_text("1,000")
    await none_to_send(ana)
    await ana.page.keyboard.press("Control+Shift+z")
    await expect(ben.field_of("Amount")).to_contain_text("2,000")
    assert (await office.read(deal))["description"] == "Ben was here"


async def test_a_move_offers_to_be_taken_back(ana: Window, ben: Window, office: Office):
    """Who moves a card is told where it went, and one click puts it back for everybody."""
    deal = await office.deal("Offered", "Negotiation")
    await ana.go("/")
    await ben.go("/")
    await _settled(ana)
    await drag_by_mouse(ana, deal, "Proposal")
    offer = ana.page.get_by_role("listitem").filter(
        has_text=re.compile("Moved “Offered.*” to Proposal")
    )
    await offer.hover()  # so it stays
    await expect(ben.card_in("Proposal", deal)).to_be_visible()
    await offer.get_by_role("button", name="Undo", exact=True).click()
    for window in (ana, ben):
        await expect(window.card_in("Negotiation", deal)).to_be_visible()


async def test_undo_in_the_same_breath(ana: Window, ben: Window, office: Office):
    """Ctrl+Z right after a change, before the server has said anything of it, takes back that change."""
    deal = await office.deal("Breath", amount="1000")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    await _settled(ana)
    for amount in ("2000", "3000", "4000"):
        await ana.field_of("Amount").click()
        await ana.editor_of("Amount").fill(amount)
        await ana.page.keyboard.press("Enter")
        await ana.page.keyboard.press("Control+z")
        await expect(ana.field_of("Amount")).to_contain_text("1,000")
    # A deal's changes go out in order: when this is there, so is all that was before it.
    await ana.field_of("Description").click()
    await ana.editor_of("Description").fill("The last word")
    await ana.page.keyboard.press("Control+Enter")
    await expect(ben.field_of("Description")).to_contain_text("The last word")
    assert (await office.read(deal))["amount"] == "1000.00"


async def test_edits_made_offline_are_taken_back_one_by_one(window: OpenWindow, office: Office):
    """What waits as one change is taken back edit by edit, done again, and sent as it then is; also what
    was written before a reload."""
    deal = await office.deal("Typed apart", amount="1000")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    await _settled(ana)
    await cut(ana)
    amount = ana.field_of("Amount")
    await write(ana, "Amount", "2000")
    await write(ana, "Amount", "3000")
    for keys, shown in (
        ("Control+z", "2,000"),
        ("Control+z", "1,000"),
        ("Control+Shift+z", "2,000"),
        ("Control+Shift+z", "3,000"),
        ("Control+z", "2,000"),
    ):
        await ana.page.keyboard.press(keys)
        await expect(amount).to_contain_text(shown)
    await ana.page.reload()
    await expect(amount).to_contain_text("2,000")
    await expect(ana.page.locator("[data-undo=ready]")).to_be_attached()
    await write(ana, "Amount", "4000")
    for shown in ("2,000", "1,000"):
        await ana.page.keyboard.press("Control+z")
        await expect(amount).to_contain_text(shown)
    await ana.page.keyboard.press("Control+Shift+z")
    await expect(amount).to_contain_text("2,000")
    await reconnect(ana)
    await none_to_send(ana)
    assert (await office.read(deal))["amount"] == "2000.00"


async def test_a_refused_undo_says_why(ana: Window, office: Office):
    """Where Ben has changed the same field since, the entry says so instead of doing anything."""
    deal = await office.deal("Touched", amount="1000")
    await office.ana.call("PATCH", f"/deals/{deal}", {"amount": "2000"})
    await office.ben.call("PATCH", f"/deals/{deal}", {"amount": "3000"})
    await ana.go(f"/deals/{deal}")
    await ana.panel.get_by_role("tab", name="Timeline").click()
    mine = ana.panel.get_by_role("listitem").filter(has_text="2,000").last
    why = re.compile("Undo: Ben .* has changed Amount since")
    button = mine.get_by_role("button", name=why)
    await expect(button).to_have_attribute("aria-disabled", "true")
    await button.click(force=True)
    assert (await office.read(deal))["amount"] == "3000.00"


async def test_the_record_as_it_was(ana: Window, office: Office):
    """The slider goes through the record's past by keys; what differs stands out; it is restored."""
    deal = await office.deal("Travelled", amount="1000")
    for amount in ("2000", "3000"):
        await office.ana.call("PATCH", f"/deals/{deal}", {"amount": amount})
    await ana.go(f"/deals/{deal}")
    await ana.panel.get_by_role("tab", name="Timeline").click()
    await ana.panel.get_by_role("button", name="As it was").click()
    past = ana.panel.get_by_role("region", name="As it was")
    await expect(past).to_contain_text("1 field differs from now")
    await expect(past).to_contain_text("2,000")
    slider = past.get_by_role("slider", name="Point in time")
    await slider.focus()
    await ana.page.keyboard.press("Home")
    await expect(past.get_by_role("definition").filter(has_text="1,000")).to_contain_text("3,000")

    await past.get_by_role("button", name="Restore these values").click()
    await expect(ana.field_of("Amount")).to_contain_text("1,000")
    await past.get_by_role("button", name="Back to now").click()
    await expect(past).to_have_count(0)

    async def is_restored() -> bool:
        return (await office.read(deal))["amount"] == "1000.00"

    await until(is_restored)


async def test_many_at_once(ana: Window, ben: Window, office: Office):
    """Ticked rows get a value together, a tag, and go to the trash; each is taken back as one."""
    name = unique("Bulky")
    for n in range(3):
        await office.ana.call("POST", "/companies", {"name": f"{name} {n}"})
    for window in (ana, ben):
        await window.go(f"/companies?search={name}")
        await expect(_rows(window)).to_have_count(3)
    await _settled(ana)
    bar = ana.page.get_by_role("toolbar", name="3 selected")
    everything = ana.page.get_by_role("checkbox").first
    await everything.click()
    await bar.get_by_role("button", name="Edit").click()
    dialog = ana.page.get_by_role("dialog", name="Edit a field")
    await dialog.get_by_role("combobox", name="Field").click()
    await ana.page.get_by_role("option", name="Industry", exact=True).click()
    await dialog.get_by_label("Industry").fill("Shipping")
    await dialog.get_by_role("button", name="Change 3 records").click()
    await expect(_rows(ben).filter(has_text="Shipping")).to_have_count(3)

    await expect(bar).to_have_count(0)
    await expect(everything).not_to_be_checked()
    await everything.click()
    await bar.get_by_role("button", name="Delete", exact=True).click()
    gone = ana.page.get_by_role("listitem").filter(has_text="Moved 3 records to the trash")
    await gone.hover()  # so it stays
    await expect(_rows(ben)).to_have_count(0)
    await gone.get_by_role("button", name="Undo", exact=True).click()
    await expect(_rows(ben).filter(has_text="Shipping")).to_have_count(3)


def _rows(window: Window) -> Locator:
    grid = window.page.get_by_role("grid", name="Companies")
    return grid.get_by_role("row").filter(has=window.page.get_by_role("gridcell"))
