"""Webhooks by an admin's hand, with a real receiver at the other end."""

import re

from playwright.async_api import expect
from standardwebhooks import Webhook

from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.receiver import receiving


async def test_webhook_is_made_tested_and_delivers(window: OpenWindow, office: Office):
    """An admin makes a webhook, keeps its secret, tests it, and sees each delivery; signatures verify."""
    async with receiving() as receiver:
        admin = await window("admin@demo.test")
        await admin.go("/settings/webhooks")
        await admin.page.get_by_role("button", name="New webhook").click()
        await admin.page.get_by_role("textbox", name=re.compile("^Address")).fill(receiver.url)
        await admin.page.get_by_role("button", name="Create webhook").click()
        kept = admin.page.get_by_role("dialog", name="Signing secret")
        secret = await kept.locator("code").inner_text()
        await kept.get_by_role("button", name="I have kept it").click()
        await admin.page.get_by_role("button", name="Send test").click()
        deliveries = admin.page.get_by_role("region", name="Deliveries").get_by_role("row")
        await expect(deliveries.filter(has_text="webhook.test")).to_contain_text("Delivered")

        deal = await office.deal("Delivered")

        created = deliveries.filter(has_text="deal.created")
        await expect(created).to_contain_text("Delivered")
        for got in receiver.accepted:
            Webhook(secret).verify(got.body, got.headers)
        told = [got.json for got in receiver.accepted if got.json["type"] == "deal.created"]
        assert {body["data"]["id"] for body in told} == {deal}

        await admin.page.get_by_role("button", name="More", exact=False).last.click()
        await admin.page.get_by_role("menuitem", name="Delete", exact=True).click()
        sure = admin.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True)
        await sure.click()
        await expect(admin.page.get_by_text(receiver.url)).to_have_count(0)


async def test_webhook_that_is_gone_is_turned_off_and_back_on(window: OpenWindow, office: Office):
    """410 turns a webhook off and says so; turned on again, the delivery can be sent once more."""
    async with receiving() as receiver:
        receiver.script.append(410)
        hook = await office.admin.call(
            "POST", "/webhooks", {"url": receiver.url, "events": ["deal.created"]}
        )
        admin = await window("admin@demo.test")
        await admin.go("/settings/webhooks")
        await admin.page.get_by_role("button", name=receiver.url).click()
        deal = await office.deal("Gone")

        banner = admin.page.get_by_text("Deliveries have stopped")
        await expect(banner).to_be_visible()
        await expect(admin.page.get_by_text("410 Gone").first).to_be_visible()
        rows = admin.page.get_by_role("region", name="Deliveries").get_by_role("row")
        await expect(rows.filter(has_text="deal.created")).to_contain_text("Failed")
        await admin.page.get_by_role("switch", name="Off").click()
        await expect(banner).to_have_count(0)
        await rows.filter(has_text="deal.created").get_by_role("button", name="Send again").click()

        await expect(rows.filter(has_text="deal.created")).to_contain_text("Delivered")
        refused, sent = receiver.got[0], receiver.accepted[0]
        assert sent.id == refused.id
        assert sent.json["data"]["id"] == deal
        await office.admin.call("DELETE", f"/webhooks/{hook['id']}")


async def test_webhooks_are_for_admins(ana: Window):
    """A rep who opens the address is told whom to ask, and asks the server for nothing she may not have."""
    await ana.go("/settings/webhooks")
    await expect(ana.page.get_by_text("Webhooks are for admins")).to_be_visible()
