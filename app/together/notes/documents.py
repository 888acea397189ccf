"""Note documents: Yjs updates, merged without keeping a document in memory, and their plain text.

The document's text is the XML fragment `default`, as TipTap's collaboration names it; a plain client
may use a text of any name instead.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pycrdt import Doc, Text, XmlElement, XmlFragment, XmlText, get_state, get_update, merge_updates

from app.core.errors import Invalid

FRAGMENT = "default"
EMPTY = b"\x00\x00"  # the update that changes nothing
TEXT_LIMIT = 20_000  # characters of the plain projection, for reading and search


def merged(updates: Sequence[bytes]) -> bytes:
    """Many updates as one that says the same."""
    if not updates:
        return EMPTY
    return updates[0] if len(updates) == 1 else merge_updates(*updates)


def missing(update: bytes, state_vector: bytes | None) -> bytes:
    """The part of an update that somebody with this state vector lacks; raises Invalid."""
    if not state_vector:
        return update
    try:
        return get_update(update, state_vector)
    except ValueError as error:
        raise Invalid("`state_vector` is not a Yjs state vector.") from error


def state_of(update: bytes) -> bytes:
    """The state vector of a document that consists of this update."""
    return get_state(update)


def check_update(update: bytes) -> None:
    """Raise Invalid unless this is a Yjs update: one that is not would spoil the note for everybody."""
    try:
        get_state(update)
        Doc[Any]().apply_update(update)
    except ValueError as error:
        raise Invalid("`update` is not a Yjs update.") from error
    except BaseException as error:
        # The decoder is Rust: what it does not expect is a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Invalid("`update` is not a Yjs update.") from error


def plain_text(update: bytes) -> str:
    """What the document says, a line per block, cut at TEXT_LIMIT characters."""
    doc: Doc[Any] = Doc()
    doc.apply_update(update)
    fragment = doc.get(FRAGMENT, type=XmlFragment)
    lines = [line for block in fragment.children for line in _lines(block)]
    if not lines:
        names = set(doc.keys()) - {FRAGMENT}
        lines = [str(doc.get(name, type=Text)) for name in sorted(names)]
    return "\n".join(lines).strip()[:TEXT_LIMIT]


def _lines(node: Any) -> Iterator[str]:
    if isinstance(node, XmlText):
        yield _words(node)
        return
    if not isinstance(node, XmlElement):
        return
    children = list(node.children)
    if any(isinstance(child, XmlText) for child in children) or not children:
        yield "".join(_words(child) for child in children)
        return
    for child in children:
        yield from _lines(child)


def _words(node: Any) -> str:
    if isinstance(node, XmlText):
        return "".join(part for part, _ in node.diff() if isinstance(part, str))
    if isinstance(node, XmlElement):
        return "\n" if node.tag == "hardBreak" else "".join(_words(c) for c in node.children)
    return ""
