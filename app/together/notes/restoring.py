"""Bringing back what a note was: as a new change on top, which others' edits merge with."""

from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

import orjson
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from app.core.actor import Actor
from app.core.records.record_type import Change
from app.core.records.writing import lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.together.notes.actions import lock_document, projection, store_update
from app.together.notes.documents import check_update, merged
from app.together.notes.queries import parts_of, version_of
from app.together.notes.record import NOTES
from app.together.notes.tree import Node, Span, children_of, doc_of
from app.together.notes.updates import FRAGMENT

Block = list[Node | Span]


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
        doc = doc_of(merged([update for _, update in parts]))
        update = bring_back(doc, version.update)
        if update is None:
            return locked["text"]
        await store_update(work, note_id, update, check_update(update), restores=version.ended_at)
        change = Change(
            note_id, orjson.loads(locked["text"]), await projection(work, doc), "updated"
        )
        text = await update_record(work, NOTES, change)
        # Always an event, also where only the looks have changed: whoever has it open hears of it.
        await log_change(work, NOTES, change, text, ("text",))
        return text


def bring_back(doc: Doc[Any], then: bytes) -> bytes | None:
    """Change a document into what it was; returns the update that does it, None if nothing differs."""
    state = doc.get_state()
    old, new = children_of(doc_of(then)), children_of(doc)
    edits = SequenceMatcher(
        None, [_key(block) for block in new], [_key(block) for block in old], autojunk=False
    ).get_opcodes()
    if all(edit[0] == "equal" for edit in edits):
        return None
    children = doc.get(FRAGMENT, type=XmlFragment).children
    with doc.transaction():
        for what, start, end, old_start, old_end in reversed(edits):
            if what == "equal":
                continue
            for _ in range(start, end):
                del children[start]
            for place, block in enumerate(old[old_start:old_end]):
                _insert(children, start + place, block)
    return doc.get_update(state)


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
