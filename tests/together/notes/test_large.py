"""A note of many thousand lines is read, saved and brought back beside everybody else's work."""

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from pycrdt import Doc

from app.together.notes import documents, restoring, tree
from app.together.notes.actions import LARGE, save_text
from app.together.notes.compacting import compact
from app.together.notes.documents import TEXT_LIMIT, plain_text, said
from app.together.notes.restoring import bring_back, edits_to
from app.together.notes.tree import children_of, doc_of
from tests.orgs import Org
from tests.together.notes.page import Page, block, new_note, pass_time

LINE = "one of the many lines that somebody has pasted here, all of them of some length"


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Writers")


@pytest.fixture(scope="module")
def pasted() -> bytes:
    """A document of three thousand paragraphs."""
    doc: Doc[Any] = Doc()
    with doc.transaction():
        blocks = doc.get("default", type=tree.XmlFragment).children
        for n in range(3_000):
            blocks.append(block("paragraph", f"{n} {LINE}"))
    return doc.get_update()


def test_a_note_is_read_as_far_as_its_text_goes(pasted: bytes, monkeypatch: pytest.MonkeyPatch):
    """What lies behind the characters that are kept for search is not read at all, unless it may
    mention somebody."""
    read = 0
    parts = tree._parts

    def counted(*args: Any) -> Any:
        nonlocal read
        read += 1
        return parts(*args)

    monkeypatch.setattr(tree, "_parts", counted)
    text, named = said([pasted])
    assert len(text) == TEXT_LIMIT and text.startswith("0 one of") and named == []
    assert read < 1_000


def test_blank_lines_take_no_room_from_the_text():
    """The text begins with the first word and ends with the last, whatever is around them."""
    doc: Doc[Any] = Doc()
    blocks = doc.get("default", type=tree.XmlFragment).children
    for line in ("", " ", "  first", "", "\x00la\x00st ", "\x00"):
        blocks.append(block("paragraph", line))
    assert plain_text(doc) == "first\n\nlast"


async def test_a_large_note_is_read_beside_others(
    org: Org, pasted: bytes, monkeypatch: pytest.MonkeyPatch
):
    """Nothing that is done with it keeps the loop, where everybody else is waiting."""
    note = await new_note(org)
    page = Page(org.actor("ana"), note)
    worked: list[int] = []

    class Watched(Doc[Any]):
        def apply_update(self, update: bytes) -> None:
            if len(update) > LARGE:
                worked.append(threading.get_ident())
            super().apply_update(update)

    merge = documents.merge_updates

    def merging(*updates: bytes) -> bytes:
        worked.append(threading.get_ident())
        return merge(*updates)

    monkeypatch.setattr(tree, "Doc", Watched)
    monkeypatch.setattr(documents, "merge_updates", merging)
    await page.send(pasted)
    page.doc.apply_update(pasted)
    await pass_time(org, note, timedelta(hours=1))
    await page.delete(1)
    await page.delete(0)
    await save_text(org.actor("ana"), note)
    versions = (await org.ana.get(f"/notes/{note}/versions")).data
    path = f"/notes/{note}/versions/{versions[-1]['id']}"
    assert (await org.ana.get(path)).data["markdown"].startswith("0 one of")
    assert (await org.ana.get(f"/notes/{note}/markdown")).status == 200
    restored = await org.ana.post(f"{path}/restore")
    assert restored.data["text"].startswith(f"0 {LINE}\n1 {LINE}\n2 ")
    assert await compact(org.tenant_id, note, older_than=0) > 0
    assert len(worked) > 8 and threading.get_ident() not in worked


async def test_deletions_are_compared_beside_others(org: Org, monkeypatch: pytest.MonkeyPatch):
    """Whether a deletion says anything new takes reading the whole note, and keeps nobody waiting."""
    note = await new_note(org)
    page = Page(org.actor("ana"), note)
    await page.say("one", "two")
    threads: list[int] = []

    def merging(updates: Any) -> bytes:
        threads.append(threading.get_ident())
        return merged(updates)

    merged = documents.merged
    monkeypatch.setattr(documents, "merged", merging)
    await page.delete(0)
    assert len(threads) == 1 and threading.get_ident() not in threads


def test_many_equal_blocks_are_not_compared(monkeypatch: pytest.MonkeyPatch):
    """Only what lies between the first and the last difference is, and a lot of it is replaced whole."""
    compared: list[int] = []

    class Counted(restoring.SequenceMatcher[bytes]):
        def __init__(self, junk: None, new: Any, old: Any, autojunk: bool) -> None:
            compared.append(len(new) * len(old))
            super().__init__(junk, new, old, autojunk)

    monkeypatch.setattr(restoring, "SequenceMatcher", Counted)
    empty = [b"-"] * 8_000
    assert edits_to(empty, empty) == []
    assert edits_to(empty, [*empty, b"-"]) == [(8_000, 8_000, 8_000, 8_001)]
    assert edits_to(empty, [b"a", *empty[:-2], b"z"]) == [(0, 8_000, 0, 8_000)]
    assert sum(compared) < 10


@pytest.mark.parametrize("most", [0, 3, 2_000])
def test_a_note_is_brought_back_whatever_differs(most: int, monkeypatch: pytest.MonkeyPatch):
    """From any lines to any others, block by block or whole."""
    monkeypatch.setattr(restoring, "MOST_COMPARED", most)
    rng = random.Random(most)

    def written() -> Doc[Any]:
        doc: Doc[Any] = Doc()
        blocks = doc.get("default", type=tree.XmlFragment).children
        for _ in range(rng.randrange(8)):
            blocks.append(block("paragraph", rng.choice("abc")))
        return doc

    for _ in range(60):
        now, then = written(), written()
        same = list(children_of(now)) == list(children_of(then))
        update = bring_back([now.get_update()], then.get_update())
        assert (update is None) == same
        now.apply_update(update or documents.EMPTY)
        assert list(children_of(doc_of(now.get_update()))) == list(children_of(then))
