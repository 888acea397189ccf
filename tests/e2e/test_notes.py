"""Notes in two windows, on two instances: everything they may hold, offline, tabs, and what they were."""

import json
import re
import struct
import zlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from playwright.async_api import Locator, expect

from tests.e2e.apart import CUT
from tests.e2e.house import House
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.waiting import until

OFFLINE = "Offline · kept here"


async def test_rich_text(ana: Window, ben: Window, office: Office):
    """By keyboard alone: a heading, a checklist, a table, a mention; Ben sees it, hears of it, and
    what goes out as Markdown says the same."""
    deal = await office.deal("Rich")
    await _open(deal, ana, ben)
    keys = ana.page.keyboard
    await ana.note.click()
    await keys.type("# Launch\nAsk @be")
    await expect(_offered(ana, "Ben Okafor")).to_be_visible()
    await keys.press("Enter")
    await keys.type("about **money**\n[] send it\n\n")
    await keys.type("/tab")
    await expect(_offered(ana, "Table")).to_be_visible()
    await keys.press("Enter")
    for cell in ("Item", "Price", "When", "Seats"):
        await keys.type(cell)
        await keys.press("Tab")
    await keys.press("Control+Alt+ArrowDown")
    await expect(ben.note.locator("tr")).to_have_count(4)
    await expect(ana.page.get_by_role("status", name="Saved")).to_be_attached()
    await expect(ben.note.locator("h1")).to_have_text("Launch")
    await expect(ben.note.locator("strong")).to_have_text("money")
    await expect(ben.note.locator(".note-mention-me")).to_have_text("@Ben Okafor")
    # The bell tells him, with the record it is on.
    await ben.page.get_by_role("button", name=re.compile("^Notifications")).click()
    name = (await office.read(deal))["name"]
    await expect(_bell_of(ben).get_by_text(name).first).to_be_visible()
    note = await _note_of(office, deal)
    answer = await ana.context.request.get(
        f"{ana.url}/api/v1/notes/{note}/markdown",
        headers={"Authorization": office.ana._http.headers["Authorization"]},
    )
    assert await answer.text() == (
        "# Launch\n\nAsk @Ben Okafor about **money**\n\n- [ ] send it\n\n"
        "| Item | Price | When |\n| --- | --- | --- |\n| Seats |  |  |\n|  |  |  |\n|  |  |  |\n"
    )


async def test_teams_and_markdown(ana: Window, ben: Window, office: Office):
    """Ana calls her team, of whom Ben hears; Markdown that she pastes becomes what it says."""
    deal = await office.deal("Pasted")
    await _open(deal, ana, ben)
    teams = await office.ana.call("GET", "/teams")
    team = next(one for one in teams if office.ben.user_id in str(one["members"]))
    await ana.note.click()
    await ana.page.keyboard.type(f"@{team['name'][:3]}")
    choice = ana.page.get_by_role("option", name=team["name"])
    await expect(choice).to_contain_text("Team")
    await choice.click()
    await expect(ben.note.locator(".note-mention")).to_have_text(f"@{team['name']}")
    await ana.note.evaluate(
        _PASTE, "## Plan\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [ ] call **Eva** today"
    )
    await expect(ben.note.locator("h2")).to_have_text("Plan")
    await expect(ben.note.locator("li strong")).to_have_text("Eva")
    await expect(ben.note.locator("td")).to_have_text(["1", "2"])
    await ben.page.get_by_role("button", name=re.compile("^Notifications")).click()
    await expect(_bell_of(ben).get_by_text("mentioned your team").first).to_be_visible()


async def test_image_from_a_file(ana: Window, ben: Window, office: Office):
    """A picked image goes up and appears at Ben's; it is one of the record's files."""
    deal = await office.deal("Pictured")
    await _open(deal, ana, ben)
    # Expected before the first key: the browser is told so beside the keys, which may overtake it.
    async with ana.page.expect_file_chooser() as choosing:
        await ana.note.click()
        await ana.page.keyboard.type("/image")
        await expect(_offered(ana, "Image")).to_be_visible()
        await ana.page.keyboard.press("Enter")
    plan = {"name": "plan.png", "mimeType": "image/png", "buffer": _png(40, 30)}
    await (await choosing.value).set_files([plan])  # type: ignore[list-item]
    for window in (ana, ben):
        image = window.note.get_by_role("img", name="plan.png")
        await expect(image).to_be_visible()
        await expect(image).to_have_js_property("naturalWidth", 40)
    files = await office.ben.call("GET", "/files", **{"filter[entity_id]": deal})
    assert [file["name"] for file in files] == ["plan.png"]


