"""A CSV file as rows: streamed, decoded and split, with a sentence for everything that is wrong with it.

Works on any binary reader and blocks: it belongs in a thread. Memory is bounded by one batch.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CELL_LIMIT = 100_000  # characters of one cell
RUNAWAY = 1_000_000  # characters after which a quote was surely never closed
LINE_LIMIT = 2_000_000
BATCH_CHARACTERS = 8_000_000
QUOTED_BACK = 5_000  # characters of a broken row that the list of failures shows
BROKEN_BYTES = re.compile("[\udc80-\udcff]")

# For the whole process: nothing else here reads CSV.
csv.field_size_limit(RUNAWAY)


class BadFile(Exception):
    """The file as a whole can't be read; the message says where and why."""


class Reader(Protocol):
    """What a file is read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written."""

    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `number` counts what was read before it, `line` as a spreadsheet counts (header: 1).

    `problem` says why it is no row of this table.
    """

    number: int
    line: int
    cells: list[str]
    problem: str | None = None


class Source:
    """The rows of a file, in order. Raises BadFile."""

    def __init__(self, reader: Reader, dialect: Dialect) -> None:
        self._lines = _Lines(reader, dialect.encoding)
        self._records = csv.reader(self._lines, delimiter=dialect.delimiter, strict=True)
        self.consumed = 0  # records read, blank ones included, without the header
        self.header = self._read_header()

    def skip(self, count: int) -> None:
        """Read over records that were dealt with before."""
        while self.consumed < count:
            if self._record() is None:
                raise BadFile("The file is shorter than it was: it has been changed.")

    def take(self, count: int) -> list[Row]:
        """The next rows, at most `count`; fewer if they are long, none at the end."""
        rows: list[Row] = []
        size = 0
        while len(rows) < count and size < BATCH_CHARACTERS:
            row = self._record()
            if row is None:
                break
            if any(row.cells):
                rows.append(row)
                size += sum(map(len, row.cells))
        return rows

    def _read_header(self) -> list[str]:
        try:
            cells = next(self._records)
        except StopIteration:
            raise BadFile("The file is empty.") from None
        except csv.Error as error:
            raise BadFile(f"The header can't be read: {error}.") from error
        names = [cell.strip().strip("\ufeff").strip() for cell in cells]
        if not any(names):
            raise BadFile("The first line has no column names.")
        return names

    def _record(self) -> Row | None:
        number, first = self.consumed, self._records.line_num + 1
        self._lines.begin()
        try:
            cells = next(self._records)
        except StopIteration:
            return None
        except csv.Error as error:
            self.consumed += 1
            return Row(number, number + 2, self._lines.shown(), self._spelled(error, first))
        self.consumed += 1
        return Row(number, number + 2, cells, self._shape(cells))

    def _shape(self, cells: list[str]) -> str | None:
        width = len(self.header)
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if len(cells) != width and any(cells):
            return f"The row has {len(cells)} cells, the header has {width}."
        for name, cell in zip(self.header, cells, strict=False):
            if len(cell) > CELL_LIMIT:
                return f"{name}: longer than {CELL_LIMIT:,} characters."
            if "\x00" in cell:
                return f"{name}: contains a NUL character."
        return None

    def _spelled(self, error: csv.Error, first: int) -> str:
        where = f"lines {first} to {self._records.line_num}"
        if "field larger" in str(error):
            return f"A cell never ends ({where}): a quote is probably not closed."
        if "unexpected end" in str(error):
            return f"A quote is opened and never closed ({where})."
        return f"The quotes don't match ({where})."


class _Lines:
    """Lines for the CSV reader; remembers those of the record being read. Counts lines for errors."""

    def __init__(self, reader: Reader, encoding: str) -> None:
        self._encoding = encoding
        wide = encoding.startswith("utf-16")
        self._text = io.TextIOWrapper(
            io.BufferedReader(_Raw(reader), 256 * 1024),
            encoding=encoding,
            # Broken bytes come through as surrogates, so that the very line can be named.
            errors="strict" if wide else "surrogateescape",
            newline="",
        )
        self._current: list[str] = []
        self._number = 0

    def begin(self) -> None:
        """A new record begins."""
        self._current.clear()

    def shown(self) -> list[str]:
        """The record as it was written, as far as it is worth showing."""
        return ["".join(self._current)[:QUOTED_BACK].rstrip("\r\n").replace("\x00", "\ufffd")]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(LINE_LIMIT)
        except UnicodeError as error:
            raise BadFile(self._broken()) from error
        if not line:
            raise StopIteration
        self._number += 1
        if not line.isascii() and BROKEN_BYTES.search(line):
            raise BadFile(self._broken())
        self._current.append(line)
        return line

    def _broken(self) -> str:
        name = self._encoding.upper().removesuffix("-SIG")
        return (
            f"Line {max(self._number, 1):,} is not valid {name}."
            " Choose the encoding the file was saved with, or save it as UTF-8."
        )


class _Raw(io.RawIOBase):
    """A reader as Python's own file layers want it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the reader gives."""
        piece = self._reader.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
