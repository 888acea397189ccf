"""Coming back after days: signed out meanwhile, or no longer allowed to see what one was working on."""

from playwright.async_api import expect

from app.demo.cast import PASSWORD
from tests.e2e.apart import (
    BACK_WITHIN,
    cut,
    kept,
    none_to_send,
    on_device,
    on_disk,
    reconnect,
    write,
)
from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Desk, Office
from tests.jobs.waiting import until

WORDS = "Written on a train"


async def test_signing_in_again_sends_what_waits(window: OpenWindow, office: Office):
    """Ana's session ends while she works offline: back online she is asked to sign in, is where she was,
    and her field and her words in the note arrive, each once."""
    deal = await office.deal("Days apart")
    ana = await on_device(window, "ana@demo.test", f"/deals/{deal}")
    ana.forgiven.append(f"/api/v1/deals/{deal} 401")  # so she learns that she is signed out
    await expect(ana.page.get_by_role("status", name="Saved")).to_be_attached()
    await cut(ana)
    await write(ana, "Amount", "2500")
    await ana.note.click()
    await ana.page.keyboard.insert_text(WORDS)

    async def are_kept() -> bool:
        return WORDS in await kept(ana)

    await until(are_kept, timeout=30)
    await ana.page.reload()  # as after days: no token is left in memory
    await expect(ana.field_of("Amount")).to_contain_text("2,500")
    await expect(ana.note).to_contain_text(WORDS)

    await ana.context.clear_cookies()  # what a browser does with a session that has run out
    await ana.context.set_offline(False)
    await ana.page.get_by_label("Work e-mail").fill("ana@demo.test", timeout=BACK_WITHIN)
    assert (await office.read(deal))["amount"] == "1000.00"
    await ana.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await ana.page.keyboard.press("Enter")

    await ana.live(within=BACK_WITHIN)
    await expect(ana.field_of("Amount")).to_contain_text("2,500")
    await expect(ana.note).to_contain_text(WORDS)
    await none_to_send(ana)
    now = await office.read(deal)
    assert (now["amount"], now["version"]) == ("2500.00", 2)  # made, and once changed
    ben = await window("ben@demo.test")
    await ben.go(f"/deals/{deal}")
    await expect(ben.note).to_have_text(WORDS)  # once


async def test_what_left_ones_sight_meanwhile_is_gone(
    window: OpenWindow, house: House, office: Office
):
    """A deal that Ben works on offline goes to another team: back online it is on no screen and not on
    his device, and his edit is refused with a reason and kept for him to decide about."""
    deal, stays = await office.deal("Handed over"), await office.deal("Stays")
    ben = await on_device(window, "ben@demo.test", f"/deals/{deal}", at=house.two)
    ben.forgiven.append(f"/{deal}")  # what he asks of it is answered with 404

    async def is_kept() -> bool:
        return bool(await on_disk(ben, deal)) and bool(await on_disk(ben, stays))

    async def is_gone() -> bool:
        return not await on_disk(ben, deal)

    await until(is_kept, timeout=30)
    await cut(ben)
    await write(ben, "Amount", "9000")
    cara = await Desk(house.one.url, "cara@demo.test").arrive()
    await office.admin.call("PATCH", f"/deals/{deal}", {"owner_id": cara.user_id})
    await reconnect(ben)

    await expect(ben.page.get_by_label("1 change not saved").first).to_be_attached(
        timeout=BACK_WITHIN
    )
    await expect(ben.panel).to_have_count(0)
    await ben.go("/")
    await expect(ben.card(stays)).to_be_visible()
    await expect(ben.card(deal)).to_have_count(0)
    await until(is_gone, timeout=30)
    await until(lambda: on_disk(ben, stays), timeout=30)
    await ben.page.get_by_role("button", name="Live", exact=True).click()
    refused = ben.page.get_by_role("region", name="1 change not saved").get_by_role("listitem")
    await expect(refused).to_contain_text("Amount")
    await expect(refused).to_contain_text("you may not see it")
    await refused.get_by_role("button", name="Discard", exact=True).click()
    await expect(refused.get_by_role("button", name="Keep it", exact=True)).to_be_visible()
    await refused.get_by_role("button", name="Discard", exact=True).click()
    await expect(ben.page.get_by_text("All your changes are saved.")).to_be_visible()
    assert (await cara.call("GET", f"/deals/{deal}"))["amount"] == "1000.00"
    await cara.leave()
