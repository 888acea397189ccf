"""Coming in: the demo's open door, sign-in, register, and leaving."""

import re

from playwright.async_api import expect

from app.demo.cast import PASSWORD
from tests.e2e.conftest import OpenWindow
from tests.e2e.office import unique
from tests.e2e.window import Window


async def test_demo_lets_a_newcomer_in(window: OpenWindow):
    """Opening / in a demo shows the populated board as Ana, without a form."""
    newcomer = await window(None)
    await newcomer.go("/")

    await expect(newcomer.stage("Lead in").locator("[data-card]").nth(4)).to_be_attached()
    await _open_account_menu(newcomer)
    await expect(newcomer.page.get_by_text("Ana Duarte, ana@demo.test")).to_be_visible()


async def test_teammate_opens_beside(window: OpenWindow):
    """`Open as teammate` signs Ben in in a second window of the same browser; Ana stays in hers."""
    ana = await window(None)
    await ana.go("/")
    async with ana.context.expect_page() as opening:
        await ana.page.get_by_role("button", name="Open as teammate").click()
        await ana.page.get_by_role("menuitem", name=re.compile("Ben Okafor")).click()
    bens = Window(ana.context, await opening.value, ana.url)
    await bens.live()

    await _open_account_menu(bens)
    await expect(bens.page.get_by_text("Ben Okafor, ben@demo.test")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="Online now")).to_be_visible()
    await ana.page.reload()
    await ana.live()
    await _open_account_menu(ana)
    await expect(ana.page.get_by_text("Ana Duarte, ana@demo.test")).to_be_visible()


async def test_tour_is_put_away_for_good(window: OpenWindow):
    """The first-run hint says what to try; once put away it stays away, and can be had back."""
    newcomer = await window(None)
    await newcomer.go("/")
    corner = newcomer.page.get_by_role("region", name="Demo")
    await expect(corner.get_by_role("listitem")).to_have_count(5)
    await corner.get_by_role("button", name="Put this away").click()
    await newcomer.page.reload()
    await newcomer.live()

    await expect(corner.get_by_role("button", name="Try it together")).to_be_visible()
    await expect(corner.get_by_role("listitem")).to_have_count(0)
    await corner.get_by_role("button", name="Try it together").click()
    await expect(corner.get_by_role("listitem")).to_have_count(5)


async def test_simulated_teammates_work(window: OpenWindow):
    """The switch lets teammates act: within seconds another's name flashes on the board."""
    newcomer = await window(None)
    await newcomer.go("/")
    switch = newcomer.page.get_by_role("switch", name="Simulated teammates")
    await expect(newcomer.page.locator("[data-card]").first).to_be_visible()
    await switch.click()
    await expect(switch).to_be_checked()
    try:
        # Looked for in every frame: a name stays for two seconds.
        await newcomer.page.wait_for_function(
            """names => [...document.querySelectorAll('[data-card]')]
              .some(({ textContent }) => names.some((name) => textContent.includes(name)))""",
            arg=["Ben Okafor", "Cara Novak", "Marco Bellini"],
        )
    finally:
        # When it is answered they are at home, for the tests to come as well.
        async with newcomer.page.expect_response(re.compile("/demo/simulation$")):
            await switch.click()
    await expect(switch).not_to_be_checked()


async def test_sign_out_leads_to_the_door_and_sign_in_back(window: OpenWindow):
    """Whoever signs out is not let in again by the demo; the form does it, and wrong passwords are told."""
    person = await window("ana@demo.test")
    person.forgiven.append("/auth/login 401")  # the wrong password, below
    await person.go("/")
    await _open_account_menu(person)
    await person.page.get_by_role("menuitem", name="Sign out").click()
    await person.page.get_by_label("Work e-mail").fill("ana@demo.test")
    await person.page.get_by_label("Password", exact=True).fill("not-my-password")
    await person.page.get_by_role("button", name="Sign in", exact=True).click()
    alert = person.page.get_by_role("alert")
    await expect(alert.filter(has_text="not right")).to_be_visible()

    await person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await person.page.get_by_role("button", name="Sign in", exact=True).click()
    await person.live()
    await expect(person.stage("Lead in")).to_be_visible()


async def test_register_makes_an_organisation(window: OpenWindow):
    """A new organisation starts with its founder signed in on an empty board that says how to begin."""
    founder = await window(None)
    await founder.page.goto(f"{founder.url}/register")
    name = unique("Fjord").replace(" ", "-").lower()
    await founder.page.get_by_label("Your name").fill("Freya Founder")
    await founder.page.get_by_label("Organisation").fill(f"Firm {name}")
    await founder.page.get_by_label("Work e-mail").fill(f"freya@{name}.test")
    await founder.page.get_by_label("Password", exact=True).fill("a-long-enough-password")
    await founder.page.get_by_role("button", name="Create organisation").click()

    await founder.live()
    await expect(founder.page.get_by_text("Your pipeline starts here")).to_be_visible()
    await expect(founder.page.get_by_role("region", name="Demo")).to_have_count(0)


async def _open_account_menu(window: Window) -> None:
    menu = window.page.get_by_role("button", name="Menu", exact=True)
    account = window.page.get_by_role("button", name=re.compile("^Meridian"))
    # A narrow window, as a teammate's is, has it behind the menu.
    await expect(menu.or_(account).first).to_be_visible()
    if await menu.is_visible():
        await menu.click()
    await account.click()
