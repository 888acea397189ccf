"""Contacts and companies as tables: found, ordered, edited in their cells, live."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Locator, expect

from tests.e2e.office import Office, unique
from tests.e2e.window import Window, field_button


async def test_search_finds_and_clears(ana: Window, office: Office):
    """Typing narrows the list to what matches, says how many, and clearing gives everything back."""
    name = unique("Quentin Rare")
    await office.ana.call("POST", "/contacts", {"name": name})
    await ana.go("/contacts")
    rows = _rows(ana, "Contacts")
    await expect(rows.nth(3)).to_be_visible()
    search = ana.page.get_by_role("searchbox", name="Search contacts")
    await search.fill(name)

    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text(name)
    await search.press("Escape")
    await expect(rows.nth(3)).to_be_visible()


async def test_heading_sorts_as_the_server_does(ana: Window, office: Office):
    """A click on a heading orders by it, another click the other way, and the address keeps it."""
    await ana.go("/companies")
    heading = ana.page.get_by_role("columnheader").get_by_role("button", name="Name", exact=True)
    for _ in range(2):
        was = ana.page.url
        await heading.click()
        await expect(ana.page).not_to_have_url(was)
        await expect(ana.page).to_have_url(re.compile("[?&]sort="))
        sort = parse_qs(urlsplit(ana.page.url).query)["sort"][0].strip('"')
        first = (await office.ana.call("GET", "/companies", sort=sort, limit=1))[0]["name"]
        await expect(_rows(ana, "Companies").first).to_contain_text(first)


async def test_cell_edit_and_new_row_are_live(ana: Window, ben: Window, office: Office):
    """What Ana types into a cell, and whom she adds, stands in Ben's list without a reload."""
    name = unique("Aaron Live")
    made = await office.ana.call("POST", "/contacts", {"name": name, "job_title": "Buyer"})
    await ana.go(f"/contacts?search={name}")
    await ben.go(f"/contacts?search={name}")
    cell = _rows(ana, "Contacts").first.get_by_role("gridcell").filter(has_text="Buyer")
    await cell.click()
    await ana.page.keyboard.press("C")  # opens the editor with that letter
    editor = _rows(ana, "Contacts").first.get_by_role("textbox")
    await expect(editor).to_have_value("C")
    await ana.page.keyboard.type("hief Buyer")
    await expect(editor).to_have_value("Chief Buyer")
    await ana.page.keyboard.press("Enter")

    await expect(_rows(ben, "Contacts").first).to_contain_text("Chief Buyer")
    assert (await office.ana.call("GET", f"/contacts/{made['id']}"))["job_title"] == "Chief Buyer"
    await ben.go("/contacts?sort=-created_at")
    newcomer = unique("Nora New")
    await ana.go("/contacts")
    await ana.page.get_by_role("button", name="New contact").click()
    dialog = ana.page.get_by_role("dialog")
    await dialog.get_by_label(re.compile("^Name|Full name")).fill(newcomer)
    await dialog.get_by_role("button", name=re.compile("Create|Add|Save")).first.click()
    await expect(_rows(ben, "Contacts").filter(has_text=newcomer)).to_have_count(1)


async def test_record_page_is_live(ana: Window, ben: Window, office: Office):
    """A company's page shows another's edit of its fields as it happens."""
    made = await office.ana.call("POST", "/companies", {"name": unique("Paged")})
    await ben.go(f"/companies/{made['id']}")
    await ana.go(f"/companies/{made['id']}")
    await field_button(ana.page, "Industry").click()
    editor = ana.page.get_by_role("textbox", name="Edit Industry", exact=True)
    await editor.fill("Lighthouses")
    await editor.press("Enter")

    await expect(field_button(ben.page, "Industry")).to_contain_text("Lighthouses")


async def test_palette_finds_and_opens(ana: Window, office: Office):
    """Ctrl+K, a few letters, Enter: the record is on the screen."""
    name = unique("Palette Works")
    made = await office.ana.call("POST", "/companies", {"name": name})
    await ana.go("/")
    await ana.page.keyboard.press("Control+k")
    await expect(ana.page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    await ana.page.keyboard.type(name)
    await expect(ana.page.get_by_role("option", name=re.compile(name))).to_be_visible()
    await ana.page.get_by_role("option", name=re.compile(name)).click()
    await expect(ana.page).to_have_url(re.compile(made["id"]))


def _rows(window: Window, label: str) -> Locator:
    return (
        window.page.get_by_role("grid", name=label)
        .get_by_role("row")
        .filter(has=window.page.get_by_role("gridcell"))
    )
