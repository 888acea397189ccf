"""A reload or a closed tab loses nothing, also in the moment before disk and server have it."""

from playwright.async_api import expect

from tests.e2e.apart import CUT, cut, hang_disk, none_to_send, on_device, reconnect
from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def test_a_reload_in_the_instant_of_typing(window: OpenWindow, office: Office):
    """Offline, on a disk that has finished nothing yet, a field is entered and words are typed into
    the note; the page is loaded again at once. Both are there, and go out once when the line is back."""
    deal = await office.deal("Instant")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    saved = ana.page.get_by_role("status", name="Saved")
    await expect(saved).to_be_attached()
    await ana.note.click()
    await ana.page.keyboard.type("before")
    await expect(ana.note).to_have_text("before")
    await expect(saved).to_be_attached()
    await cut(ana)
    await hang_disk(ana)
    await ana.page.keyboard.type(" and after")
    await _enter_amount(ana, "2000")
    await ana.page.reload()

    await expect(ana.note).to_contain_text("before and after")
    await expect(ana.field_of("Amount")).to_contain_text("2,000")
    await reconnect(ana)
    await none_to_send(ana)
    await expect(saved).to_be_attached()
    await expect(ana.note).to_have_text("before and after")
    now = await office.read(deal)
    assert (now["amount"], now["version"]) == ("2000.00", 2)
    note = (await office.ana.call("POST", f"/deals/{deal}/note"))["id"]

    async def is_kept_there() -> bool:
        newest = (await office.ana.call("GET", f"/notes/{note}/versions"))[0]["id"]
        full = await office.ana.call("GET", f"/notes/{note}/versions/{newest}")
        return bool(full["markdown"] == "before and after\n")

    await until(is_kept_there)


async def test_a_tab_closed_in_the_instant_of_writing(ana: Window, office: Office):
    """A second tab enters a field offline and is closed before its disk has finished anything: the tab that
    stays shows it, and sends it when the line is back."""
    deal = await office.deal("Closed at once")
    ana.forgiven.extend(CUT)
    await ana.go(f"/deals/{deal}")
    page = await ana.context.new_page()
    other = Window(ana.context, page, ana.url, ana.complaints, ana.forgiven)
    await other.go(f"/deals/{deal}")
    await cut(other)
    await hang_disk(other)
    await _enter_amount(other, "3000")
    await other.page.close()

    await expect(ana.field_of("Amount")).to_contain_text("3,000")
    await reconnect(ana)
    await none_to_send(ana)
    assert (await office.read(deal))["amount"] == "3000.00"


async def _enter_amount(one: Window, amount: str) -> None:
    await one.field_of("Amount").click()
    await one.editor_of("Amount").fill(amount)
    await one.page.keyboard.press("Enter")
