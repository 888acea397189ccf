"""Yjs updates (encoding 1) read byte by byte: what one brings, and that it is one at all.

This comes before the decoder in Rust, which trusts its input: a few hundred kilobytes of nested lists
end its stack, and with it the whole server; five bytes that announce clients take a gigabyte. It also
tells whose clocks an update brings, which is what authorship is kept by.
Format: https://github.com/yjs/yjs/blob/main/INTERNALS.md
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import Invalid
from app.together.notes.encoding import LARGEST, Encoded

FRAGMENT = "default"  # the root that holds the text
DEEPEST = 32  # levels of nested values
MOST_CLIENTS = 10_000  # whose clocks one update brings
MOST_PIECES = 200_000  # structs, deletions and values of one update

GC, SKIP = 0, 10
ANY_SIZES = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}
DELETED, TYPE = 1, 7
ELEMENT, TEXT = 3, 6  # of the types, all that a note consists of: others would break its editor


@dataclass(frozen=True, slots=True)
class Brought:
    """What an update holds of one client: its clocks from `start` up to, but without, `end`."""

    client: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What an update brings, by client, and what it deletes of each: (clock, length)."""

    brought: list[Brought]
    deleted: dict[int, list[tuple[int, int]]]

    @property
    def says_nothing(self) -> bool:
        """Whether applying it changes nothing at all."""
        return not self.brought and not self.deleted


def read_update(update: bytes, *, stored: bool = False) -> Contents:
    """What is in an update; raises Invalid.

    What is stored was checked bit by bit as it came: a whole note may have more of everything than one
    update may bring.
    """
    try:
        contents = _Reader(update, len(update) if stored else MOST_PIECES).update()
        if not stored and len(contents.brought) > MOST_CLIENTS:
            raise IndexError
        return contents
    except (IndexError, UnicodeDecodeError, OverflowError) as error:
        raise Invalid("`update` is not a Yjs update.") from error


def read_state(state_vector: bytes) -> dict[int, int]:
    """How far a state vector has each client's clocks; raises Invalid."""
    try:
        return _Reader(state_vector).state()
    except IndexError as error:
        raise Invalid("`state_vector` is not a Yjs state vector.") from error


class _Reader(Encoded):
    """A position in an update, of which so many pieces are read and no more."""

    def __init__(self, source: bytes, most: int = MOST_PIECES) -> None:
        super().__init__(source)
        self.pieces, self.most = 0, most

    def update(self) -> Contents:
        found = [self.client() for _ in range(self.count())]
        deleted: dict[int, list[tuple[int, int]]] = {}
        for _ in range(self.count()):
            ranges = deleted.setdefault(self.number(), [])
            for _ in range(self.count()):
                self.piece()
                ranges.append((self.number(), self.number()))
        self.end()
        return Contents([one for one in found if one.end > one.start], deleted)

    def state(self) -> dict[int, int]:
        clocks = {self.number(): self.number() for _ in range(self.count())}
        self.end()
        return clocks

    def client(self) -> Brought:
        structs, client, start = self.count(), self.number(), self.number()
        clock = end = start
        for _ in range(structs):
            self.piece()
            info = self.byte()
            length = self.struct(info)
            clock += length
            if info & 31 != SKIP:
                end = clock
        if clock > LARGEST:
            raise IndexError
        return Brought(client, start, end)

    def struct(self, info: int) -> int:
        kind = info & 31
        if kind in (GC, SKIP):
            return self.number()
        if info & 0x80:
            self.id()
        if info & 0x40:
            self.id()
        root = None
        if not info & 0xC0:
            if self.number():
                root = self.text()
            else:
                self.id()
            if info & 0x20:
                self.text()
        content = CONTENTS.get(kind)
        if content is None or (root == FRAGMENT and not self.is_block(kind)):
            raise IndexError
        return content(self)

    def is_block(self, kind: int) -> bool:
        """Whether the content that comes is an element or a text (or is deleted).

        Bare words in the fragment would be the end of the editor for everybody who opens the note.
        """
        return kind == DELETED or (kind == TYPE and self.source[self.at] in (ELEMENT, TEXT))

    # Contents: each answers with how many clocks it takes

    def deleted(self) -> int:
        return self.number()

    def jsons(self) -> int:
        length = self.count()
        for _ in range(length):
            self.json()
        return length

    def string(self) -> int:
        return len(self.text().encode("utf-16-le", "surrogatepass")) // 2

    def format(self) -> int:
        self.text()
        self.json()
        return 1

    def type(self) -> int:
        kind = self.number()
        if kind not in (ELEMENT, TEXT):
            raise IndexError
        if kind == ELEMENT:
            self.text()
        return 1

    def values(self) -> int:
        length = self.count()
        for _ in range(length):
            self.value(0)
        return length

    # Parts of contents

    def value(self, depth: int) -> None:
        if depth > DEEPEST:
            raise IndexError
        self.piece()
        kind = self.byte()
        if kind in ANY_SIZES:
            self.skip(ANY_SIZES[kind])
        elif kind == 125:
            self.integer()
        elif kind == 119:
            self.text()
        elif kind == 118:
            for _ in range(self.count()):
                self.text()
                self.value(depth + 1)
        elif kind == 117:
            for _ in range(self.count()):
                self.value(depth + 1)
        elif kind == 116:
            self.skip(self.number())
        else:
            raise IndexError

    def json(self) -> None:
        text = self.text()
        if text.count("[") + text.count("{") > DEEPEST:
            raise IndexError

    def id(self) -> None:
        self.number()
        self.number()

    def piece(self) -> None:
        self.pieces += 1
        if self.pieces > self.most:
            raise IndexError


# Without bytes (3), things among letters (5) and documents (9): no editor of ours writes them.
CONTENTS: dict[int, Callable[[_Reader], int]] = {
    1: _Reader.deleted,
    2: _Reader.jsons,
    4: _Reader.string,
    6: _Reader.format,
    7: _Reader.type,
    8: _Reader.values,
}