async def test_offline_edits_of_both_merge(ana: Window, ben: Window, office: Office):
    """Both write while cut off, in the same line too, and come back one after the other: both texts
    are there, in both windows, on the server, and after a reload."""
    deal = await office.deal("Apart")
    ana.forgiven.extend(CUT)
    ben.forgiven.extend(CUT)
    await _open(deal, ana, ben)
    await ana.note.click()
    await ana.page.keyboard.type("shared line")
    await expect(ben.note).to_contain_text("shared line")
    for window in (ana, ben):
        await window.context.set_offline(True)
        await expect(window.page.get_by_text(OFFLINE)).to_be_visible()
    await ana.page.keyboard.type(", by Ana")
    await ben.note.click()
    await ben.page.keyboard.press("Control+Home")
    await ben.page.keyboard.type("Ben: ")
    # Gone from this device's screen, and still kept on it.
    await _kept(ben)
    await ben.page.close()
    await ben.context.set_offline(False)
    ben.page = await ben.context.new_page()
    await ben.go("/contacts")  # it goes out although he does not open the note again
    await ana.context.set_offline(False)
    await expect(ana.note).to_contain_text("Ben: shared line, by Ana")
    await _open(deal, ben)
    for window in (ana, ben):
        await expect(window.note).to_contain_text("shared line, by Ana")
        await expect(window.note).to_contain_text("Ben: ")
        await expect(window.page.get_by_role("status", name="Saved")).to_be_attached()
    note = await _note_of(office, deal)
    await until(lambda: _newest_says(office, note, "Ben: shared line, by Ana\n"))


async def test_two_tabs_of_one_browser(ana: Window, office: Office):
    """Cut off, both tabs still show what either writes; back online it is there once."""
    deal = await office.deal("Tabs")
    ana.forgiven.extend(CUT)
    await _open(deal, ana)
    other = Window(ana.context, await ana.context.new_page(), ana.url, forgiven=ana.forgiven)
    await _open(deal, other)
    await ana.context.set_offline(True)
    await expect(other.page.get_by_text(OFFLINE)).to_be_visible()
    await ana.note.click()
    await ana.page.keyboard.type("from one tab")
    await expect(other.note).to_contain_text("from one tab")
    await other.note.click()
    await other.page.keyboard.press("Control+End")
    await other.page.keyboard.type(" and the other")
    await expect(ana.note).to_contain_text("from one tab and the other")
    await ana.context.set_offline(False)
    await expect(ana.page.get_by_role("status", name="Saved")).to_be_attached()
    await expect(other.page.get_by_role("status", name="Saved")).to_be_attached()
    await other.page.close()
    await ana.page.reload()
    await expect(ana.note).to_contain_text("from one tab and the other")
    assert (await ana.note.inner_text()).count("from one tab") == 1


async def test_history(ana: Window, ben: Window, office: Office, house: House):
    """Who wrote what is coloured; an earlier sitting is shown with what has changed since, is brought
    back for everybody, and that is taken back again; the deal's timeline tells who restored what."""
    deal = await office.deal("Changed")
    await _open(deal, ana, ben)
    await ana.note.click()
    await ana.page.keyboard.type("meet on Monday")
    await expect(ben.note).to_contain_text("meet on Monday")
    await expect(ana.page.get_by_role("status", name="Saved")).to_be_attached()
    note = await _note_of(office, deal)
    await _an_hour_later(house, office, note)
    await ben.note.click()
    await ben.page.keyboard.press("Control+End")
    await ben.page.keyboard.press("Control+Shift+ArrowLeft")
    await ben.page.keyboard.type("Friday")
    await expect(ana.note).to_contain_text("meet on Friday")
    await expect(ben.page.get_by_role("status", name="Saved")).to_be_attached()

    await _choose(ana, "Who wrote what")
    await expect(ana.note.locator(".note-author[title='Ben Okafor']")).to_have_text("Friday")
    await _choose(ana, "Version history")
    history = ana.page.get_by_role("dialog", name="Version history")
    await expect(history.locator("p del")).to_have_text(["not in it now", "Monday"])
    await expect(history.locator("p ins")).to_have_text(["new since", "Friday"])
    await history.get_by_role("button", name="Restore this version").click()
    # Ben is told who it was, and may take it back as she may.
    told = ben.page.get_by_role("listitem").filter(has_text="Ana Duarte brought this note back")
    await told.hover()  # so it stays
    await expect(ben.note).to_contain_text("meet on Monday")
    await told.get_by_role("button", name="Undo", exact=True).click()
    await expect(history).to_have_count(0)
    for window in (ana, ben):
        await expect(window.note).to_contain_text("meet on Friday")

    # The deal's timeline tells of both, and of what is restored while it is open.
    anas, bens = [
        re.compile(f"{who} restored the note.s version of") for who in ("Ana Duarte", "Ben Okafor")
    ]
    for window in (ana, ben):
        await window.panel.get_by_role("tab", name="Timeline").click()
        story = window.panel.get_by_role("tabpanel", name="Timeline")
        await expect(story.get_by_text(bens)).to_have_count(1)
        await expect(story.get_by_text(anas)).to_have_count(1)
    first = (await office.ana.call("GET", f"/notes/{note}/versions"))[-1]["id"]
    await office.ana.call("POST", f"/notes/{note}/versions/{first}/restore")
    for window in (ana, ben):
        await expect(window.panel.get_by_text(anas)).to_have_count(2)


