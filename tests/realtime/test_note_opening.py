"""A note is opened wholly or not at all, whatever happens in the meantime."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc

from app.core.actor import Actor
from app.core.log import Event
from app.together.notes.documents import plain_text
from app.together.notes.queries import Document, Place, document, place_of
from realtime import notes, sight
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance
from tests.realtime.test_notes import new_note
from tests.realtime.writer import paragraphs

HandOver = Callable[[str], Callable[[], Awaitable[None]]]


@pytest.fixture
def hand_over(org: Org, here: Instance, monkeypatch: pytest.MonkeyPatch) -> HandOver:
    """A call that gives a company to Cara, once, and comes back when this instance has been told."""
    seen, told = here.server.notes.seen, asyncio.Event()

    def see(tenant_id: UUID, events: Sequence[Event]) -> None:
        seen(tenant_id, events)
        if any(event.type == "company.updated" for event in events):
            told.set()

    monkeypatch.setattr(here.server.notes, "seen", see)

    def of(company: str) -> Callable[[], Awaitable[None]]:
        async def give() -> None:
            if not told.is_set():
                await org.admin.patch(f"/companies/{company}", {"owner_id": str(org.cara.user_id)})
                await told.wait()

        return give

    return of


async def test_a_failed_open_leaves_the_other_windows_alone(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails while a second window opens the note: the first one goes on hearing."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("note:open", {"note_id": note, "window": "1"})

    async def failing(*_: Any) -> Document:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(notes, "document", failing)
        failed = await ana.say("note:open", {"note_id": note, "window": "2"})
    assert failed["ok"] is False
    await ben.say("note:update", {"note_id": note, "update": paragraphs("one")})
    await ana.hear("note:update")
    assert (await ana.say("note:update", {"note_id": note, "update": paragraphs("two")}))["ok"]
    await ana.say("note:close", {"note_id": note, "window": "1"})
    refused = await ana.say("note:update", {"note_id": note, "update": paragraphs("three")})
    assert refused["error"] == "validation_error"  # the window that failed holds nothing open


async def test_a_note_is_read_beside_others(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a large note says takes a while to read, and nobody else waits for it."""
    threads: list[int] = []

    def read(doc: Doc[Any]) -> str:
        threads.append(threading.get_ident())
        return plain_text(doc)

    monkeypatch.setattr(notes, "plain_text", read)
    opened = await (await listen(org.ana)).say("note:open", {"note_id": await new_note(org)})
    assert opened["ok"] and len(threads) == 1 and threading.get_ident() not in threads


@pytest.mark.parametrize("step", ["place_of", "document"])
async def test_a_note_that_is_lost_while_it_opens(
    org: Org, listen: Listen, hand_over: HandOver, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The record goes to another team between two steps of opening: it stays closed, and is silent."""
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    note = (await org.ana.post(f"/companies/{company}/note")).data["id"]
    ana, admin = await listen(org.ana), await listen(org.admin)
    await admin.say("note:open", {"note_id": note})
    give = hand_over(company)

    async def place(actor: Actor, note_id: UUID) -> Place:
        found = await place_of(actor, note_id)
        await give()
        return found

    async def read(*key: UUID) -> Document:
        found = await document(*key)
        await give()
        return found

    monkeypatch.setattr(notes, step, {"place_of": place, "document": read}[step])
    refused = await ana.say("note:open", {"note_id": note})
    assert (refused["ok"], refused.get("error")) == (False, "not_found")
    await admin.say("note:update", {"note_id": note, "update": paragraphs("secret")})
    written = await ana.say("note:update", {"note_id": note, "update": paragraphs("mine")})
    assert written["error"] == "validation_error"
    assert ana.all("note:update") == []


async def test_a_topic_that_is_lost_while_it_is_entered(
    org: Org, listen: Listen, hand_over: HandOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between being let in and being there the record goes to another team: she is not there."""
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    ana, admin = await listen(org.ana), await listen(org.admin)
    topic = f"company:{company}"
    await admin.say("watch", {"topic": topic})
    give = hand_over(company)
    ask = sight.require_sight

    async def asked(actor: Actor, entity: str, record_id: UUID) -> int:
        seq = await ask(actor, entity, record_id)
        await give()
        return seq

    monkeypatch.setattr(sight, "require_sight", asked)
    refused = await ana.say("watch", {"topic": topic})
    assert (refused["ok"], refused.get("error")) == (False, "not_found")
    shown = await ana.say("presence", {"topic": topic, "state": {"field": "name"}})
    assert shown["error"] == "validation_error"
    there = await admin.say("watch", {"topic": topic})
    assert [member["user_id"] for member in there["members"]] == [str(org.admin.user_id)]
