"""Several tabs of one browser are one person: one socket, one outbox, and none of them misses anything."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Page, WebSocket, async_playwright, expect

from tests.e2e.apart import BACK_WITHIN, CUT, none_to_send
from tests.e2e.conftest import BROWSER, FLAGS
from tests.e2e.drag import drag_by_mouse
from tests.e2e.house import House
from tests.e2e.office import Office
from tests.e2e.window import Window, close_windows, open_window
from tests.jobs.waiting import until


@dataclass
class Sockets:
    """The sockets that a browser's tabs have opened and not closed."""

    opened: list[tuple[Page, WebSocket]] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Count this tab's."""
        page.on("websocket", lambda socket: self.opened.append((page, socket)))

    @property
    def open(self) -> int:
        """How many there are now. A closed tab does not say that its socket is closed."""
        return sum(not (page.is_closed() or socket.is_closed()) for page, socket in self.opened)

    async def one(self) -> None:
        """Wait until there is one: that another has closed may be heard of a moment later."""

        async def only_one() -> bool:
            return self.open == 1

        await until(only_one)


@pytest.fixture
async def caching() -> AsyncGenerator[Browser]:
    """A browser that keeps the pages one leaves, as people's browsers do; Playwright turns that off."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=BROWSER,
            args=list(FLAGS),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        await browser.close()


async def test_two_tabs_share_one_socket(ana: Window, ben: Window, office: Office):
    """Both tabs of Ana's are live by one socket; each shows what Ben and the other tab do, and to Ben
    she is one person who stays when one tab closes."""
    sockets = Sockets()
    sockets.watch(ana.page)
    theirs, hers = await office.deal("Theirs"), await office.deal("Hers")
    await ana.go("/")
    other = await _tab(ana, sockets)
    await other.go("/")
    await ben.go("/")
    await sockets.one()
    await drag_by_mouse(ben, theirs, "Proposal")
    for tab in (ana, other):
        await expect(tab.card_in("Proposal", theirs)).to_be_visible()
    await other.page.bring_to_front()
    await drag_by_mouse(other, hers, "Proposal")
    for window in (ana, ben):
        await expect(window.card_in("Proposal", hers)).to_be_visible()
    here = ben.page.get_by_role("button", name="Online now").get_by_role("img", name="Ana Duarte")
    await expect(here).to_have_count(1)
    await other.page.close()
    await drag_by_mouse(ben, theirs, "Negotiation")
    await expect(ana.card_in("Negotiation", theirs)).to_be_visible()
    await expect(here).to_have_count(1)
    await sockets.one()


async def test_another_tab_takes_over(ana: Window, ben: Window, office: Office):
    """The tab that holds the socket is closed while Ben goes on: the other goes on by a socket of its
    own, misses none of it, and shows the same as he does."""
    sockets = Sockets()
    sockets.watch(ana.page)
    deals = [await office.deal(f"Relay {n}") for n in range(4)]
    await ana.go("/")
    other = await _tab(ana, sockets)
    await other.go("/")
    await ben.go("/")
    proposal = office.stages["Proposal"]
    for n, deal in enumerate(deals):
        if n == 1:
            await ana.page.close()  # it was first: the socket is its own
        await office.ben.call(
            "POST", f"/deals/{deal}/move", {"stage_id": proposal, "after_id": None}
        )
    for window in (other, ben):
        for deal in deals:
            await expect(window.card_in("Proposal", deal)).to_be_visible(timeout=BACK_WITHIN)
    await other.live(within=BACK_WITHIN)
    await _agree(other, ben, deals)
    await sockets.one()
    await other.page.bring_to_front()
    await drag_by_mouse(other, deals[0], "Negotiation")
    await expect(ben.card_in("Negotiation", deals[0])).to_be_visible()


async def test_a_frozen_tab_is_replaced_and_comes_back(ana: Window, ben: Window, office: Office):
    """The tab that holds the socket stops in the middle of everything and says nothing: the other takes
    over; when it goes on, it shows all it has missed and can write again, and there is one socket."""
    sockets = Sockets()
    sockets.watch(ana.page)
    deals = [await office.deal(f"Frozen {n}") for n in range(3)]
    await ana.go("/")
    other = await _tab(ana, sockets)
    await other.go("/")
    await ben.go("/")
    await other.page.bring_to_front()
    frozen = await ana.context.new_cdp_session(ana.page)
    await frozen.send("Debugger.enable")
    await frozen.send("Debugger.pause")
    try:
        await _relay(office, deals, other, ben)
        assert any(page == other.page for page, _ in sockets.opened)
    finally:
        await frozen.send("Debugger.resume")
        await frozen.send("Debugger.disable")
    await _is_back(ana, other, ben, deals)
    await sockets.one()


async def test_back_to_a_page_that_was_put_away(
    caching: Browser, house: House, ben: Window, office: Office
):
    """Ana leaves the page that holds the socket and comes back to it as it was: her other tab has gone on
    meanwhile, and the page shows all it has missed and can write again."""
    sockets = Sockets()
    ana = await open_window(caching, house.one.url, "ana@demo.test")
    ana.forgiven.append("Page entered Back-Forward Cache")  # said of a socket that is still closing
    sockets.watch(ana.page)
    deals = [await office.deal(f"Put away {n}") for n in range(3)]
    await ana.go("/")
    other = await _tab(ana, sockets)
    await other.go("/")
    await ben.go("/")
    await ana.page.evaluate("window.same = true")
    await ana.page.goto(f"{ana.url}/favicon.svg")
    await other.page.bring_to_front()
    await _relay(office, deals, other, ben)
    await ana.page.evaluate("void setTimeout(() => history.back())")
    await _is_back(ana, other, ben, deals)
    assert await ana.page.evaluate("window.same"), "the page was not kept but loaded again"
    assert ana.page not in [page for page, _ in sockets.opened[1:]]  # coming back opened none
    await close_windows([ana])


async def _relay(office: Office, deals: list[str], other: Window, ben: Window) -> None:
    """Ben moves deals, and the tab that is left shows it and writes itself."""
    proposal = {"stage_id": office.stages["Proposal"], "after_id": None}
    for deal in deals:
        await office.ben.call("POST", f"/deals/{deal}/move", proposal)
    for deal in deals:
        await expect(other.card_in("Proposal", deal)).to_be_visible(timeout=BACK_WITHIN)
    await other.live(within=BACK_WITHIN)
    await drag_by_mouse(other, deals[0], "Negotiation")
    await expect(ben.card_in("Negotiation", deals[0])).to_be_visible()


async def _is_back(ana: Window, other: Window, ben: Window, deals: list[str]) -> None:
    """The tab that was away shows what `_relay` did, and what it writes now is everywhere."""
    await ana.page.bring_to_front()
    await expect(ana.card_in("Negotiation", deals[0])).to_be_visible(timeout=BACK_WITHIN)
    await ana.live(within=BACK_WITHIN)
    await expect(ana.card_in("Proposal", deals[2])).to_be_visible()
    await _agree(ana, ben, deals)
    await drag_by_mouse(ana, deals[1], "Negotiation")
    for window in (other, ben):
        await expect(window.card_in("Negotiation", deals[1])).to_be_visible()


async def test_offline_writes_of_one_tab_show_in_both(ana: Window, office: Office):
    """Cut off, what the second tab writes waits in both; the tab that would have sent it is closed, and
    back online it is sent once by the one that is left."""
    deal = await office.deal("Shared queue")
    ana.forgiven.extend(CUT)
    await ana.go(f"/deals/{deal}")
    other = await _tab(ana)
    await other.go(f"/deals/{deal}")
    await ana.context.set_offline(True)
    for tab in (ana, other):
        await expect(tab.badge("Offline")).to_be_attached(timeout=BACK_WITHIN)
    await _edit_amount(other, "6200")
    for tab in (ana, other):
        await expect(tab.page.get_by_label("1 change to send")).to_be_attached()
        await expect(tab.field_of("Amount")).to_contain_text("6,200")
    await _edit_amount(ana, "6300")
    for tab in (ana, other):
        await expect(tab.field_of("Amount")).to_contain_text("6,300")
    await ana.page.close()
    assert (await office.read(deal))["amount"] == "1000.00"
    await ana.context.set_offline(False)
    await other.live(within=BACK_WITHIN)
    await none_to_send(other)

    async def is_sent() -> bool:
        return (await office.read(deal))["amount"] == "6300.00"

    await until(is_sent)
    history = await office.ana.call("GET", f"/deals/{deal}/history")
    *sent, made = [event["data"]["amount"] for event in history]
    # They wait as one; but what is just being tried stays as it is, and the next goes after it.
    assert (sent, made) in ((["6300.00"], "1000.00"), (["6300.00", "6200.00"], "1000.00"))


async def test_what_waits_is_listed(ana: Window, office: Office):
    """The badge lists what waits and what was refused, by keyboard too: one is given up after a second
    question, one is opened, one is tried again; nothing of it is lost by a reload."""
    deal, gone = await office.deal("Listed"), await office.deal("Gone")
    ana.forgiven.extend((*CUT, f"/deals/{gone}"))  # the server says 404 of what is gone
    await ana.go("/")
    # Its code comes when it is first opened, or some time after the screen.
    await ana.page.get_by_role("button", name="Live", exact=True).click()
    panel = ana.page.get_by_role("dialog", name="Changes on their way")
    await expect(panel.get_by_text("All your changes are saved.")).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
    await ana.card(gone).click()
    await expect(ana.note).to_be_visible()
    await ana.context.set_offline(True)
    await expect(ana.badge("Offline")).to_be_attached(timeout=BACK_WITHIN)
    await _edit_amount(ana, "41")
    await _close(ana)
    await ana.card(deal).click()
    await _edit_amount(ana, "42")
    await _close(ana)
    await ana.page.get_by_role("button", name="Offline", exact=True).focus()
    await ana.page.keyboard.press("Enter")
    rows = panel.get_by_role("region", name="2 changes to send").get_by_role("listitem")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("Amount of Gone")
    discard = rows.last.get_by_role("button", name="Discard", exact=True)
    keep = rows.last.get_by_role("button", name="Keep it", exact=True)
    await discard.press("Enter")
    await expect(keep).to_be_focused()
    await ana.page.keyboard.press("Enter")
    await expect(keep).to_have_count(0)
    await expect(rows).to_have_count(2)
    await discard.press("Enter")
    await expect(keep).to_be_focused()
    await discard.press("Enter")
    await expect(panel.get_by_role("region", name="1 change to send")).to_be_visible()
    await office.ana.call("DELETE", f"/deals/{gone}")
    await ana.context.set_offline(False)
    failed = ana.page.get_by_label("1 change not saved").first
    await expect(failed).to_be_attached(timeout=BACK_WITHIN)
    await ana.page.reload()
    await ana.live(within=BACK_WITHIN)
    await ana.page.get_by_role("button", name="Live", exact=True).click()
    refused = panel.get_by_role("region", name="1 change not saved").get_by_role("listitem")
    await expect(refused).to_contain_text("Amount")
    await office.ana.call("POST", f"/deals/{gone}/restore")
    await refused.get_by_role("button", name="Try again").click()
    await expect(panel.get_by_text("All your changes are saved.")).to_be_visible()

    async def is_saved() -> bool:
        return (await office.read(gone))["amount"] == "41.00"

    await until(is_saved)
    assert (await office.read(deal))["version"] == 1


async def test_a_note_in_two_tabs_and_at_a_colleagues(ana: Window, ben: Window, office: Office):
    """Two tabs of Ana's and Ben write in one note by two sockets: all three show the same, and Ben sees
    no caret of a tab that is closed."""
    deal = await office.deal("Three writers")
    sockets = Sockets()
    sockets.watch(ana.page)
    other = await _tab(ana, sockets)
    for window in (ana, other, ben):
        await window.go(f"/deals/{deal}")
        await expect(window.note).to_be_visible()
        await expect(window.page.get_by_role("status", name="Saved")).to_be_attached()
    await sockets.one()
    for window, words in ((ana, "one "), (other, "two "), (ben, "three ")):
        await window.page.bring_to_front()
        await window.note.click()
        await window.page.keyboard.press("Control+End")
        await window.page.keyboard.type(words)
        for each in (ana, other, ben):
            await expect(each.note).to_contain_text(words.strip())
    carets = ben.note.locator(".note-caret")
    await expect(carets).to_have_count(2)
    await other.page.close()
    await expect(carets).to_have_count(1)
    await ana.page.bring_to_front()
    await ana.note.click()
    await ana.page.keyboard.press("Control+End")
    await ana.page.keyboard.type("four")
    await expect(ben.note).to_contain_text("four")


async def _tab(window: Window, sockets: Sockets | None = None) -> Window:
    """One more tab of the same browser; what it complains about is told with its window."""
    page = await window.context.new_page()
    if sockets:
        sockets.watch(page)
    return Window(window.context, page, window.url, window.complaints, window.forgiven)


async def _edit_amount(window: Window, amount: str) -> None:
    await window.page.bring_to_front()
    await window.field_of("Amount").click()
    await window.editor_of("Amount").fill(amount)
    await window.page.keyboard.press("Enter")
    await expect(window.editor_of("Amount")).to_have_count(0)


async def _close(window: Window) -> None:
    await window.panel.get_by_role("button", name="Close", exact=True).click()
    await expect(window.panel).to_have_count(0)


async def _agree(one: Window, other: Window, deals: list[str]) -> None:
    """Wait until both show these deals in the same order."""

    async def agree() -> bool:
        return await _order(one, "Proposal", deals) == await _order(other, "Proposal", deals)

    await until(agree)


async def _order(window: Window, stage: str, deals: list[str]) -> list[str]:
    cards = window.stage(stage).locator("[data-card]")
    found: list[str] = await cards.evaluate_all("cards => cards.map(c => c.dataset.card)")
    return [deal for deal in found if deal in deals]
