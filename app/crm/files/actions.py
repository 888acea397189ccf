"""Attaching files to records."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

import puremagic

from app.core.actor import Actor
from app.core.errors import Invalid, TooLarge, Unavailable
from app.core.ids import new_id
from app.core.records.record_type import Change
from app.core.records.writing import log_change
from app.core.storage import PIECE, object_key, put_object, remove_object
from app.core.uow import snapshot, unit_of_work
from app.crm.files.record import FILES

FILE_LIMIT = 10 * 1024 * 1024  # bytes
NAME_LIMIT = 200
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: an open, seekable stream and the name it was given."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Examined:
    """What we found out about an upload. `size` in bytes."""

    upload: Upload
    name: str
    size: int
    content_type: str
    sha256: str


async def require_attach(actor: Actor, entity: str, entity_id: UUID) -> None:
    """Raise NotFound or Forbidden unless the actor may attach to this record."""
    async with snapshot(actor) as view:
        await FILES.guard.check(view, "create", {"entity": entity, "entity_id": entity_id})


async def examine(upload: Upload) -> Examined:
    """Measure and sniff an upload; raises Invalid (empty, no name) or TooLarge."""
    return await asyncio.to_thread(_examine, upload)


@dataclass(slots=True)
class Stored:
    """Uploads whose bytes are in S3 but belong to no record yet, by the id their file will have."""

    files: dict[UUID, Examined]
    kept: bool = False

    def keep(self) -> None:
        """The files are attached and committed: their bytes stay."""
        self.kept = True


@asynccontextmanager
async def stored_files(actor: Actor, found: Sequence[Examined]) -> AsyncGenerator[Stored]:
    """Put the bytes first, outside any transaction; without `keep()` they are removed at the end.

    A crash in between leaves bytes that nothing refers to, never a file without bytes.
    """
    stored = Stored({})
    try:
        for item in found:
            file_id = new_id()
            stored.files[file_id] = item
            pieces = _pieces(item.upload)
            await put_object(
                actor.tenant_id, "files", file_id, pieces, content_type=item.content_type
            )
        yield stored
    finally:
        if not stored.kept:
            for file_id in stored.files:
                with contextlib.suppress(Unavailable):
                    await remove_object(actor.tenant_id, "files", file_id)


async def attach_file(
    actor: Actor, file_id: UUID, entity: str, entity_id: UUID, found: Examined
) -> str:
    """Attach a stored upload to a record; returns the file's JSON text."""
    async with unit_of_work(actor) as work:
        where = {"entity": entity, "entity_id": entity_id}
        await FILES.guard.check(work, "create", where)
        text: str = await work.fetchval(
            f"""INSERT INTO files AS t (tenant_id, id, entity, entity_id, name, size, content_type,
                                        sha256, object_key, created_by, updated_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
                RETURNING {FILES.json_sql()}""",
            actor.tenant_id,
            file_id,
            entity,
            entity_id,
            found.name,
            found.size,
            found.content_type,
            found.sha256,
            object_key(actor.tenant_id, "files", file_id),
            actor.user_id,
        )
        await log_change(work, FILES, Change(file_id, None, {}, "created"), text, ())
        return text


def _examine(upload: Upload) -> Examined:
    digest = hashlib.sha256()
    size = 0
    head = b""
    while piece := upload.stream.read(PIECE):
        head = head or piece[:4096]
        digest.update(piece)
        size += len(piece)
        if size > FILE_LIMIT:
            raise TooLarge(f"A file may have at most {FILE_LIMIT // 1024 // 1024} MB.")
    if not size:
        raise Invalid(fields={"file": "The file is empty."})
    upload.stream.seek(0)
    name = _name(upload.name)
    return Examined(upload, name, size, _sniff(head, name), digest.hexdigest())


def _name(given: str) -> str:
    """The last part of a path, printable and of bearable length, its ending kept."""
    name = "".join(c for c in given.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    name = name.strip(". ")
    if not name:
        raise Invalid(fields={"file": "The file needs a name."})
    if len(name) > NAME_LIMIT:
        suffix = PurePath(name).suffix[:20]
        name = name[: NAME_LIMIT - len(suffix)] + suffix
    return name


def _sniff(head: bytes, name: str) -> str:
    """What the bytes are, whatever the sender says they are."""
    try:
        return puremagic.from_string(head, mime=True, filename=name) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


async def _pieces(upload: Upload) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(upload.stream.read, PIECE):
        yield piece
