"""Talking about a record, and hearing of it: two people, two instances, several windows."""

import json
import re

from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def _said(office: Office, deal: str, body: str, **more: object) -> str:
    sent = {"entity": "deal", "entity_id": deal, "body": body, **more}
    return str((await office.ben.call("POST", "/comments", sent))["id"])


async def _told(office: Office, deal: str) -> bool:
    """Whether Ana has been told of a deal."""
    rows = await office.ana.call("GET", "/notifications", limit=200)
    return any(row["entity_id"] == deal for row in rows)


def _comment(window: Window, words: str) -> Locator:
    return window.page.get_by_role("article").filter(has_text=words).first


def _bell(window: Window) -> Locator:
    return window.page.get_by_role("button", name=re.compile("^Notifications")).first


async def test_talking_is_live(ana: Window, ben: Window, office: Office):
    """Who is writing, what they say, how others react, and that a thread is done; each at once."""
    deal = await office.deal("Talked about")
    await ana.go(f"/deals/{deal}")
    await ben.go(f"/deals/{deal}")
    composer = ben.page.get_by_role("combobox", name="Write a comment…")
    await composer.fill("Shall we ask @Cara")
    await expect(ana.page.get_by_text("Ben Okafor is writing…")).to_be_visible()
    await expect(ben.page.get_by_role("option", name=re.compile("^Cara Novak"))).to_be_visible()
    await composer.press("Enter")  # takes her name
    await expect(
        ben.page.get_by_text(re.compile("^Cara Novak can.t see this, and won.t be notified"))
    ).to_be_visible()
    await composer.press("Control+Enter")
    words = "Shall we ask @Cara Novak"
    await expect(_comment(ana, words)).to_be_visible()

    await _comment(ana, words).hover()
    await _comment(ana, words).get_by_role("button", name="React", exact=True).click()
    await expect(ana.page.locator("button:focus")).to_have_accessible_name(
        re.compile("^React with")
    )
    await ana.page.keyboard.press("ArrowRight")
    await ana.page.keyboard.press("ArrowDown")
    await ana.page.keyboard.press("Enter")
    await expect(
        ben.page.get_by_role("button", name="Ana Duarte reacted with 🚀 (1)")
    ).to_be_visible()

    await _comment(ana, words).hover()
    await _comment(ana, words).get_by_role("button", name="Resolve thread").click()
    undo = ana.page.get_by_role("button", name="Undo", exact=True)
    await undo.hover()  # so it stays
    await expect(ben.page.get_by_text("Resolved by Ana Duarte")).to_be_visible()
    await undo.click()
    await expect(_comment(ben, words)).to_be_visible()


async def test_read_in_one_window_is_read_in_all(
    ana: Window, window: OpenWindow, house, office: Office
):
    """The bell counts the same everywhere; keys go through the inbox, which opens what it is about."""
    other = await window("ana@demo.test", at=house.two)
    last, deal, another = [
        await office.deal(name) for name in ("Heard before", "Heard of", "Heard of too")
    ]
    # A worker tells her: when she has heard of the last that was said, she has heard of all before.
    await _said(office, last, "The last")
    await until(lambda: _told(office, last))
    await office.ana.call("POST", "/notifications/read-all")
    await ana.go("/inbox")
    await other.go("/deals")
    await _said(office, another, "One")
    await until(lambda: _told(office, another))
    await _said(office, deal, "Ana, come", mentions=[office.ana.user_id])
    for one in (ana, other):
        await expect(_bell(one)).to_have_accessible_name("Notifications: 2 unread")

    newest = ana.page.get_by_role("region", name="Inbox").get_by_role("listitem").first
    await expect(newest).to_contain_text("Ana, come")
    await ana.page.keyboard.press("j")
    await expect(ana.page.get_by_role("article").filter(has_text="Ana, come")).to_be_visible()
    await expect(_bell(other)).to_have_accessible_name("Notifications: 1 unread")
    await ana.page.keyboard.press("u")
    await expect(_bell(other)).to_have_accessible_name("Notifications: 2 unread")

    await ana.page.get_by_role("tab", name=re.compile("^Unread")).click()
    await ana.page.get_by_role("button", name="Mark all as read").click()
    await expect(ana.page.get_by_text("Nothing unread")).to_be_visible()
    await expect(_bell(other)).to_have_accessible_name("Notifications")


