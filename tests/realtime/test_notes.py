"""Notes written by several people at once: everybody ends with the same text, and none of it is lost."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

from pycrdt import Doc, Text
from quart import Quart

from app.config import Settings
from app.core.actor import Actor
from app.core.runtime import Runtime
from app.core.uow import snapshot
from app.together.notes.actions import append_update
from app.together.notes.compacting import compact
from app.together.notes.queries import document
from realtime import awareness
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, instance, listener
from tests.realtime.redis import own_redis
from tests.realtime.writer import Writer, paragraphs


async def new_note(org: Org, owner: str = "ana") -> str:
    """The main note of a new company of this person's; returns its id."""
    person = getattr(org, owner)
    company = await person.post("/companies", {"name": "Acme"})
    note = await person.post(f"/companies/{company.data['id']}/note")
    assert note.status == 200, note.json
    return note.data["id"]


async def agree(*writers: Writer, timeout: float = 5.0) -> str:
    """Until all have the same text; returns it."""
    for _ in range(int(timeout / 0.05)):
        texts = {writer.hear() for writer in writers}
        if len(texts) == 1:
            return texts.pop()
        await asyncio.sleep(0.05)
    raise AssertionError([writer.hear() for writer in writers])


async def test_two_write_at_once_on_two_instances(
    org: Org, here: Instance, there: Instance, listen: Listen
) -> None:
    """What either types appears at the other, and both end with the same text."""
    note = await new_note(org)
    ana, ben = Writer(note), Writer(note)
    await ana.open(await listen(org.ana, at=here))
    await ben.open(await listen(org.ben, at=there))

    async def typing(writer: Writer, words: str) -> None:
        for word in words.split():
            await writer.write(word + " ")

    await asyncio.gather(typing(ana, "one two three four"), typing(ben, "five six seven eight"))
    text = await agree(ana, ben)
    assert sorted(text.split()) == sorted(
        ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    )


async def test_offline_edits_merge(org: Org, listen: Listen) -> None:
    """Both write while away; whoever comes back first, nothing of either is lost."""
    note = await new_note(org)
    ana, ben = Writer(note), Writer(note)
    await ana.open(await listen(org.ana))
    await ana.write("Hello")
    await ben.open(await listen(org.ben))
    ana.away()
    ben.away()
    await ana.write(" from Ana")
    await ben.write("Dear: ", at=0)
    await ben.open(await listen(org.ben))
    await ana.open(await listen(org.ana))
    assert await agree(ana, ben) == "Dear: Hello from Ana"


async def test_notes_survive_a_restart(
    app: Quart, settings: Settings, org: Org, here: Instance, listen: Listen
) -> None:
    """What was acknowledged is there after the instance is gone."""
    note = await new_note(org)
    ana = Writer(note)
    async with instance(app, settings) as short:
        client = listener(short, org.tenant_id, org.ana)
        await client.connect()
        await ana.open(client)
        await ana.write("kept")
        await client.leave()
    ben = Writer(note)
    await ben.open(await listen(org.ben))
    assert ben.hear() == "kept"


async def test_notes_without_redis(
    app: Quart, settings: Settings, runtime: Runtime, org: Org, tmp_path: Path
) -> None:
    """With Redis gone, writers on two instances still hear each other, through the table."""
    note = await new_note(org)
    async with (
        own_redis(settings, tmp_path) as (redis, using),
        instance(app, using) as one,
        instance(app, using) as two,
    ):
        ana, ben = Writer(note), Writer(note)
        clients = [listener(one, org.tenant_id, org.ana), listener(two, org.tenant_id, org.ben)]
        for client, writer in zip(clients, (ana, ben), strict=True):
            await client.connect()
            await writer.open(client)
        await redis.kill()
        await ana.write("ding")
        await ben.write("dong")
        assert sorted(await agree(ana, ben)) == sorted("dingdong")
        for client in clients:
            await client.leave()


async def test_text_is_saved_as_an_event(org: Org, listen: Listen) -> None:
    """Two seconds after the last word the note's plain text is in the log, for lists and search."""
    note = await new_note(org)
    ana, admin = await listen(org.ana), await listen(org.admin)
    cara = await listen(org.cara)
    await ana.say("note:open", {"note_id": note})
    update = paragraphs("Call back", "on Monday")
    assert (await ana.say("note:update", {"note_id": note, "update": update}))["ok"] is True
    await admin.wait(lambda: any(e["type"] == "note.updated" for e in admin.events))
    event = next(e for e in admin.events if e["type"] == "note.updated")
    assert event["changed"] == ["text"] and event["before"] == {"text": ""}
    assert event["data"]["text"] == "Call back\non Monday"
    assert event["actor"]["id"] == str(org.ana.user_id)
    read = await org.ben.get(f"/notes/{note}")
    assert read.data["text"] == "Call back\non Monday"
    assert not [e for e in cara.events if e["entity"] == "note"]


