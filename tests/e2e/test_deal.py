"""A deal open in two windows: fields, presence, conflicts, the note, comments."""

import re

from playwright.async_api import expect

from tests.e2e.apart import none_to_send
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def test_field_edited_in_place_is_live(ana: Window, ben: Window, office: Office):
    """Ana types an amount over the old one; Ben's open panel and his board show it."""
    deal = await office.deal("Valued")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    await expect(ben.field_of("Amount")).to_contain_text("1,000")

    await ana.field_of("Amount").click()
    await ana.editor_of("Amount").fill("2,750.50")
    await ana.page.keyboard.press("Enter")

    await expect(ben.field_of("Amount")).to_contain_text("2,750.5")
    assert (await office.read(deal))["amount"] == "2750.50"


async def test_who_edits_what_is_seen(ana: Window, ben: Window, office: Office):
    """While Ana is in a field, Ben reads "Ana Duarte is editing…" on it, and no longer when she leaves."""
    deal = await office.deal("Watched")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    editing = ben.panel.get_by_text("Ana Duarte is editing…")

    await ana.field_of("Amount").click()
    await expect(editing).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(editing).to_have_count(0)


async def test_both_edit_one_field_and_choose(ana: Window, ben: Window, office: Office):
    """Two begin from the same value: the second is asked, mine or theirs; until then nothing is lost."""
    deal = await office.deal("Disputed", amount="1000")
    ben.forgiven.append(f"PATCH {ben.url}/api/v1/deals/{deal} 409")  # the conflict itself
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    await ben.field_of("Amount").click()
    await ben.editor_of("Amount").fill("3000")
    await ana.field_of("Amount").click()
    await ana.editor_of("Amount").fill("2000")
    await ana.page.keyboard.press("Enter")
    # With her name for a moment.
    overtaken = re.compile("^(Ana Duarte|Meanwhile) changed (it )?to")
    await expect(ben.panel.get_by_text(overtaken)).to_be_visible()
    await ben.editor_of("Amount").press("Enter")

    question = ben.page.get_by_role("dialog", name="Changed by someone else too")
    await expect(question.get_by_role("radio", name=re.compile("Mine.*3,000"))).to_be_visible()
    await expect(
        question.get_by_role("radio", name=re.compile("Theirs.*Ana Duarte.*2,000"))
    ).to_be_visible()
    assert (await office.read(deal))["amount"] == "2000.00"

    # Theirs changes once more while he reads: nobody's value is overwritten unseen.
    await ana.field_of("Amount").click()
    await ana.editor_of("Amount").fill("2500")
    await ana.page.keyboard.press("Enter")
    theirs = question.get_by_role("radio", name=re.compile("Theirs.*Ana Duarte.*2,500"))
    await expect(theirs).to_be_visible()
    await ben.page.keyboard.press("ArrowRight")
    await expect(theirs).to_be_checked()
    await ben.page.keyboard.press("ArrowLeft")
    await expect(question.get_by_role("radio", name=re.compile("Mine"))).to_be_checked()
    await ben.page.keyboard.press("Enter")

    await expect(ana.field_of("Amount")).to_contain_text("3,000")
    await expect(ben.field_of("Amount")).to_contain_text("3,000")
    assert (await office.read(deal))["amount"] == "3000.00"


async def test_different_fields_merge_unasked(ana: Window, ben: Window, office: Office):
    """Two edit different fields of one deal at once: both stay, nobody is asked."""
    deal = await office.deal("Shared")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    await ana.field_of("Amount").click()
    await ana.editor_of("Amount").fill("4444")
    await ben.field_of("Description").click()
    await ben.editor_of("Description").fill("Ben was here")
    await ana.page.keyboard.press("Enter")
    await ben.page.keyboard.press("Enter")

    await expect(ana.field_of("Description")).to_contain_text("Ben was here")
    await expect(ben.field_of("Amount")).to_contain_text("4,444")
    await none_to_send(ben)
    await expect(ben.page.get_by_role("dialog", name="Changed by someone else too")).to_have_count(
        0
    )


async def test_note_written_by_two_converges(ana: Window, ben: Window, office: Office):
    """Both type into one note at once: one text, the other's caret in it, and a reload keeps it."""
    deal = await office.deal("Noted")
    for window in (ana, ben):
        await window.go(f"/deals/{deal}")
        await expect(window.page.get_by_role("status", name="Saved")).to_be_attached()
    await ana.note.click()
    await ana.page.keyboard.type("First line by Ana")
    await expect(ben.note).to_contain_text("First line by Ana")
    await ben.note.click()
    await ben.page.keyboard.press("Control+End")
    await ben.page.keyboard.press("Enter")
    await ben.page.keyboard.type("Second line by Ben", delay=15)
    await ana.page.keyboard.type(", and more", delay=15)

    for window in (ana, ben):
        await expect(window.note).to_contain_text("Second line by Ben")
        await expect(window.note).to_contain_text("First line by Ana, and more")
    await expect(ana.note.locator(".note-caret-name", has_text="Ben Okafor")).to_be_attached()
    await expect(ben.note.locator(".note-caret-name", has_text="Ana Duarte")).to_be_attached()
    await expect(ana.page.get_by_role("status", name="Saved")).to_be_attached()
    await ana.page.reload()
    await expect(ana.note).to_contain_text("First line by Ana, and more")


async def test_mention_reaches_and_leads(ana: Window, ben: Window, office: Office):
    """Mentioning Ben counts up his bell live; the notification opens the deal with the comment."""
    deal = await office.deal("Mentioned")
    name = (await office.read(deal))["name"]
    await ben.go("/contacts")
    await ana.go(f"/deals/{deal}")
    composer = ana.panel.get_by_role("combobox", name="Write a comment…")
    await composer.click()
    await ana.page.keyboard.type("Could you look at this, @ben")
    await expect(ana.panel.get_by_role("option", name=re.compile("Ben Okafor"))).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value(re.compile("this, @Ben Okafor"))
    await ana.page.keyboard.press("Control+Enter")

    await expect(ana.panel.get_by_role("tab", name="Comments")).to_have_text(re.compile("1$"))
    await until(lambda: _bell_counts(ben, office, deal, unread=True))
    await ben.page.get_by_role("button", name=re.compile("^Notifications")).click()
    listed = ben.page.get_by_role("dialog", name="Notifications")
    await listed.get_by_role("button", name=name).first.click()
    await expect(ben.page).to_have_url(re.compile(f"/deals/{deal}"))
    pointed = ben.panel.get_by_role("article").and_(ben.page.locator("[aria-current]"))
    await expect(pointed).to_contain_text("Could you look at this")
    await expect(pointed).to_be_in_viewport()
    await until(lambda: _bell_counts(ben, office, deal, unread=False))


async def _bell_counts(ben: Window, office: Office, deal: str, *, unread: bool) -> bool:
    """Whether the deal's notification is (un)read, and Ben's bell says how many are unread by now."""
    rows = await office.ben.call("GET", "/notifications", **{"filter[read]": "false", "limit": 200})
    count = f": {len(rows)} unread" if rows else ""
    bell = ben.page.get_by_role("button", name=f"Notifications{count}", exact=True)
    here = any(row["entity_id"] == deal for row in rows)
    return here == unread and await bell.count() == 1
