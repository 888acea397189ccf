"""Two organisations in one browser, no stages, right-to-left names, a key right after a bulk change."""

from functools import partial

from playwright.async_api import expect

from tests.e2e.apart import cut, none_to_send, on_device, reconnect
from tests.e2e.conftest import OpenWindow
from tests.e2e.office import Office, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until

ARABIC = "تجديد الترخيص السنوي لجميع المكاتب في الشرق الأوسط وشمال أفريقيا"


async def test_another_organisation_in_another_tab(ana: Window):
    """Ana goes to the other organisation she belongs to, and stays there over a reload; the tab beside
    it stays where it was."""
    await ana.go("/")
    await expect(ana.page.get_by_role("button", name="Meridian Sales")).to_be_visible()
    tab = await ana.context.new_page()
    await tab.goto(f"{ana.url}/")
    await tab.get_by_role("button", name="Meridian Sales").click()
    await tab.get_by_role("menu").get_by_text("Rival Inc").click()
    there = tab.get_by_role("button", name="Rival Inc")
    await expect(there).to_be_visible()
    await expect(tab.get_by_role("region", name="Lead in", exact=True)).to_be_visible()
    for page, place in ((tab, there), (ana.page, ana.page.get_by_role("button", name="Meridian"))):
        await page.reload()
        await expect(place).to_be_visible()


async def test_a_pipeline_without_stages(ana: Window, window: OpenWindow, office: Office):
    """Its board offers no deal that could go nowhere: an admin adds stages, others are told to ask;
    its name is shown in full beside the way to the other pipelines."""
    bare = await office.admin.call("POST", "/pipelines", {"name": unique("Bare")})
    admin = await window("admin@demo.test")
    try:
        await ana.go(f"/pipelines/{bare['id']}")
        await expect(ana.page.get_by_text("Ask an admin")).to_be_visible()
        await expect(ana.page.get_by_role("button", name="New deal", exact=True)).to_have_count(0)
        name = ana.page.locator("h1").get_by_text(bare["name"])
        await expect(name).to_be_visible()
        await until(partial(name.evaluate, "(span) => span.scrollWidth <= span.clientWidth"))
        await admin.go(f"/pipelines/{bare['id']}")
        await admin.page.get_by_role("button", name="Add stages").click()
        await expect(admin.page.get_by_role("heading", name="Pipelines")).to_be_visible()
        await office.admin.call("POST", "/stages", {"pipeline_id": bare["id"], "name": "First"})
        await expect(ana.stage("First")).to_be_visible()
        await expect(ana.page.get_by_role("button", name="New deal", exact=True)).to_be_visible()
    finally:
        await office.admin.call("DELETE", f"/pipelines/{bare['id']}")


async def test_a_name_that_runs_from_right_to_left(ana: Window, office: Office):
    """A card shows where the name begins, and cuts its end: both are on the other side."""
    deal = await office.deal(ARABIC)
    await ana.go("/")
    name = ana.card(deal).get_by_text(ARABIC[:20])
    await name.scroll_into_view_if_needed()
    begins, card = await name.evaluate(
        """(span) => {
          const letter = document.createRange()
          letter.setStart(span.firstChild, 0)
          letter.setEnd(span.firstChild, 1)
          return [letter.getBoundingClientRect().right, span.getBoundingClientRect().right]
        }"""
    )
    assert abs(begins - card) < 2


async def test_a_key_right_after_a_bulk_change(window: OpenWindow, office: Office):
    """Ctrl+Z takes a bulk change back the moment it is told of; without a network, loaded anew, what
    it will do is said, and taken back before it is sent."""
    name = unique("Gone")
    for n in range(3):
        await office.ana.call("POST", "/companies", {"name": f"{name} {n}"})
    ana = await on_device(window, "ana@demo.test", f"/companies?search={name}")
    rows = ana.page.get_by_role("gridcell", name=name)
    ticks = ana.page.get_by_role("checkbox")
    bar = ana.page.get_by_role("toolbar", name="3 selected")
    ready = ana.page.locator("[data-undo=ready]")
    await expect(ready).to_be_attached()
    await ticks.first.click()
    await bar.get_by_role("button", name="Delete").click()
    await expect(ana.page.get_by_text("Moved 3 records to the trash")).to_be_visible()
    await expect(rows).to_have_count(0)
    await ana.page.keyboard.press("Control+z")
    await expect(rows).to_have_count(3)

    await cut(ana)
    await ana.page.reload()
    await expect(rows).to_have_count(3)
    await expect(ready).to_be_attached()
    await ticks.first.click()
    await bar.get_by_role("button", name="Delete").click()
    await expect(ana.page.get_by_text("Will be done when you are back online")).to_be_visible()
    await ana.page.get_by_role("button", name="Offline", exact=True).click()
    await expect(ana.page.get_by_text("Move 3 records to the trash")).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await ana.page.keyboard.press("Control+z")
    await expect(ana.page.get_by_text("Taken back before it was sent")).to_be_visible()
    await reconnect(ana)
    await none_to_send(ana)
    await expect(rows).to_have_count(3)
