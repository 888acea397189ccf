"""A hidden field's value is nowhere in the browser of who may not read it: not even on its disk."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import expect

from tests.e2e.apart import BACK_WITHIN, CUT, kept, on_device, on_disk
from tests.e2e.conftest import OpenWindow
from tests.e2e.house import House
from tests.e2e.office import Desk, Office, unique
from tests.e2e.window import Window
from tests.jobs.waiting import until

AMOUNT = "73195173"
HIDDEN = {"deals": {"amount": "none", "description": "none"}}
SHOWN = {"deals": {"amount": "write", "description": "write"}}


@dataclass
class Secret:
    """A deal of Cara's, what nobody but her may find of it, and the role that says so."""

    office: Office
    role_id: str
    deal: str
    words: str

    async def rule(self, levels: dict[str, Any]) -> None:
        """Say what her role may do with the fields."""
        await self.office.admin.call("PATCH", f"/roles/{self.role_id}", {"fields": levels})

    def found_in(self, text: str) -> list[str]:
        """Which of its values are in a text."""
        return [value for value in (AMOUNT, self.words) if value in text]


@contextlib.asynccontextmanager
async def a_secret(house: House, office: Office) -> AsyncGenerator[Secret]:
    """Cara with a role of her own; she is a rep again afterwards."""
    cara = await Desk(house.one.url, "cara@demo.test").arrive()
    words = unique("canary")
    fields = {"name": unique("Secret"), "amount": AMOUNT, "description": words}
    place = {"pipeline_id": office.pipeline_id, "stage_id": office.stages["Qualified"]}
    deal = (await cara.call("POST", "/deals", {**place, **fields}))["id"]
    role = await office.admin.call("POST", "/roles", {"name": unique("Blind"), "copy_of": "rep"})
    try:
        await office.admin.call("PATCH", f"/users/{cara.user_id}", {"role": role["id"]})
        yield Secret(office, role["id"], deal, words)
    finally:
        await office.admin.call("DELETE", f"/roles/{role['id']}", reassign_to="rep")
        await cara.leave()


async def test_a_rule_takes_the_values_off_the_device(
    window: OpenWindow, house: House, office: Office
):
    """Cara has a deal open in two tabs; a rule hides two of its fields: they leave both screens and all
    that her browser keeps, and do not come back with a reload; without the rule they do."""
    async with a_secret(house, office) as secret:
        cara = await on_device(window, "cara@demo.test", f"/deals/{secret.deal}", at=house.two)
        other = Window(
            cara.context, await cara.context.new_page(), cara.url, cara.complaints, cara.forgiven
        )
        await other.go("/")
        await expect(other.card(secret.deal)).to_contain_text("73,195,173")
        await until(lambda: _all_found(cara, secret), timeout=30)

        await expect(cara.panel.get_by_text(secret.words).first).to_be_visible()
        await secret.rule(HIDDEN)
        await expect(cara.panel.get_by_text(secret.words)).to_have_count(0)
        await expect(other.page.get_by_text("73,195,173")).to_have_count(0)
        await until(lambda: _none_found(cara, secret), timeout=30)
        await cara.page.reload()
        await cara.live(within=BACK_WITHIN)
        await expect(cara.panel).to_be_visible()
        await until(lambda: _has_row(cara, secret), timeout=30)
        assert not secret.found_in(await kept(cara))

        await secret.rule(SHOWN)
        await until(lambda: _all_found(cara, secret), timeout=30)


async def test_a_rule_made_meanwhile_empties_the_device(
    window: OpenWindow, house: House, office: Office
):
    """The rule is made while Cara's window is closed: opened again, her browser keeps the deal and none
    of what is hidden of it, nor does its screen show it for a moment."""
    async with a_secret(house, office) as secret:
        cara = await on_device(window, "cara@demo.test", f"/deals/{secret.deal}", at=house.two)
        await until(lambda: _all_found(cara, secret), timeout=30)
        await cara.page.close()
        await secret.rule(HIDDEN)
        cara.page = await cara.context.new_page()
        # Whatever is drawn at any time is noted, also what is gone a frame later.
        await cara.page.add_init_script(
            "window.drawn = ''; new MutationObserver(() => { drawn += document.body?.innerText })"
            ".observe(document, { subtree: true, childList: true, characterData: true })"
        )
        cara.forgiven.extend(CUT)
        await cara.go(f"/deals/{secret.deal}")
        await expect(cara.panel).to_be_visible()
        await expect(cara.card(secret.deal)).to_contain_text("Secret")
        await until(lambda: _has_row(cara, secret), timeout=30)
        await until(lambda: _none_found(cara, secret), timeout=30)
        drawn = await cara.page.evaluate("drawn")
        assert "Secret" in drawn
        assert not [value for value in ("73,195,173", secret.words) if value in drawn]


async def _all_found(one: Window, secret: Secret) -> bool:
    return len(secret.found_in(await kept(one))) == 2


async def _none_found(one: Window, secret: Secret) -> bool:
    return not secret.found_in(await kept(one))


async def _has_row(one: Window, secret: Secret) -> bool:
    return bool(await on_disk(one, secret.deal))
