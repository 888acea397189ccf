"""Bringing back what a note was: as a new change on top, which others' edits merge with."""

import asyncio
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pycrdt import XmlElement, XmlFragment, XmlText

from app.core.actor import Actor
from app.core.records.record_type import Change
from app.core.records.writing import lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.together.notes.actions import lock_document, projection, store_update
from app.together.notes.documents import merged
from app.together.notes.queries import parts_of, version_of
from app.together.notes.record import NOTES
from app.together.notes.tree import Node, Span, children_of, doc_of
from app.together.notes.updates import FRAGMENT, read_update

Block = list[Node | Span]
MOST_COMPARED = 2_000  # blocks


async def restore_version(actor: Actor, note_id: UUID, version_id: UUID) -> str:
    """Make the note say what it said then; returns the note's JSON text.

    Only the blocks that differ are replaced, so that carets and authors elsewhere stay. It is a change
    like any other, a sitting of its own, and can be taken back by restoring the one before it.
    Raises NotFound, Forbidden.
    """
    async with unit_of_work(actor) as work:
        locked = await lock_record(work, NOTES, note_id, "update")
        await lock_document(work, note_id)
        version = await version_of(work, note_id, version_id)
        parts = await parts_of(work, note_id)
        now = [update for _, update in parts]
        update = await asyncio.to_thread(bring_back, now, version.update)
        if update is None:
            return locked["text"]
        contents = await asyncio.to_thread(read_update, update, stored=True)
        await store_update(work, note_id, update, contents, restores=version.ended_at)
        said = await projection(work, [*now, update])
        values = {**said, "restored_from": version.ended_at}
        change = Change(note_id, orjson.loads(locked["text"]), values, "version_restored")
        text = await update_record(work, NOTES, change)
        # Always of the text, also where only the looks have changed: whoever has it open hears of it.
        await log_change(work, NOTES, change, text, ("text", "restored_from"))
        return text


def bring_back(updates: Sequence[bytes], then: bytes) -> bytes | None:
    """The update that makes a note that consists of these what it was; None if nothing differs."""
    doc = doc_of(merged(updates))
    state = doc.get_state()
    old = list(children_of(doc_of(then)))
    edits = edits_to([_key(block) for block in children_of(doc)], [_key(block) for block in old])
    if not edits:
        return None
    children = doc.get(FRAGMENT, type=XmlFragment).children
    with doc.transaction():
        for edit in reversed(edits):
            del children[edit.start : edit.end]
            for place, block in enumerate(old[edit.old_start : edit.old_end], edit.start):
                _insert(children, place, block)
    return doc.get_update(state)


class Edit(NamedTuple):
    """The blocks from `start` to `end` become those that were from `old_start` to `old_end`."""

    start: int
    end: int
    old_start: int
    old_end: int


def edits_to(new: Sequence[bytes], old: Sequence[bytes]) -> list[Edit]:
    """What differs, in order. Comparing takes the square of what is alike: more is replaced whole."""
    head = _alike(zip(new, old, strict=False))
    most = min(len(new), len(old)) - head
    tail = min(most, _alike(zip(reversed(new), reversed(old), strict=False)))
    middle = Edit(head, len(new) - tail, head, len(old) - tail)
    if max(middle.end, middle.old_end) - head > MOST_COMPARED:
        return [middle]
    found = SequenceMatcher(
        None, new[head : middle.end], old[head : middle.old_end], autojunk=False
    )
    return [
        Edit(*(place + head for place in places))
        for what, *places in found.get_opcodes()
        if what != "equal"
    ]


def _alike(pairs: Iterable[tuple[bytes, bytes]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _key(block: Block) -> bytes:
    return orjson.dumps(block)


def _insert(children: Any, place: int, block: Block) -> None:
    """Put a block there: an element, or a run of spans as one text."""
    if block and isinstance(block[0], Node):
        node = block[0]
        element = XmlElement(node.name, dict(node.attributes))
        children.insert(place, element)
        for place_inside, inner in enumerate(_grouped(node.children)):
            _insert(element.children, place_inside, inner)
        return
    text = XmlText()
    children.insert(place, text)
    for span in block:
        if isinstance(span, Span):
            text.insert(len(text), span.text, dict(span.marks))


def _grouped(parts: tuple[Node | Span, ...]) -> list[Block]:
    """Spans that follow each other belong to one text."""
    found: list[Block] = []
    for part in parts:
        if isinstance(part, Span) and found and isinstance(found[-1][0], Span):
            found[-1].append(part)
        else:
            found.append([part])
    return found
