"""How a file is written: its encoding and its delimiter, found out from its bytes."""

import codecs
import csv
import io
from collections.abc import Sequence

from app.crm.importing.source import BadFile, Dialect

HEAD = 256 * 1024  # bytes kept from the beginning of an upload
SAMPLE = 64 * 1024  # of them, for the delimiter
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = {
    "utf-8": "utf-8-sig",  # takes a byte order mark away if there is one
    "utf-8-sig": "utf-8-sig",
    "utf8": "utf-8-sig",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
    "latin-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "macroman": "mac-roman",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
NOT_TEXT = {
    b"PK\x03\x04": "This is an Excel workbook or a zip file. Save it as CSV and import that.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. Save it as CSV and import that.",
    b"%PDF": "This is a PDF. Import takes CSV files.",
    b"\x1f\x8b": "This file is compressed. Unpack it first.",
}


class Encodings:
    """Watches the bytes of a whole file pass and then says which encoding they are in."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._utf8 = True
        self._seen_utf8 = False
        self._start = bytearray()

    def feed(self, piece: bytes) -> None:
        """The next bytes."""
        if len(self._start) < HEAD:
            self._start += piece[: HEAD - len(self._start)]
        self._decode(piece, final=False)

    def found(self) -> str:
        """The encoding; UTF-8 also for a file that is so but for broken bytes (reading names the line)."""
        self._decode(b"", final=True)
        start = bytes(self._start)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start.startswith(codecs.BOM_UTF8) or self._utf8 or self._seen_utf8:
            wide = _wide(start)
            return wide or "utf-8-sig"
        return _wide(start) or "cp1252"

    def _decode(self, piece: bytes, *, final: bool) -> None:
        if not self._utf8:
            return
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            # Letters that are UTF-8 before it: a broken file, not one in another encoding.
            before = bytes(error.object[: error.start])
            self._seen_utf8 = self._seen_utf8 or not before.isascii()
            self._utf8 = False
        else:
            self._seen_utf8 = self._seen_utf8 or not text.isascii()


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is NUL in Latin text."""
    sample = start[:4096]
    if len(sample) < 4 or sample.count(b"\x00") < len(sample) // 3:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def known_encoding(name: str) -> str:
    """The codec of an encoding's name; raises BadFile for one we don't read."""
    codec = ENCODINGS.get(name.strip().lower().replace("_", "-"))
    if codec is None:
        raise BadFile(f"Unknown encoding {name!r}. Use one of: {', '.join(ENCODINGS)}.")
    return codec


def refuse_other_formats(head: bytes) -> None:
    """Raise BadFile for what is no text at all."""
    for magic, sentence in NOT_TEXT.items():
        if head.startswith(magic):
            raise BadFile(sentence)


def dialect_of(
    head: bytes, encoding: str, *, delimiter: str | None = None, whole: bool = False
) -> Dialect:
    """The dialect of a file that begins with `head` (all of it, if `whole`)."""
    if delimiter is None:
        sample = head[:SAMPLE]
        lines = sample.decode(encoding, "replace").splitlines(keepends=True)
        cut_off = not whole or len(sample) < len(head)
        delimiter = _delimiter(lines[:-1] or lines if cut_off else lines)
    return Dialect(encoding, delimiter)


def _delimiter(lines: Sequence[str]) -> str:
    """The one by which the most rows have the width of the header."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        score = _score(lines[:50], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _score(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO("".join(lines)), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows), width