async def test_what_cannot_be_shown(ana: Window, ben: Window, office: Office):
    """A block of a newer version, and a table no memory can hold, come from Ben's side: everybody
    still reads the rest and is told why it can't be written; nothing is lost until somebody says so."""
    deal = await office.deal("Strange")
    await _open(deal, ana, ben)
    await ana.note.click()
    await ana.page.keyboard.type("kept by all")
    await expect(ben.note).to_contain_text("kept by all")
    await ben.page.evaluate(_WRITE_STRANGE)
    for window in (ana, ben):
        await expect(window.page.get_by_text("be shown here")).to_be_visible()
        await expect(window.note).to_contain_text("kept by all")
        await expect(window.note).to_have_attribute("contenteditable", "false")
    # It stands on the server, also for who comes later.
    await expect(ben.page.get_by_role("status", name="Saved")).to_be_attached()
    await _open(deal, ana)
    await expect(ana.page.get_by_text("be shown here")).to_be_visible()

    await ana.page.get_by_role("button", name="Remove that part").click()
    for window in (ana, ben):
        await expect(window.page.get_by_text("be shown here")).to_have_count(0)
        await expect(window.note).to_have_attribute("contenteditable", "true")
    await ana.note.click()
    await ana.page.keyboard.press("Control+End")
    await ana.page.keyboard.type(", and on")
    await expect(ben.note).to_contain_text("kept by all, and on")


async def test_a_viewer_reads_along(ana: Window, window: Any, office: Office):
    """Who may only read sees every word as it is written, and has nothing to write with."""
    deal = await office.deal("Read")
    await _open(deal, ana)
    await ana.note.click()
    await ana.page.keyboard.type("for all")
    viewer = await window("viewer@demo.test")
    await _open(deal, viewer)
    await expect(viewer.note).to_contain_text("for all")
    await ana.page.keyboard.type(" to read")
    await expect(viewer.note).to_contain_text("for all to read")
    await expect(viewer.note).to_have_attribute("contenteditable", "false")
    await expect(viewer.page.get_by_role("toolbar", name="Formatting")).to_have_count(0)


_PASTE = """(text, words) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', words)
  text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}"""

# What another program, or a version to come, may write: by the document, past the editor.
_WRITE_STRANGE = """() => {
  const { extensionManager } = document.querySelector('.ProseMirror').editor
  const { document: doc } = extensionManager.extensions.find(({ name }) => name === 'collaboration').options
  const fragment = doc.getXmlFragment('default')
  const XmlElement = fragment.get(0).constructor
  const element = (name, attributes, children) => {
    const made = new XmlElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.insert(0, children)
    return made
  }
  const cell = element('tableCell', { colspan: 1e9 }, [element('paragraph', {}, [])])
  const table = element('table', {}, [element('tableRow', {}, [cell])])
  fragment.insert(1, [element('hologram', {}, []), table])
}"""


async def _open(deal: str, *windows: Window) -> None:
    for window in windows:
        await window.go(f"/deals/{deal}")
        await expect(window.note).to_be_visible()
        await expect(window.page.get_by_role("status", name="Saved")).to_be_attached()


async def _choose(window: Window, entry: str) -> None:
    await window.page.get_by_role("button", name="More about this note").click()
    await window.page.get_by_role("menuitem", name=entry).click()


def _offered(window: Window, name: str) -> Locator:
    """What Enter would choose of what is offered at the caret."""
    return window.page.get_by_role("option", name=name, selected=True)


def _bell_of(window: Window) -> Locator:
    """What the bell has opened."""
    return window.page.get_by_role("dialog", name="Notifications", exact=True)


async def _newest_says(office: Office, note: str, markdown: str) -> bool:
    versions = await office.ana.call("GET", f"/notes/{note}/versions")
    full = await office.ana.call("GET", f"/notes/{note}/versions/{versions[0]['id']}")
    return bool(full["markdown"] == markdown)


async def _kept(window: Window) -> None:
    """Until the browser has stored what was typed: what asks after it is answered after it."""
    await window.page.evaluate(
        """async () => {
          const note = (await indexedDB.databases()).find(({ name }) => name.startsWith('sp-note-'))
          const wait = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)))
          const db = await wait(indexedDB.open(note.name))
          await wait(db.transaction('updates', 'readwrite').objectStore('updates').count())
          db.close()
        }"""
    )


async def _note_of(office: Office, deal: str) -> str:
    return str((await office.ana.call("POST", f"/deals/{deal}/note"))["id"])


async def _an_hour_later(house: House, office: Office, note: str) -> None:
    """As if what the note has of history had happened an hour earlier."""
    services = json.loads((house.folder / "data" / "services.json").read_text())
    connection = await asyncpg.connect(services["postgresql"]["owner_address"])
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", office.ana.tenant_id)
    done = await connection.execute(
        "UPDATE note_versions SET started_at = started_at - $2::interval,"
        " ended_at = ended_at - $2::interval WHERE note_id = $1",
        UUID(note),
        timedelta(hours=1),
    )
    await connection.close()
    assert done == "UPDATE 1"


def _png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    rows = b"".join(b"\0" + b"\x20\x80\x70" * width for _ in range(height))

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