async def test_choosing_what_one_hears(ana: Window, window: OpenWindow, house, office: Office):
    """Muting a record and switching a kind off hold at once, in the other window too."""
    other = await window("ana@demo.test", at=house.two)
    deal = await office.deal("Muted")
    await ana.go(f"/deals/{deal}")
    follow = ana.page.get_by_role("button", name="What I hear of this record: Following")
    await follow.click()
    await (
        ana.page.get_by_role("menuitemcheckbox", name=re.compile("^Mute"))
        .or_(ana.page.get_by_role("menuitem", name=re.compile("^Mute")))
        .first.click()
    )
    await expect(
        ana.page.get_by_role("button", name="What I hear of this record: Muted")
    ).to_be_visible()
    await other.go("/settings/notifications")
    await expect(
        other.page.get_by_role("button", name="What I hear of this record: Muted").first
    ).to_be_visible()

    await ana.go("/settings/notifications")
    reaction = {"name": "A reaction to what I wrote: In the app"}
    await ana.page.get_by_role("checkbox", **reaction).click()
    await expect(ana.page.get_by_role("checkbox", **reaction)).not_to_be_checked()
    await expect(other.page.get_by_role("checkbox", **reaction)).not_to_be_checked()
    await ana.page.get_by_role("checkbox", **reaction).click()
    await expect(ana.page.get_by_role("checkbox", **reaction)).to_be_checked()
    await expect(other.page.get_by_role("checkbox", **reaction)).to_be_checked()
    # This house has no SMTP_URL, and says so.
    await expect(ana.page.get_by_text("This installation sends no mail.")).to_be_visible()


async def test_a_bad_link_of_a_letter_says_so(window: OpenWindow):
    """Whoever follows it need not be signed in, and learns what to do."""
    nobody = await window(None)
    nobody.forgiven.append("/notifications/unsubscribe?token=nonsense 404")
    await nobody.page.goto(f"{nobody.url}/unsubscribe?token=nonsense")
    await expect(nobody.page.get_by_text("This link is not valid")).to_be_visible()


async def test_a_push_shows_itself_only_to_who_looks_away(window: OpenWindow):
    """The service worker: quiet over the app itself; one more of the same replaces the first."""
    ana = await window("ana@demo.test", service_workers="allow")
    await ana.context.grant_permissions(["notifications"])
    await ana.go("/deals")
    devtools = await ana.context.new_cdp_session(ana.page)
    seen: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: seen.extend(r["registrationId"] for r in told["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    await ana.page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )

    async def push(title: str) -> None:
        said = {"id": "n1", "title": title, "body": "", "address": "/inbox"}
        message = {"origin": ana.url, "registrationId": seen[-1], "data": json.dumps(said)}
        await devtools.send("ServiceWorker.deliverPushMessage", message)

    shown = (
        "navigator.serviceWorker.ready.then((it) => it.getNotifications())"
        ".then((all) => all.map((one) => one.title).join())"
    )

    async def is_registered() -> bool:
        return bool(seen)

    await until(is_registered)
    await push("Over the app")
    await devtools.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    elsewhere = await ana.context.new_page()
    await elsewhere.bring_to_front()
    for title in ("Ben mentioned you", "Ben mentioned you twice"):

        async def is_shown(title: str = title) -> bool:
            # Again: that one looks away may be known to the worker a moment later.
            await push(title)
            return bool(await ana.page.evaluate(shown) == title)

        await until(is_shown)
