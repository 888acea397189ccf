"""What an admin changes about the organisation is on the others' screens at once."""

import re

from playwright.async_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Office, found_firm, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until


async def test_rename_is_live(window: OpenWindow, office: Office, house: House):
    """An admin renames the organisation; it is renamed in another admin's menu without a reload."""
    firm = await found_firm(house.one.url)
    screen = await window(firm.email, at=house.two, tenant=firm.tenant)
    await screen.go("/")
    name = unique("Renamed")

    await firm.call("PATCH", "/tenant", {"name": name})

    await expect(
        screen.page.get_by_role("navigation").get_by_role("button", name=name)
    ).to_be_visible()
    await firm.leave()


async def test_role_change_is_live(ana: Window, window: OpenWindow, office: Office):
    """An admin makes Ana read-only: her board loses what she may no longer do, until she is a rep again."""
    await ana.go("/")
    add = ana.page.get_by_role("button", name="New deal", exact=True)
    await expect(add).to_be_visible()
    admin = await window("admin@demo.test")
    await admin.go("/settings/members")
    try:
        await _choose_role(admin, "Ana Duarte", "Read-only")
        await expect(add).to_have_count(0)
        await expect(ana.page.locator("[data-card]").first).to_be_visible()
        await _choose_role(admin, "Ana Duarte", "Rep")
        await expect(add).to_be_visible()
    finally:
        # Whatever came between: the tests to come need her.
        await office.admin.call("PATCH", f"/users/{office.ana.user_id}", {"role": "rep"})


async def test_people_are_told_apart(ana: Window, office: Office):
    """No two people of a team have one colour, whatever their ids."""
    await ana.go("/settings/members")
    people = await office.ana.call("GET", "/users", limit=200)
    await expect(ana.page.get_by_role("listitem").filter(has_text="Ben Okafor")).to_be_visible()

    async def all_hues() -> list[str]:
        hues: list[str] = await ana.page.evaluate(
            "ids => ids.map(id => document.documentElement.style.getPropertyValue(`--hue-${id}`))",
            [person["id"] for person in people],
        )
        return hues if all(hues) else []

    hues = await until(all_hues)
    assert len(set(hues[:12])) == min(12, len(people))


async def test_all_read_is_live(ana: Window, window: OpenWindow, office: Office, house: House):
    """Ana marks everything read in one window; the bell of her other window is quiet too."""
    deals = {await office.deal(f"Read {n}") for n in (1, 2)}
    for deal in deals:
        body = {
            "entity": "deal",
            "entity_id": deal,
            "body": "Look",
            "mentions": [office.ana.user_id],
        }
        await office.ben.call("POST", "/comments", body)

    async def unread() -> set[str]:
        rows = await office.ana.call("GET", "/notifications", **{"filter[read]": "false"})
        return deals & {row["entity_id"] for row in rows}

    async def both_told() -> bool:
        return await unread() == deals

    await until(both_told)  # a worker does that
    other = await window("ana@demo.test", at=house.two)
    for screen in (ana, other):
        await screen.go("/")
        await expect(_bell(screen)).to_have_accessible_name(re.compile("unread"))

    await _bell(ana).click()
    await ana.page.get_by_role("button", name="Mark all as read").click()

    for screen in (ana, other):
        await expect(_bell(screen)).not_to_have_accessible_name(re.compile("unread"))
    assert await unread() == set()


async def test_another_pipeline_is_a_menu_away(ana: Window, office: Office):
    """The board's title leads to the other pipelines; one that is made meanwhile is there as well."""
    await ana.go("/")
    name = unique("Renewals")
    made = await office.admin.call("POST", "/pipelines", {"name": name})
    stage = {"name": "Due", "pipeline_id": made["id"], "kind": "open"}
    await office.admin.call("POST", "/stages", stage)

    await ana.page.get_by_role("button", name=re.compile("^Pipeline: ")).click()
    await ana.page.get_by_role("menuitemcheckbox", name=name).click()

    await expect(ana.page).to_have_url(re.compile(made["id"]))
    await expect(ana.stage("Due")).to_be_visible()
    await expect(ana.page.get_by_role("button", name=f"Pipeline: {name}")).to_be_visible()


def _bell(screen: Window) -> Locator:
    return screen.page.get_by_role("button", name=re.compile("^Notifications"))


async def _choose_role(admin: Window, name: str, role: str) -> None:
    await admin.page.get_by_role("combobox", name=re.compile(name)).click()
    await admin.page.get_by_role("option", name=role, exact=True).click()


async def test_an_avatar_takes_one_to_where_its_person_is(ana: Window, ben: Window, office: Office):
    """Ana opens the list of people online, sees which deal Ben looks at, and goes there."""
    deal = await office.deal("Where Ben is", "Qualified")
    await ben.go(f"/deals/{deal}")
    await ana.go("/contacts")
    await ana.page.get_by_role("button", name="Online now").click()
    place = ana.page.get_by_role("link", name=re.compile("Ben Okafor.*Where Ben is"))
    await expect(place).to_be_visible()
    await place.click()
    await expect(ana.page).to_have_url(re.compile(f"/deals/{deal}"))
    title = ana.panel.get_by_role("textbox", name="Name", exact=True)
    await expect(title).to_have_value(re.compile("Where Ben is"))
