"""Receiving a file of any length: the form is taken apart as it arrives, the file goes on to S3.

Quart's own form parser would spool the whole file to this machine's disk first.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from quart import request
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from app.core.errors import Invalid, TooLarge, UnsupportedMediaType
from app.core.storage import put_object
from app.crm.importing.detecting import HEAD, Encodings

FILE_LIMIT = 1024 * 1024 * 1024  # bytes
FORM_LIMIT = 1024 * 1024  # bytes of everything but the file
PIECE = 64 * 1024
MAX_PARTS = 20
NAME_LIMIT = 200


@dataclass(slots=True)
class Upload:
    """A form as it was received; `head` is the file's beginning, `fields` the other parts."""

    file_name: str = ""
    size: int = 0
    head: bytes = b""
    encodings: Encodings = field(default_factory=Encodings)
    fields: dict[str, bytes] = field(default_factory=dict[str, bytes])
    digest: bytes = b""

    @property
    def whole(self) -> bool:
        """Whether the head is all of the file."""
        return self.size <= len(self.head)


async def receive_upload(
    store: tuple[UUID, str, UUID] | None, known: frozenset[str], *, keep: int = HEAD
) -> Upload:
    """Read the request's form; its file goes to the storage under (tenant, kind, id), if given.

    `keep` is how many bytes of the file's beginning stay in memory.
    Raises Invalid (malformed, unknown or missing parts), TooLarge, UnsupportedMediaType.
    """
    upload = Upload()
    parts = _Parts()
    seen_file = False
    async for part in parts:
        if isinstance(part, File):
            if part.name != "file" or seen_file:
                raise Invalid(fields={part.name: "Send one file, called file."})
            seen_file = True
            upload.file_name = file_name(part.filename)
            stream = _watched(upload, parts.content(), keep)
            if store:
                await put_object(*store, stream, content_type="text/csv")
            else:
                async for _ in stream:
                    pass
        else:
            if part.name not in known or part.name in upload.fields:
                raise Invalid(fields={str(part.name): "There is no such part, or it comes twice."})
            upload.fields[part.name] = await _small(parts.content())
    if not seen_file:
        raise Invalid(fields={"file": "Send the file."})
    return upload


def file_name(given: str) -> str:
    """The last part of a path, printable and of bearable length."""
    name = "".join(c for c in re.split(r"[\\/]", given)[-1] if c.isprintable()).strip()
    return name[-NAME_LIMIT:] or "import.csv"


async def _watched(
    upload: Upload, content: AsyncIterator[bytes], keep: int
) -> AsyncIterator[bytes]:
    """Measure the file while it passes."""
    digest = sha256()
    head = bytearray()
    async for piece in content:
        upload.size += len(piece)
        if upload.size > FILE_LIMIT:
            raise TooLarge("A file may have at most 1 GB.")
        if len(head) < keep:
            head += piece[: keep - len(head)]
        upload.encodings.feed(piece)
        digest.update(piece)
        yield piece
    upload.head = bytes(head)
    upload.digest = digest.digest()


async def _small(content: AsyncIterator[bytes]) -> bytes:
    pieces = bytearray()
    async for piece in content:
        pieces += piece
        if len(pieces) > FORM_LIMIT:
            raise TooLarge(f"A part may have at most {FORM_LIMIT:,} bytes.")
    return bytes(pieces)


class _Parts:
    """The parts of the request's form, one after the other; each one's content must be read."""

    def __init__(self) -> None:
        kind, options = parse_options_header(request.headers.get("Content-Type", ""))
        boundary = options.get("boundary", "")
        if kind != "multipart/form-data" or not boundary:
            raise UnsupportedMediaType("Send multipart/form-data with file, type and mapping.")
        self._decoder = MultipartDecoder(boundary.encode(), max_parts=MAX_PARTS)
        self._arriving = self._pieces()
        self._ended = False

    async def __aiter__(self) -> AsyncIterator[File | Field]:
        while True:
            event = await self._event()
            if isinstance(event, File | Field):
                yield event
            elif isinstance(event, Epilogue):
                return

    async def content(self) -> AsyncIterator[bytes]:
        """The bytes of the part that has just begun."""
        while True:
            event = await self._event()
            if not isinstance(event, Data):
                raise Invalid("The form is malformed.")
            if event.data:
                yield event.data
            if not event.more_data:
                return

    async def _event(self) -> object:
        try:
            while isinstance(event := self._decoder.next_event(), NeedData):
                if len(self._decoder.buffer) > FORM_LIMIT:
                    raise TooLarge("The form has a header that never ends.")
                self._decoder.receive_data(await anext(self._arriving, None))
        except (ValueError, AttributeError) as error:
            raise Invalid("The form is malformed, or was cut off.") from error
        return event

    async def _pieces(self) -> AsyncIterator[bytes]:
        total, limit = 0, FILE_LIMIT + 2 * FORM_LIMIT
        async for data in request.body:
            total += len(data)
            if total > limit:
                raise TooLarge("A file may have at most 1 GB.")
            for start in range(0, len(data), PIECE):
                yield data[start : start + PIECE]
