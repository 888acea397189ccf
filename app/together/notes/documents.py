"""Note documents: Yjs updates, merged without keeping a document in memory, and what they say.

A large one takes a second to read: whoever awaits does it in a thread. The document must be made and
dropped there, so that these take bytes and answer with plain values.

The document's text is the XML fragment `default`, as TipTap's collaboration names it; a plain client
may use a text of any name instead.
"""

from collections.abc import Iterable, Sequence
from itertools import dropwhile
from typing import Any, cast
from uuid import UUID

from pycrdt import Doc, Text, get_state, get_update, merge_updates

from app.core.errors import Invalid
from app.together.notes.tree import MENTION, blocks_of, doc_of, lines, mentioned
from app.together.notes.updates import FRAGMENT, Contents, read_state, read_update

EMPTY = b"\x00\x00"  # the update that changes nothing
TEXT_LIMIT = 20_000  # characters of the plain projection, for reading and search


def merged(updates: Sequence[bytes]) -> bytes:
    """Many updates as one that says the same, what was deleted included."""
    if not updates:
        return EMPTY
    return updates[0] if len(updates) == 1 else merge_updates(*updates)


def forgetting(updates: Sequence[bytes]) -> bytes:
    """`merged`, without the words that were deleted; with them if the document lacks a part of itself."""
    update = merged(updates)
    doc = doc_of(update)
    # What waits for a missing part is not in the document yet: it must not be dropped.
    return doc.get_update() if _has(doc, read_update(update, stored=True)) else update


def deletes_again(updates: Sequence[bytes], update: bytes) -> bool:
    """Whether an update that only deletes says nothing new to a note that consists of these.

    A client that opens a note tells all it knows to be deleted: state vectors leave that out.
    """
    doc = doc_of(merged(updates))
    before = _deleted(doc)
    doc.apply_update(update)
    return _deleted(doc) == before and _has(doc, read_update(update))


def _has(doc: Doc[Any], contents: Contents) -> bool:
    """Whether a document knows all clocks that an update brings or deletes."""
    known = read_state(doc.get_state())
    ends = [(one.client, one.end) for one in contents.brought]
    ends += [(client, sum(last)) for client, ranges in contents.deleted.items() for last in ranges]
    return all(known.get(client, 0) >= end for client, end in ends)


def _deleted(doc: Doc[Any]) -> dict[int, list[tuple[int, int]]]:
    # To who has everything an update brings nothing but what is deleted.
    return read_update(doc.get_update(doc.get_state()), stored=True).deleted


def missing(update: bytes, state_vector: bytes | None) -> bytes:
    """The part of an update that somebody with this state vector lacks; raises Invalid."""
    if not state_vector:
        return update
    read_state(state_vector)
    try:
        return get_update(update, state_vector)
    except ValueError as error:
        raise Invalid("`state_vector` is not a Yjs state vector.") from error


def state_of(update: bytes) -> bytes:
    """The state vector of a document that consists of this update."""
    return get_state(update)


def said(updates: Sequence[bytes]) -> tuple[str, list[UUID]]:
    """What a note that consists of these updates says (`plain_text`), and whom it mentions."""
    update = merged(updates)
    doc = doc_of(update)
    names_somebody = MENTION.encode() in update  # else it need not be read to its end
    return plain_text(doc), mentioned(blocks_of(doc)) if names_somebody else []


def check_update(update: bytes) -> Contents:
    """What is in an update; raises Invalid unless it is one: else it would spoil the note for all."""
    contents = read_update(update)
    try:
        get_state(update)
        doc_of(update)
    except ValueError as error:
        raise Invalid("`update` is not a Yjs update.") from error
    except BaseException as error:
        # The decoder is Rust: what it does not expect is a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Invalid("`update` is not a Yjs update.") from error
    return contents


def plain_text(doc: Doc[Any]) -> str:
    """What the document says, a line per block, cut at TEXT_LIMIT characters."""
    text = _beginning(lines(blocks_of(doc)))
    if not text:
        names = sorted(set(cast(Any, doc).keys()) - {FRAGMENT})
        text = _beginning(str(doc.get(name, type=Text)) for name in names)
    return text


def _beginning(found: Iterable[str]) -> str:
    taken: list[str] = []
    room = TEXT_LIMIT
    for line in dropwhile(lambda line: not line.strip(), found):
        if room <= 0:
            break
        taken.append(line.replace("\x00", ""))
        room -= len(line) + 1
    return "\n".join(taken).strip()[:TEXT_LIMIT]
