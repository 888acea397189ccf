"""What coming to a topic or a note costs: one question about the right to it, two only if need be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from realtime import notes, presence
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance

WINDOWS = 12
Meanwhile = Callable[[], Awaitable[None]]


class Asked:
    """Counts the questions whether somebody may be somewhere; `meanwhile` comes before each answer."""

    def __init__(self, question: Callable[..., Awaitable[Any]]) -> None:
        self.times, self._question = 0, question
        self.meanwhile: Meanwhile | None = None

    async def __call__(self, *args: Any) -> Any:
        """Ask."""
        self.times += 1
        answer = await self._question(*args)
        if self.meanwhile is not None:
            await self.meanwhile()
        return answer


@pytest.fixture(params=["watch", "note:open"])
async def entering(
    org: Org, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Asked, str, dict[str, str]]:
    """The questions, and the message that has them asked."""
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    note = (await org.ana.post(f"/companies/{company}/note")).data["id"]
    if request.param == "watch":
        asked = Asked(presence.require_topic)
        monkeypatch.setattr(presence, "require_topic", asked)
        return asked, "watch", {"topic": f"company:{company}"}
    asked = Asked(notes.place_of)
    monkeypatch.setattr(notes, "place_of", asked)
    return asked, "note:open", {"note_id": note}


async def test_windows_that_come_back_ask_once_each(
    org: Org, listen: Listen, entering: tuple[Asked, str, dict[str, str]]
) -> None:
    """After a broken line all windows come at once: one question for each of them."""
    asked, message, where = entering
    windows = [await listen(org.ana) for _ in range(WINDOWS)]
    answers = await asyncio.gather(*(one.say(message, where) for one in windows))
    assert all(answer["ok"] for answer in answers)
    assert asked.times == WINDOWS


async def test_who_missed_what_the_log_said_asks_again(
    org: Org, here: Instance, listen: Listen, entering: tuple[Asked, str, dict[str, str]]
) -> None:
    """Something was told between the answer and the joining: it may have been about that, so ask again."""
    asked, message, where = entering
    ana = await listen(org.ana)

    async def told() -> None:
        created = await org.ana.post("/companies", {"name": "Another"})
        stream = here.server.streams.running(org.tenant_id)
        assert stream is not None
        await stream.reached(int(created.headers["X-Log-Seq"]))

    asked.meanwhile = told
    assert (await ana.say(message, where))["ok"]
    assert asked.times == 2
