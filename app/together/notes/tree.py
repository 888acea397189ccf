"""A note's document as a plain tree, to be read, written as Markdown, compared and copied.

Node names and attributes are those of the editor (TipTap); what it does not know is kept as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from app.core.ids import parse_id
from app.together.notes.updates import FRAGMENT

DEEPEST = 50  # levels; a document nested deeper (nobody writes one) is read down to here
MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with its marks: name → attributes."""

    text: str
    marks: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Node:
    """An element: a block, or something within a line."""

    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    children: tuple["Node | Span", ...] = ()

    def attribute(self, name: str) -> str:
        """An attribute as text; empty if there is none."""
        value = self.attributes.get(name)
        return "" if value is None else str(value)


def doc_of(update: bytes) -> Doc[Any]:
    """A document that consists of this update."""
    doc: Doc[Any] = Doc()
    doc.apply_update(update)
    return doc


def blocks_of(doc: Doc[Any]) -> Iterator[Node | Span]:
    """The document's blocks, in order; only those that are taken are read."""
    return (part for child in children_of(doc) for part in child)


def children_of(doc: Doc[Any]) -> Iterator[list[Node | Span]]:
    """What each of the document's children consists of: one node, or the spans of a text."""
    fragment = doc.get(FRAGMENT, type=XmlFragment)
    return (list(_parts(child, DEEPEST)) for child in fragment.children)


def _parts(item: Any, depth: int) -> Iterator[Node | Span]:
    if isinstance(item, XmlText):
        for text, marks in item.diff():
            if isinstance(text, str):
                yield Span(text, marks or {})
    elif isinstance(item, XmlElement) and depth:
        children = tuple(p for child in item.children for p in _parts(child, depth - 1))
        yield Node(item.tag or "", dict(cast(Any, item.attributes)), children)


def nodes(parts: Iterable[Node | Span], name: str) -> Iterator[Node]:
    """All nodes of this name, in reading order."""
    for part in parts:
        if isinstance(part, Node):
            if part.name == name:
                yield part
            yield from nodes(part.children, name)


def mentioned(blocks: Iterable[Node | Span]) -> list[UUID]:
    """Which people and teams are mentioned, each once, in reading order."""
    found = (parse_id(node.attribute("id")) for node in nodes(blocks, MENTION))
    return list(dict.fromkeys(user_id for user_id in found if user_id is not None))


def lines(blocks: Iterable[Node | Span]) -> Iterator[str]:
    """The words, a line per block and per table row."""
    return (line for block in blocks for line in _lines(block))


def _lines(part: Node | Span) -> Iterator[str]:
    if isinstance(part, Span):
        yield part.text
    elif part.name == "tableRow":
        cells = ("\n".join(_lines(cell)).replace("\n", " ").strip() for cell in part.children)
        yield " | ".join(cells)
    elif not part.children or any(_inline(child) for child in part.children):
        yield "".join(_word(child) for child in part.children) or _word(part)
    else:
        for child in part.children:
            yield from _lines(child)


def _inline(part: Node | Span) -> bool:
    return isinstance(part, Span) or part.name in (MENTION, "hardBreak")


def _word(part: Node | Span) -> str:
    if isinstance(part, Span):
        return part.text
    if part.name == MENTION:
        return f"@{part.attribute('label')}"
    if part.name == "hardBreak":
        return "\n"
    if part.name == "image":
        return part.attribute("alt")
    return "".join(_word(child) for child in part.children)
