"""A person's window on an instance. Whatever the page complains about fails the test."""

import contextlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
)

from app.demo.cast import PASSWORD

# Milliseconds for anything to appear. What comes at once costs nothing of it; a machine that also runs
# other tests beside two instances, a worker and the browser may need a lot of it.
PATIENCE = 30_000
TRIES = 5


@dataclass
class Window:
    """`complaints` are the console's errors, failed requests and answers no screen should get.

    `forgiven` are parts of complaints that a test brings about on purpose, each with its reason beside it.
    """

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note what a page of this window complains about."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" repeats what `_failed` and `_answered` know more about.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # The screens abort what is no longer wanted: a search that went on, a window that closes.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, answer: Response) -> None:
        if answer.status < 400:
            return
        asked = f"{answer.request.method} {answer.url} {answer.status}"
        # Who comes without a session asks for one first, and 401 is the answer "no".
        if not (answer.url.endswith("/auth/refresh") and answer.status == 401):
            self.complaints.append(f"answer: {asked}")

    def check(self) -> None:
        """Raises if the page complained about anything that was not forgiven."""
        left = [c for c in self.complaints if not any(part in c for part in self.forgiven)]
        assert not left, left

    async def go(self, path: str) -> None:
        """Open an address and wait until its screen is live."""
        await self.page.goto(self.url + path)
        await self.live()

    async def live(self, within: float = PATIENCE) -> None:
        """Wait until the badge says Live."""
        await self.badge("Live").wait_for(timeout=within, state="attached")

    def badge(self, text: str) -> Locator:
        """The connection's badge, saying this."""
        # Exactly: "Delivered" has "live" in it, and a note says "Offline · kept here".
        return self.page.get_by_role("status").filter(has_text=re.compile(f"^{text}$")).first

    def stage(self, name: str) -> Locator:
        """A column of the board."""
        return self.page.get_by_role("region", name=name, exact=True)

    def card(self, deal_id: str) -> Locator:
        """A card on the board (the one that lies in a column, not the one in somebody's hand)."""
        return self.page.locator(f'[data-stage] [data-card="{deal_id}"]')

    def card_in(self, stage: str, deal_id: str) -> Locator:
        """A card, if it lies in that column."""
        return self.stage(stage).locator(f'[data-card="{deal_id}"]')

    async def press_until(self, keys: str, there: Callable[[float], Awaitable[None]]) -> None:
        """Press keys that count only one soon after the other, again if a busy machine took too long.

        `there` waits for so many ms for what they lead to.
        """
        for _ in range(TRIES - 1):
            await self._press(keys)
            with contextlib.suppress(AssertionError, TimeoutError):
                await there(PATIENCE / TRIES)
                return
        await self._press(keys)
        await there(PATIENCE)

    async def _press(self, keys: str) -> None:
        for key in keys.split():
            await self.page.keyboard.press(key)

    @property
    def panel(self) -> Locator:
        """The deal that is open beside the board."""
        return self.page.get_by_role("dialog").filter(
            has=self.page.get_by_role("textbox", name="Name", exact=True)
        )

    def field_of(self, label: str) -> Locator:
        """A field's value in the panel, as the button that edits it."""
        return field_button(self.panel, label)

    def editor_of(self, label: str) -> Locator:
        """The open editor of a field of the panel."""
        return self.panel.get_by_role("textbox", name=f"Edit {label}", exact=True)

    @property
    def note(self) -> Locator:
        """The co-edited note."""
        return self.page.locator(".ProseMirror")


def field_button(within: Page | Locator, label: str) -> Locator:
    """A field's value, as the button that edits it: "Edit Amount: €1,000"."""
    return within.get_by_role("button", name=re.compile(f"^Edit {label}:"))


async def open_window(
    browser: Browser, url: str, email: str | None, *, tenant: str = "demo", **look: Any
) -> Window:
    """A window in a browser profile of its own, signed in as `email` (None: as nobody).

    `look` goes to Playwright: viewport, color_scheme, has_touch… and `service_workers="allow"`, without
    which the app is not kept offline: every window would fetch all of it, and routes not see it.
    """
    usual = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    context = await browser.new_context(**{**usual, "service_workers": "block", **look})
    context.set_default_timeout(PATIENCE)
    if email is not None:
        answer = await context.request.post(
            f"{url}/api/v1/auth/login",
            data={"email": email, "password": PASSWORD, "tenant": tenant},
        )
        assert answer.ok, await answer.text()
    window = Window(context, await context.new_page(), url)
    context.on("page", window.listen)
    window.listen(window.page)
    return window


async def close_windows(windows: Sequence[Window]) -> None:
    """Close them all, then say what they complained about."""
    for window in windows:
        await window.context.close()
    for window in windows:
        window.check()
