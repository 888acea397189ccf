"""Settings, Roles: what an admin decides about a field is on other people's screens at once."""

from playwright.async_api import expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Office, unique
from tests.e2e.test_looks import _violations
from tests.e2e.window import Window


async def _set_level(admin: Window, field: str, role: str, level: str) -> None:
    choice = admin.page.get_by_label(f"{field} for {role}", exact=True)
    await choice.get_by_role("radio", name=level, exact=True).click()
    await expect(choice.get_by_role("radio", name=level, exact=True)).to_be_checked()


async def test_a_field_is_hidden_and_locked(window: OpenWindow, office: Office, house: House):
    """A role is made as a copy, given to Cara, and its rules hide and lock fields on her open board."""
    name = unique("Assistant")
    admin = await window("admin@demo.test")
    cara = await window("cara@demo.test", at=house.two)
    await admin.go("/settings/roles")
    await admin.page.get_by_role("button", name="New role").click()
    await admin.page.get_by_role("dialog").get_by_role("textbox").fill(name)
    await admin.page.keyboard.press("Enter")
    await expect(admin.page.get_by_role("article", name=name)).to_be_visible()
    assert not await _violations(admin, "/settings/roles")
    await admin.go("/settings/members")
    await admin.page.get_by_role("combobox", name="Role of Cara Novak").click()
    await admin.page.get_by_role("option", name=name, exact=True).click()
    try:
        await cara.go("/")
        card = cara.page.locator("[data-card]").first
        await expect(card).to_contain_text("€")
        await admin.go("/settings/roles")
        await admin.page.get_by_role("button", name=name).click()
        await expect(admin.page.get_by_role("list", name="Who has it")).to_contain_text(
            "Cara Novak"
        )

        await _set_level(admin, "Amount", name, "Hidden")
        await expect(cara.page.get_by_role("main")).not_to_contain_text("€")
        await expect(cara.page.get_by_role("button", name="Amount")).to_have_count(0)

        await _set_level(admin, "Expected close", name, "Read-only")
        await card.click()
        panel = cara.page.get_by_role("dialog")
        await expect(panel.get_by_text("Expected close", exact=True)).to_be_visible()
        await expect(panel.get_by_label("Your role may read this").first).to_be_visible()
        await expect(panel.get_by_role("button", name="Edit Expected close")).to_have_count(0)
        await expect(panel.get_by_text("Amount", exact=True)).to_have_count(0)

        await _set_level(admin, "Amount", name, "Edit")
        await expect(panel.get_by_text("Amount", exact=True)).to_be_visible()
    finally:
        roles = await office.admin.call("GET", "/roles", limit=200)
        made = next(role for role in roles if role["name"] == name)
        await office.admin.call("DELETE", f"/roles/{made['id']}", reassign_to="rep")
    await expect(admin.page.get_by_role("button", name=name)).to_have_count(0)
