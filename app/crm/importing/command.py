"""`salespulse import`: a file of this machine into a tenant, in this process, with or without a worker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import AppError, Invalid, TooLarge
from app.core.ids import new_id
from app.core.jobs import HEARTBEAT_SECONDS, Lease, claim, extend, finish, release
from app.core.storage import put_object, remove_object
from app.core.uow import snapshot, unit_of_work
from app.crm.importing.actions import create_import, parse_form
from app.crm.importing.detecting import HEAD
from app.crm.importing.queries import failures_file
from app.crm.importing.running import KIND, run_import
from app.crm.importing.state import import_json
from app.crm.importing.uploads import FILE_LIMIT, Upload, file_name

READ = 256 * 1024  # bytes
LOOK_EVERY = 0.2  # seconds
ENDED = ("done", "failed", "undone")

Progress = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Finished:
    """An import that has ended: as `GET /imports/{id}` shows it, and the actor it belongs to."""

    actor: Actor
    data: dict[str, Any]

    async def write_errors(self, path: Path) -> int:
        """Write the failed rows as CSV (contract: `errors_url`); returns how many bytes."""
        answer = await failures_file(self.actor, UUID(self.data["id"]))
        if answer.stream is None:
            return 0
        with path.open("wb") as file:
            return sum([file.write(piece) async for piece in answer.stream])


async def actor_of(tenant: str, email: str) -> Actor:
    """The member of a tenant (slug) with this e-mail. Raises Invalid with a sentence."""
    async with snapshot(Actor.system(new_id())) as view:
        tenant_id = await view.fetchval("SELECT id FROM tenants WHERE slug = $1", tenant)
        user_id = await view.fetchval("SELECT id FROM users WHERE lower(email) = lower($1)", email)
    if tenant_id is None:
        raise Invalid(f"There is no organisation {tenant!r}.")
    actor = Actor(tenant_id, user_id)
    try:
        if user_id is None:
            raise Invalid
        async with snapshot(actor):
            return actor
    except AppError as error:
        raise Invalid(f"{email} is not an active member of {tenant!r}.") from error


async def import_file(
    actor: Actor,
    path: Path,
    *,
    type: str,
    mapping: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
    on_progress: Progress | None = None,
) -> Finished:
    """Import a CSV file as `POST /imports` would, and wait for the end.

    `mapping` and `options` are as in the contract; `on_progress` is called with the import as
    `GET /imports/{id}` shows it. If this process dies, a worker finishes the import; if a worker
    takes it first, this waits. Needs an open runtime. Raises Invalid, Forbidden, TooLarge, OSError.
    """
    upload = Upload(file_name=file_name(path.name))
    upload.fields = {
        "type": type.encode(),
        "mapping": orjson.dumps(dict(mapping)),
        "options": orjson.dumps(dict(options or {})),
    }
    kind, parsed, chosen = parse_form(upload)
    import_id = new_id()
    try:
        await put_object(actor.tenant_id, KIND, import_id, _read(path, upload))
        # The member's own actor, so that what the import does is theirs in every list.
        text = await create_import(actor, import_id, kind, parsed, chosen, upload)
    except BaseException:
        with contextlib.suppress(AppError):
            await remove_object(actor.tenant_id, KIND, import_id)
        raise
    if on_progress:
        on_progress(orjson.loads(text))
    return Finished(actor, await _wait(actor, import_id, on_progress))


async def _wait(actor: Actor, import_id: UUID, on_progress: Progress | None) -> dict[str, Any]:
    """Run it here unless a worker does, and report until it has ended."""
    running = asyncio.create_task(_run(actor.tenant_id, import_id))
    try:
        while True:
            data = await _now(actor, import_id)
            if on_progress:
                on_progress(data)
            if data["status"] in ENDED:
                return data
            if running.done():
                running.result()  # raises what went wrong here
                running = asyncio.create_task(_run(actor.tenant_id, import_id))
            await asyncio.sleep(LOOK_EVERY)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _run(tenant_id: UUID, import_id: UUID) -> None:
    lease = await claim(tenant_id, "run_import", import_id)
    if lease is None:
        return
    beat = asyncio.create_task(_keep(lease))
    ended = False
    try:
        await run_import(tenant_id, import_id)
        ended = True
    finally:
        beat.cancel()
        if ended:
            await finish(lease)
        else:
            await release(lease, failed=False)


async def _keep(lease: Lease) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        with contextlib.suppress(AppError, OSError):
            await extend(lease)


async def _now(actor: Actor, import_id: UUID) -> dict[str, Any]:
    async with unit_of_work(actor) as work:
        return orjson.loads(await import_json(work, import_id))


async def _read(path: Path, upload: Upload) -> AsyncIterator[bytes]:
    digest = sha256()
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, READ):
            upload.size += len(piece)
            if upload.size > FILE_LIMIT:
                raise TooLarge("A file may have at most 1 GB.")
            upload.head += piece[: HEAD - len(upload.head)]
            upload.encodings.feed(piece)
            digest.update(piece)
            yield piece
    upload.digest = digest.digest()
