"""What becomes of a note's words and mentions after somebody has typed them."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc, XmlElement, XmlFragment

from app.core.actor import Actor
from app.together.notes.actions import save_text
from realtime import notes, settling
from realtime.settling import due
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Listener
from tests.realtime.test_notes import new_note
from tests.realtime.writer import paragraphs


def mention(user_id: UUID | None, label: str) -> bytes:
    """An update that brings a paragraph with a mention."""
    doc: Doc[Any] = Doc()
    named = XmlElement("mention", {"id": str(user_id), "label": label})
    doc.get("default", type=XmlFragment).children.append(XmlElement("paragraph", {}, [named]))
    return doc.get_update()


async def told(client: Listener, field: str) -> dict[str, Any]:
    """Until the log says that this of a note has changed; returns the event."""

    def found() -> list[dict[str, Any]]:
        events = [event for event in client.events if event["type"] == "note.updated"]
        return [event for event in events if field in event["changed"]]

    await client.wait(lambda: bool(found()))
    return found()[0]


async def test_a_mention_is_told_by_who_made_it(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who mentions somebody is known, though the one who is mentioned types in the same moment."""
    settled = False
    monkeypatch.setattr(notes, "due", lambda room, now: settled and due(room, now))
    note = await new_note(org)
    ana, ben, admin = await listen(org.ana), await listen(org.ben), await listen(org.admin)
    for client in (ana, ben):
        await client.say("note:open", {"note_id": note})
    await ana.say("note:update", {"note_id": note, "update": mention(org.ben.user_id, "Ben")})
    await ben.say("note:update", {"note_id": note, "update": paragraphs("and on")})
    settled = True
    event = await told(admin, "mentions")
    assert event["actor"]["id"] == str(org.ana.user_id)
    assert event["data"]["mentions"] == [str(org.ben.user_id)]
    await ben.say("note:update", {"note_id": note, "update": mention(org.admin.user_id, "Admin")})
    await admin.wait(lambda: len([e for e in admin.events if e["type"] == "note.updated"]) == 2)
    assert admin.events[-1]["actor"]["id"] == str(org.ben.user_id)  # what Ana said is done with


async def test_words_are_saved_though_the_database_was_away(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wrote has left, and saving fails once: it is tried again, not forgotten with the room."""
    monkeypatch.setattr(notes, "TICK", 0.01)
    failed = False

    async def save(actor: Actor, note_id: UUID) -> bool:
        nonlocal failed
        if failed:
            return await save_text(actor, note_id)
        await asyncio.sleep(20 * notes.TICK)  # long enough for a room to be given up
        failed = True
        raise ConnectionError("the database is away")

    monkeypatch.setattr(settling, "save_text", save)
    note = await new_note(org)
    ana, admin = await listen(org.ana), await listen(org.admin)
    await ana.say("note:open", {"note_id": note})
    await ana.say("note:update", {"note_id": note, "update": paragraphs("last words")})
    await ana.leave()
    event = await told(admin, "text")
    assert failed and event["data"]["text"] == "last words"
    assert event["actor"]["id"] == str(org.ana.user_id)