async def test_notes_ask_the_record(org: Org, listen: Listen) -> None:
    """Who can't see the record can't open its note; who may only read it can't write in it."""
    note = await new_note(org)
    cara, viewer, ana = await listen(org.cara), await listen(org.viewer), await listen(org.ana)
    update = paragraphs("hello")
    answer = await cara.say("note:open", {"note_id": note})
    assert (answer["ok"], answer["error"]) == (False, "not_found")
    for event in ("note:update", "note:awareness"):
        unopened = await cara.say(event, {"note_id": note, "update": update})
        assert unopened["ok"] is False
    assert (await viewer.say("note:open", {"note_id": note}))["ok"] is True
    answer = await viewer.say("note:update", {"note_id": note, "update": update})
    assert (answer["ok"], answer["error"]) == (False, "forbidden")
    await ana.say("note:open", {"note_id": note})
    for garbage in (b"", b"\x00", b"garbage", b"\xff" * 100):
        answer = await ana.say("note:update", {"note_id": note, "update": garbage})
        assert (answer["ok"], answer["error"]) == (False, "validation_error")
    stored = await document(org.tenant_id, UUID(note))
    assert stored.parts == 0


async def test_large_updates(org: Org, listen: Listen) -> None:
    """A megabyte pasted at once is stored and passed on; more than that is refused."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("note:open", {"note_id": note})
    big = paragraphs("x" * 1_000_000)
    assert (await ana.say("note:update", {"note_id": note, "update": big}))["ok"] is True
    await ben.wait(lambda: bool(ben.all("note:update")))
    assert ben.all("note:update")[0]["update"] == big
    opened = await (await listen(org.admin)).say("note:open", {"note_id": note})
    assert opened["update"] == big
    refused = await ana.say("note:update", {"note_id": note, "update": b"x" * 1_050_000})
    assert refused["error"] == "too_large"
    assert (await ana.say("watch", {"topic": "tenant"}))["ok"] is True


async def test_losing_the_record_closes_the_note(org: Org, listen: Listen) -> None:
    """When the record goes to another team, the note closes for the old one and says so."""
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    note = (await org.ana.post(f"/companies/{company}/note")).data["id"]
    ana, admin = await listen(org.ana), await listen(org.admin)
    for client in (ana, admin):
        await client.say("note:open", {"note_id": note})
    await org.admin.patch(f"/companies/{company}", {"owner_id": str(org.cara.user_id)})
    assert await ana.hear("note:closed") == {"note_id": note}
    await admin.say("note:update", {"note_id": note, "update": paragraphs("secret")})
    await asyncio.sleep(0.2)
    assert ana.all("note:update") == [] and admin.all("note:closed") == []


async def test_carets_come_and_go(org: Org, here: Instance, listen: Listen) -> None:
    """Carets are passed on, and taken away for somebody whose connection ends."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("note:open", {"note_id": note})
    caret = bytes([1, 0x85, 0x0A, 3]) + bytes([2]) + b"{}"
    assert awareness.clocks_of(caret, org.ben.user_id) == {1285: 3}
    assert (await ben.say("note:awareness", {"note_id": note, "update": caret}))["ok"] is True
    assert (await ana.hear("note:awareness"))["update"] == caret
    bad = await ben.say("note:awareness", {"note_id": note, "update": b"\x05"})
    assert bad["error"] == "validation_error"
    await ben.leave()
    gone = (await ana.hear("note:awareness", 2))["update"]
    assert awareness.clocks_of(gone, org.ben.user_id) == {1285: 4} and gone.endswith(b"null")
    await ana.leave()
    for _ in range(100):
        if not any(room.tenant_id == org.tenant_id for room in here.server.notes._rooms.values()):
            break
        await asyncio.sleep(0.05)
    else:
        raise AssertionError("the room was never given up")


async def test_compaction_loses_nothing(org: Org, listen: Listen) -> None:
    """Merging stored updates while others are appended, again and again, keeps every word."""
    note = UUID(await new_note(org))
    actor = org.actor("ana")
    doc: Doc[Any] = Doc()
    text: Text = doc.get("content", type=Text)

    async def append() -> None:
        for n in range(120):
            before = doc.get_state()
            text.insert(0, f"{n} ")
            await append_update(actor, note, doc.get_update(before))

    async def merge() -> None:
        for _ in range(40):
            await compact(org.tenant_id, note, older_than=0)
            await asyncio.sleep(0.005)

    await asyncio.gather(append(), merge(), merge())
    await compact(org.tenant_id, note, older_than=0)
    stored = await document(org.tenant_id, note)
    assert stored.parts == 1
    found: Doc[Any] = Doc()
    found.apply_update(stored.update)
    assert str(found.get("content", type=Text)) == str(text)
    async with snapshot(Actor.system(org.tenant_id)) as view:
        assert (
            await view.fetchval("SELECT count(*) FROM note_updates WHERE note_id = $1", note) == 1
        )
