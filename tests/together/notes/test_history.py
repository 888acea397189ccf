"""A note's history: by sittings, kept apart through every merging, and brought back on demand."""

import asyncio
import base64
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc, Text

from app.core.uow import snapshot
from app.together.notes import actions, compacting
from app.together.notes.compacting import compact
from app.together.notes.documents import merged, plain_text
from app.together.notes.queries import document, parts_of
from app.together.notes.tree import children_of, doc_of
from tests.orgs import Org
from tests.together.notes.page import Page, block, new_note, pass_time

LATER = timedelta(minutes=20)


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Writers")


async def _versions(org: Org, note_id: UUID) -> list[Any]:
    return (await org.ana.get(f"/notes/{note_id}/versions")).data


async def _text(org: Org, note_id: UUID, version_id: str) -> str:
    found = (await org.ben.get(f"/notes/{note_id}/versions/{version_id}")).data
    update = base64.b64decode(found["update"])
    assert found["markdown"].replace("\n\n", "\n").strip() == plain_text(doc_of(update))
    return plain_text(doc_of(update))


async def test_a_sitting_is_what_is_written_without_a_long_pause(org: Org):
    """Two who write within minutes share a version; after a pause a new one begins."""
    note = await new_note(org)
    ana, ben = Page(org.actor("ana"), note), Page(org.actor("ben"), note)
    await ana.say("one")
    ben.hear(ana)
    await ben.say("two")
    await pass_time(org, note, LATER)
    await ben.say("three")
    latest, first = await _versions(org, note)
    names = {str(org.people[name].user_id): name for name in ("ana", "ben")}
    assert [names[a["id"]] for a in first["authors"]] == ["ana", "ben"]
    assert [names[a["id"]] for a in latest["authors"]] == ["ben"]
    assert all(author["name"] for author in first["authors"])
    assert (latest["current"], first["current"]) == (True, False)
    assert await _text(org, note, first["id"]) == "one\ntwo"
    assert await _text(org, note, latest["id"]) == "one\ntwo\nthree"


async def test_a_sitting_lasts_an_hour_at_most(org: Org, monkeypatch: pytest.MonkeyPatch):
    """Who writes all day without a pause still gets versions to go back to."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    await ana.say("morning")
    monkeypatch.setattr(actions, "SITTING_AT_MOST", 0)
    await ana.say("noon")
    assert len(await _versions(org, note)) == 2


async def test_restoring_is_a_change_on_top(org: Org):
    """The note says what it said then, only the blocks that differ are new, and it can be undone."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    await ana.add(block("heading", "Plan", level=2), block("paragraph", "Call Ben 😀"))
    await pass_time(org, note, LATER)
    await ana.delete(1)
    await ana.say("Something else")
    latest, first = await _versions(org, note)
    path = f"/notes/{note}/versions"
    restored = await org.ben.post(f"{path}/{first['id']}/restore")
    assert restored.status == 200
    assert restored.data["text"] == "Plan\nCall Ben 😀"
    found = await document(org.tenant_id, note)
    doc = doc_of(found.update)
    assert next(children_of(doc))[0].attributes == {"level": 2}  # type: ignore[union-attr]
    # The heading was not touched: one who had it still has the same one.
    ana.doc.apply_update(found.update)
    assert len(ana.blocks) == 2
    top = (await _versions(org, note))[0]
    assert top["restored_from"] == first["ended_at"]
    assert [a["id"] for a in top["authors"]] == [str(org.ben.user_id)]
    again = await org.ben.post(f"{path}/{top['id']}/restore")
    assert again.data["version"] == restored.data["version"]  # nothing differs, nothing is written
    await org.ana.post(f"{path}/{latest['id']}/restore")
    assert (await org.ana.get(f"/notes/{note}")).data["text"] == "Plan\nSomething else"


