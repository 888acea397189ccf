"""Nothing is lost: the network goes, an instance is killed, and everybody ends with the same."""

from playwright.async_api import expect

from tests.e2e.apart import CUT, cut, none_to_send, reconnect, write
from tests.e2e.balancer import balancing
from tests.e2e.conftest import OpenWindow
from tests.e2e.drag import drag_by_mouse
from tests.e2e.house import House
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def test_offline_edits_are_kept_and_sent(ana: Window, ben: Window, office: Office):
    """Without network Ana moves and edits on; the badge counts; back online Ben gets all of it, once."""
    moved, edited = await office.deal("Offline move"), await office.deal("Offline edit")
    ana.forgiven.extend(CUT)
    await ana.go(f"/deals/{edited}")
    await ben.go("/")
    await cut(ana)
    await write(ana, "Amount", "7777")
    await ana.panel.get_by_role("button", name="Close", exact=True).click()
    await expect(ana.panel).to_have_count(0)
    await drag_by_mouse(ana, moved, "Proposal")
    await expect(ana.page.get_by_label("2 changes to send")).to_be_attached()
    await expect(ana.card_in("Proposal", moved)).to_be_visible()
    await expect(ana.card(edited)).to_contain_text("7,777")
    assert (await office.read(edited))["amount"] == "1000.00"

    # Meanwhile the world goes on.
    await office.ben.call("PATCH", f"/deals/{edited}", {"description": "while you were away"})
    await reconnect(ana)

    await expect(ben.card_in("Proposal", moved)).to_be_visible()
    await expect(ben.card(edited)).to_contain_text("7,777")
    await none_to_send(ana)
    now = await office.read(edited)
    assert (now["amount"], now["description"]) == ("7777.00", "while you were away")
    assert now["version"] == 3  # made, Ben's, Ana's: sent once


async def test_offline_edits_survive_a_closed_window(ana: Window, office: Office):
    """What was typed offline is still there, and sent, after the window was closed and opened again."""
    deal = await office.deal("Closed")
    ana.forgiven.extend(CUT)
    await ana.go(f"/deals/{deal}")
    await cut(ana)
    await write(ana, "Amount", "5150")
    await expect(ana.page.get_by_label("1 change to send")).to_be_attached()
    await ana.page.close()
    await ana.context.set_offline(False)
    ana.page = await ana.context.new_page()
    await ana.go(f"/deals/{deal}")

    await expect(ana.field_of("Amount")).to_contain_text("5,150")
    await none_to_send(ana)

    async def is_sent() -> bool:
        return (await office.read(deal))["amount"] == "5150.00"

    await until(is_sent)


async def test_killed_instance_hands_over(
    window: OpenWindow, ben: Window, house: House, office: Office
):
    """kill -9 of Ana's instance: her window goes on at the other one, and both screens agree."""
    before, during = await office.deal("Before"), await office.deal("During")
    ana_desk_url = house.two.url
    async with balancing(house.one.port, house.two.port) as balancer:
        ana = await window("ana@demo.test", at=balancer.url)
        ana.forgiven.extend(CUT)
        await ana.go("/")
        await ben.go("/")
        await drag_by_mouse(ana, before, "Proposal")
        await expect(ben.card_in("Proposal", before)).to_be_visible()
        house.one.kill()
        try:
            await ben.page.bring_to_front()
            await drag_by_mouse(ben, during, "Proposal")
            await expect(ana.card_in("Proposal", during)).to_be_visible()
            await ana.live()
            await drag_by_mouse(ana, before, "Negotiation")
            await expect(ben.card_in("Negotiation", before)).to_be_visible()
            assert balancer.served[-1] == house.two.port, ana_desk_url

            async def agree() -> bool:
                return await _order(ana, "Proposal") == await _order(ben, "Proposal")

            await until(agree)
        finally:
            house.one.start()
            house.one.until_ready()


async def _order(window: Window, stage: str) -> list[str]:
    cards = window.stage(stage).locator("[data-card]")
    found: list[str] = await cards.evaluate_all("cards => cards.map(c => c.dataset.card)")
    return found
