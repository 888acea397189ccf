"""Without a network: the parts of a screen that this device never had say so, and come by themselves."""

from playwright.async_api import Locator, expect

from tests.e2e.apart import cut, kept, on_device, reconnect
from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until

NOT_KEPT = "This is not kept on this device."


async def test_a_history_says_that_it_is_not_here_and_comes_by_itself(
    window: OpenWindow, office: Office
):
    """A history that is opened first without a network says that it is not on this device, and shows itself
    when the network is back; from then on it is there without one, also after a reload."""
    deal = await office.deal("In parts")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    history = ana.panel.get_by_role("tabpanel", name="Timeline")
    made = history.get_by_text("created").first
    await cut(ana)
    await _tab(ana, "Timeline").click()
    await expect(history.get_by_text(NOT_KEPT)).to_be_visible()
    await _no_error(ana)
    await reconnect(ana)
    await expect(made).to_be_visible()
    await expect(history.get_by_text(NOT_KEPT)).to_have_count(0)

    async def is_kept() -> bool:
        return "deal.created" in await kept(ana)

    await until(is_kept)
    await cut(ana)
    await ana.page.reload()
    await _tab(ana, "Timeline").click()
    await expect(made).to_be_visible()
    await _no_error(ana)


async def test_comments_that_are_not_here_are_not_taken_for_none(
    window: OpenWindow, office: Office
):
    """A deal that is on the board but was never opened here shows its fields without a network, and does
    not say that nobody has commented; back online the comment is there by itself."""
    deal = await office.deal("Talked about")
    said = {"entity": "deal", "entity_id": deal, "body": "Call them on Monday"}
    await office.ben.call("POST", "/comments", said)
    ana = await on_device(window, "ana@demo.test", "/pipelines")
    await expect(ana.card(deal)).to_be_visible()
    await cut(ana)
    await ana.card(deal).click()
    comments = ana.panel.get_by_role("tabpanel", name="Comments")
    await expect(comments.get_by_text(NOT_KEPT)).to_be_visible()
    await expect(comments.get_by_text("No comments yet")).to_have_count(0)
    await _no_error(ana)
    await reconnect(ana)
    await expect(comments.get_by_text("Call them on Monday").first).to_be_visible()
    await expect(comments.get_by_text(NOT_KEPT)).to_have_count(0)


async def test_settings_that_are_not_here_come_by_themselves(window: OpenWindow):
    """Sections of the settings that were never open say so without a network, and come without a click."""
    ana = await on_device(window, "ana@demo.test", "/settings/fields")
    sections = ana.page.get_by_role("navigation", name="Settings")
    missing = ana.page.get_by_text(NOT_KEPT)
    for section in ("Notifications", "Tags"):
        await cut(ana)
        await sections.get_by_role("link", name=section).click()
        await expect(missing.first).to_be_visible()
        await _no_error(ana)
        await reconnect(ana)
        await expect(missing).to_have_count(0)
        await _no_error(ana)


async def test_how_old_a_table_is_stands_over_what_can_be_done_with_its_rows(
    window: OpenWindow, office: Office
):
    """Without a network a ticked row's bar and the word about as of when one sees it do not overlap."""
    name = unique("Ticked")
    await office.ana.call("POST", "/companies", {"name": name})
    ana = await on_device(window, "ana@demo.test", f"/companies?search={name}")
    await expect(ana.page.get_by_role("gridcell", name=name)).to_be_visible()
    await cut(ana)
    note = ana.page.locator("[data-offline-note]")
    await expect(note).to_be_visible()
    await ana.page.get_by_role("checkbox").last.click()
    bar = ana.page.get_by_role("toolbar", name="1 selected")
    await expect(bar).to_be_visible()
    above, below = await note.bounding_box(), await bar.bounding_box()
    assert above and below
    assert above["y"] + above["height"] <= below["y"]


async def test_a_search_says_that_it_needs_a_network(window: OpenWindow, office: Office):
    """Without a network ⌘K says that records can't be searched, instead of that there are none; back
    online what was typed is found without typing again."""
    deal = await office.deal("Zebra crossing")
    ana = await on_device(window, "ana@demo.test", "/companies")
    await cut(ana)
    await ana.page.keyboard.press("Control+k")
    dialog = ana.page.get_by_role("dialog")
    await dialog.get_by_role("combobox").fill("zebra cross")
    await expect(dialog.get_by_text("searched without a network")).to_be_visible()
    await expect(dialog.get_by_text("Nothing matches")).to_have_count(0)
    await ana.context.set_offline(False)  # the badge is behind the dialog
    await dialog.get_by_role("option", name="Zebra crossing").first.click()
    await expect(ana.page).to_have_url(f"{ana.url}/deals/{deal}")


def _tab(one: Window, name: str) -> Locator:
    return one.panel.get_by_role("tab", name=name)


async def _no_error(one: Window) -> None:
    await expect(one.page.get_by_role("button", name="Try again")).to_have_count(0)