async def test_restoring_is_told_where_the_note_hangs(org: Org):
    """The record's story says who brought which version back, page by page, until the note is gone."""
    note = await new_note(org)
    on = (await org.ana.get(f"/notes/{note}")).data["entity_id"]
    ana = Page(org.actor("ana"), note)
    await ana.say("one")
    await pass_time(org, note, LATER)
    await ana.say("two")
    first = (await _versions(org, note))[-1]
    await org.ana.patch(f"/companies/{on}", {"name": "Renamed"})
    await org.ben.post(f"/notes/{note}/versions/{first['id']}/restore")
    await org.ana.patch(f"/companies/{on}", {"name": "Once more"})

    async def story(cursor: str | None = None) -> list[str]:
        more = {"cursor": cursor} if cursor else {}
        page = await org.ana.get(
            f"/companies/{on}/history", params={"limit": 1, "include": "notes", **more}
        )
        onward = page.json["pagination"]["next_cursor"]
        return [event["type"] for event in page.data] + (await story(onward) if onward else [])

    updated = "company.updated"
    assert await story() == [updated, "note.version_restored", updated, "company.created"]
    whole = await org.viewer.get(f"/companies/{on}/history", params={"include": "notes"})
    told = whole.data[1]
    assert whole.json["pagination"]["total"] == 4
    assert (told["actor"]["name"], told["data"]["restored_from"]) == ("Ben", first["ended_at"])
    assert {"text", "restored_from"} <= set(told["changed"])
    assert (told["before"]["text"], told["data"]["text"]) == ("", "one")
    assert (await org.cara.get(f"/companies/{on}/history?include=notes")).status == 404
    assert (await org.ana.get(f"/companies/{on}/history?include=files")).status == 400
    plain = await org.ana.get(f"/companies/{on}/history")
    assert {event["entity"] for event in plain.data} == {"company"}
    undone = await org.ana.post(f"/events/{told['seq']}/undo")
    assert (undone.status, undone.error) == (409, "not_undoable")
    assert "restore another of its versions" in undone.json["message"]
    await org.ana.delete(f"/notes/{note}")
    assert await story() == [updated, updated, "company.created"]


async def test_restoring_keeps_looks(org: Org):
    """Marks, lists, tables and images come back as they were, not only their words."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    cell = block("tableCell", block("paragraph", "1"), colspan=1)
    await ana.add(
        block("paragraph", "bold and plain"),
        block("taskList", block("taskItem", block("paragraph", "Call"), checked=True)),
        block("table", block("tableRow", cell)),
        block("image", fileId="f", alt="a.png", width=200),
    )
    state = ana.doc.get_state()
    ana.blocks[0].children[0].format(0, 4, {"bold": {}, "link": {"href": "https://x.test"}})
    await ana.send(ana.doc.get_update(state))
    then = list(children_of(ana.doc))
    await pass_time(org, note, LATER)
    for _ in range(4):
        await ana.delete(0)
    first = (await _versions(org, note))[-1]
    await org.ana.post(f"/notes/{note}/versions/{first['id']}/restore")
    found = doc_of((await document(org.tenant_id, note)).update)
    assert list(children_of(found)) == then


async def test_restoring_merges_with_who_writes_meanwhile(org: Org):
    """What somebody wrote offline, not knowing of the restoring, is there beside it."""
    note = await new_note(org)
    ana, ben = Page(org.actor("ana"), note), Page(org.actor("ben"), note)
    await ana.say("kept", "to be deleted")
    ben.hear(ana)
    await pass_time(org, note, LATER)
    await ana.delete(1)
    first = (await _versions(org, note))[-1]
    await org.ana.post(f"/notes/{note}/versions/{first['id']}/restore")
    await ben.say("from the train")
    text = plain_text(doc_of((await document(org.tenant_id, note)).update))
    assert sorted(text.split("\n")) == ["from the train", "kept", "to be deleted"]


async def test_who_may_not(org: Org):
    """A viewer reads history and may not restore; who doesn't see the record sees no history."""
    note = await new_note(org)
    await Page(org.actor("ana"), note).say("one")
    version = (await _versions(org, note))[0]["id"]
    other = await new_note(org)
    path = f"/notes/{note}/versions/{version}"
    assert (await org.viewer.get(path)).status == 200
    assert (await org.viewer.post(f"{path}/restore")).status == 403
    assert (await org.cara.get(path)).status == 404
    assert (await org.cara.get(f"/notes/{note}/writers")).status == 404
    # A version of another note is none of this one's.
    assert (await org.ana.get(f"/notes/{other}/versions/{version}")).status == 404


async def test_who_wrote_what(org: Org):
    """Each client's clocks have one writer: to send them again, or as one's own, changes nothing."""
    note = await new_note(org)
    ana, ben = Page(org.actor("ana"), note), Page(org.actor("ben"), note)
    await ana.say("hers")
    ben.hear(ana)
    await ben.say("his")
    await ben.send(ben.doc.get_update())  # all of it, as after a connection was lost
    ana.hear(ben)
    found = {w["client"]: w for w in (await org.viewer.get(f"/notes/{note}/writers")).data}
    assert len(found) == 2
    for page, name in ((ana, "ana"), (ben, "ben")):
        writer = found[page.doc.client_id]
        assert writer["user"]["id"] == str(org.people[name].user_id)
        assert writer["clock"] == 0 and writer["until"] > 0
    # Whoever writes under another's client is found out: from there on it is theirs.
    forged: Doc[Any] = Doc(client_id=ana.doc.client_id)
    forged.apply_update(ana.doc.get_update())
    page = Page(org.actor("ben"), note, forged)
    await page.say("not hers")
    rows = (await org.ana.get(f"/notes/{note}/writers")).data
    mine = [w for w in rows if w["client"] == ana.doc.client_id]
    assert [w["user"]["id"] for w in mine] == [str(org.ana.user_id), str(org.ben.user_id)]
    assert mine[0]["until"] == mine[1]["clock"]


