"""Notes written by several people at once: everybody ends with the same text, and none of it is lost."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc, Text
from quart import Quart

from app.config import Settings
from app.core.actor import Actor
from app.core.runtime import Runtime
from app.core.uow import snapshot
from app.together.notes import actions
from app.together.notes.actions import append_update
from app.together.notes.compacting import compact
from app.together.notes.documents import plain_text
from app.together.notes.queries import document
from app.together.notes.tree import doc_of
from realtime import awareness
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import PATIENCE, Instance, instance, listener
from tests.realtime.redis import own_redis
from tests.realtime.writer import Writer, paragraphs
from tests.together.notes.page import Page, pass_time
from tests.together.notes.test_updates import HOSTILE


async def new_note(org: Org, owner: str = "ana") -> str:
    """The main note of a new company of this person's; returns its id."""
    person = getattr(org, owner)
    company = await person.post("/companies", {"name": "Acme"})
    note = await person.post(f"/companies/{company.data['id']}/note")
    assert note.status == 200, note.json
    return note.data["id"]


async def agree(*writers: Writer, timeout: float = PATIENCE) -> str:
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


def caret(client: int, clock: int, state: str) -> bytes:
    """An awareness update of one client (below 128)."""
    return bytes([1, client, clock, len(state)]) + state.encode()


async def test_nobody_writes_in_anothers_name(org: Org, listen: Listen) -> None:
    """A caret that names, moves or removes somebody else is refused, and so is a swarm of them."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("note:open", {"note_id": note})

    async def show(who: Any, update: bytes) -> Any:
        return await who.say("note:awareness", {"note_id": note, "update": update})

    own = f'{{"user":{{"id":"{org.ben.user_id}"}}}}'
    assert (await show(ben, caret(7, 1, own)))["ok"] is True
    for forged in (caret(8, 1, own), caret(7, 2, "null"), caret(7, 9, "{}")):
        assert (await show(ana, forged))["error"] == "validation_error"
    assert (await show(ana, caret(9, 1, "[not json")))["error"] == "validation_error"
    swarm = bytes([100]) + b"".join(caret(n, 1, "{}")[1:] for n in range(20, 120))
    assert (await show(ana, swarm))["error"] == "validation_error"
    assert (await show(ana, caret(9, 1, "{}")))["ok"] is True
    await ben.hear("note:awareness")
    assert len(ben.all("note:awareness")) == 1


async def test_windows_on_one_connection(org: Org, listen: Listen) -> None:
    """Of two windows that share a connection one may close the note: the other still hears."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    await ben.say("note:open", {"note_id": note})
    for window in ("1", "2"):
        await ana.say("note:open", {"note_id": note, "window": window})
    await ana.say("note:close", {"note_id": note, "window": "1"})
    await ben.say("note:update", {"note_id": note, "update": paragraphs("one")})
    await ana.hear("note:update")
    await ana.say("note:close", {"note_id": note, "window": "2"})
    refused = await ana.say("note:update", {"note_id": note, "update": paragraphs("two")})
    assert refused["error"] == "validation_error"


async def test_a_closed_window_takes_its_caret_with_it(org: Org, listen: Listen) -> None:
    """The others see at once that a caret has gone, though its connection stays for another window."""
    note = await new_note(org)
    ana, ben = await listen(org.ana), await listen(org.ben)
    await ben.say("note:open", {"note_id": note})
    for window in (7, 8):
        await ana.say("note:open", {"note_id": note, "window": str(window)})
        await ana.say("note:awareness", {"note_id": note, "update": caret(window, 3, "{}")})
        await ben.hear("note:awareness")
    await ana.say("note:close", {"note_id": note, "window": "7"})
    gone = await ben.hear("note:awareness")
    assert gone["update"] == caret(7, 4, "null")
    await ana.say("note:close", {"note_id": note, "window": "nobody's"})
    assert (await ana.say("note:awareness", {"note_id": note, "update": caret(8, 4, "{}")}))["ok"]


async def test_a_restored_version_comes_to_open_notes(
    org: Org, here: Instance, there: Instance, listen: Listen
) -> None:
    """What is brought back over REST appears at once in the notes that are open, on any instance."""
    note = await new_note(org)
    page = Page(org.actor("ana"), UUID(note))
    await page.say("then")
    await pass_time(org, page.note_id, timedelta(hours=1))
    await page.delete(0)
    writers = [Writer(note), Writer(note)]
    await writers[0].open(await listen(org.ana, at=here))
    await writers[1].open(await listen(org.ben, at=there))
    first = (await org.ana.get(f"/notes/{note}/versions")).data[-1]["id"]
    for writer in writers:
        assert writer.client is not None
        assert writer.client.all("note:update") == []  # opening alone is no change
    await org.admin.post(f"/notes/{note}/versions/{first}/restore")
    for writer in writers:
        assert writer.client is not None
        await writer.client.wait(lambda writer=writer: bool(writer.client.all("note:update")))
        writer.hear()
        assert plain_text(writer.doc) == "then"
    assert len((await org.ana.get(f"/notes/{note}/versions")).data) == 3


async def test_what_would_harm_is_refused(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists nested without end, or more than fits: a clear refusal, and the room goes on."""
    note = await new_note(org)
    ana, ben = Writer(note), Writer(note)
    await ana.open(await listen(org.ana))
    await ben.open(await listen(org.ben))
    assert ana.client is not None
    for name in ("lists in lists", "more structs than bytes"):
        answer = await ana.client.say("note:update", {"note_id": note, "update": HOSTILE[name]})
        assert (answer["ok"], answer["error"]) == (False, "validation_error")
    monkeypatch.setattr(actions, "NOTE_LIMIT", 1000)
    big = {"note_id": note, "update": paragraphs("x" * 2000)}
    answer = await ana.client.say("note:update", big)
    assert (answer["ok"], answer["error"]) == (False, "note_full") and "full" in answer["message"]
    await ana.write("still here")
    assert await agree(ana, ben) == "still here"


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


async def test_merging_beside_writers_on_two_instances(
    org: Org, here: Instance, there: Instance, listen: Listen
) -> None:
    """While two write over two instances and what is stored is merged again and again, both end with
    the same text, and it has every word of both once."""
    note = await new_note(org)
    ana, ben = Writer(note), Writer(note)
    await ana.open(await listen(org.ana, at=here))
    await ben.open(await listen(org.ben, at=there))
    words = {writer: [f"{name}{n}" for n in range(25)] for writer, name in ((ana, "a"), (ben, "b"))}

    async def typing(writer: Writer) -> None:
        for word in words[writer]:
            writer.hear()
            await writer.write(f"{word} ", at=0)

    async def merging() -> None:
        for _ in range(15):
            await compact(org.tenant_id, UUID(note), older_than=0)
            await asyncio.sleep(0.02)

    await asyncio.gather(typing(ana), typing(ben), merging(), merging())
    # Merging what is this young may pass a listener by; whoever comes back has it all.
    for writer in (ana, ben):
        assert writer.client is not None
        await writer.open(writer.client)
    text = await agree(ana, ben)
    assert sorted(text.split()) == sorted(words[ana] + words[ben])
    stored = await document(org.tenant_id, UUID(note))
    assert str(doc_of(stored.update).get("content", type=Text)) == text