async def test_a_note_is_full_at_some_point(org: Org, monkeypatch: pytest.MonkeyPatch):
    """Beyond its limit a note takes no more, says what to do, and is not harmed."""
    note = await new_note(org)
    monkeypatch.setattr(actions, "NOTE_LIMIT", 2000)
    ana = Page(org.actor("ana"), note)
    await ana.say("fits")
    with pytest.raises(actions.TooLarge, match="full") as refused:
        await Page(org.actor("ana"), note).say("x" * 3000)
    assert refused.value.code == "note_full"
    assert plain_text(doc_of((await document(org.tenant_id, note)).update)) == "fits"


async def test_old_sittings_thin_out(org: Org, monkeypatch: pytest.MonkeyPatch):
    """Of days long past the last sitting is kept, the note loses nothing, and what was deleted goes."""
    note = await new_note(org)
    ana = Page(org.actor("ana"), note)
    for n in range(5):
        await ana.say(f"line {n}", "passing")
        await ana.delete(len(ana.blocks) - 1)
        await pass_time(org, note, LATER)
    assert len(await _versions(org, note)) == 5
    await pass_time(org, note, timedelta(days=100))
    await ana.say("today")
    await compact(org.tenant_id, note)
    versions = await _versions(org, note)
    assert len(versions) in (2, 3)  # the five may lie on both sides of a midnight
    stored = await document(org.tenant_id, note)
    assert plain_text(doc_of(stored.update)).endswith("line 4\ntoday")
    assert b"passing" not in stored.update
    assert await _text(org, note, versions[1]["id"]) == "\n".join(f"line {n}" for n in range(5))
    monkeypatch.setattr(compacting, "KEEP_MOST", 1)
    await compact(org.tenant_id, note, older_than=0)
    assert len(await _versions(org, note)) == 1
    stored = await document(org.tenant_id, note)
    assert stored.parts == 1 and "line 0" in plain_text(doc_of(stored.update))


async def test_what_waits_for_a_missing_part_survives_merging(org: Org):
    """An update whose predecessor never came is kept, and shows when that comes after all."""
    note = await new_note(org)
    doc: Doc[Any] = Doc()
    text = doc.get("content", type=Text)
    updates: list[bytes] = []
    for letter in "abc":
        state = doc.get_state()
        text += letter
        updates.append(doc.get_update(state))
    page = Page(org.actor("ana"), note)
    for update in (updates[0], updates[2]):
        await page.send(update)
    await compact(org.tenant_id, note, older_than=0)
    await page.send(updates[1])
    await compact(org.tenant_id, note, older_than=0)
    assert plain_text(doc_of((await document(org.tenant_id, note)).update)) == "abc"


async def test_what_is_deleted_before_it_is_there(org: Org):
    """A deletion that arrives before what it deletes is kept, and holds when that comes after all."""
    note = await new_note(org)
    page = Page(org.actor("ana"), note)
    doc: Doc[Any] = Doc()
    text = doc.get("content", type=Text)
    text += "abc"
    written = doc.get_update()
    state = doc.get_state()
    del text[1:2]
    assert await page.send(doc.get_update(state)) > 0
    await page.send(written)
    assert plain_text(doc_of((await document(org.tenant_id, note)).update)) == "ac"


@pytest.mark.parametrize("seed", range(4))
async def test_merging_while_others_write(org: Org, seed: int):
    """Whatever is written while it is merged, again and again, from two sides: every version says
    afterwards what it said before, and the note has every word."""
    rng = random.Random(seed)
    note = await new_note(org)
    pages = [Page(org.actor(name), note) for name in ("ana", "ben", "admin")]
    said: dict[str, str] = {}

    async def write(page: Page) -> None:
        for n in range(12):
            if len(page.blocks) and rng.random() < 0.3:
                await page.delete(rng.randrange(len(page.blocks)))
            else:
                await page.say(f"{page.actor.user_id} {n}")
            page.hear(rng.choice(pages))
            await asyncio.sleep(rng.random() * 0.004)

    async def merge() -> None:
        for _ in range(10):
            await compact(org.tenant_id, note, older_than=0)
            await asyncio.sleep(rng.random() * 0.01)

    for _ in range(3):
        await asyncio.gather(*map(write, pages), merge(), merge())
        for page in pages:
            page.hear(pages[0]), page.hear(pages[1]), page.hear(pages[2])
        async with snapshot(org.system) as view:
            stored = merged([update for _, update in await parts_of(view, note)])
        for page in pages:
            assert list(children_of(page.doc)) == list(children_of(doc_of(stored)))
        latest = (await _versions(org, note))[0]
        said[latest["id"]] = await _text(org, note, latest["id"])
        await pass_time(org, note, LATER)
        for version_id, text in said.items():
            assert await _text(org, note, version_id) == text
    assert len(said) == 3
