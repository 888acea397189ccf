"""REST for files: upload, signed download, and what the kernel gives."""

import hashlib
from typing import Any, cast
from uuid import UUID

import orjson
from quart import request

from app.core import idempotency
from app.core.errors import Invalid, UnsupportedMediaType
from app.core.ids import parse_id
from app.core.records.reading import presented
from app.core.records.routes import record_routes
from app.core.reply import Reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import unit_of_work
from app.crm.files.actions import (
    Examined,
    Upload,
    attach_file,
    examine,
    require_attach,
    stored_files,
)
from app.crm.files.queries import file_content
from app.crm.files.record import FILES

REQUEST_LIMIT = 50 * 1024 * 1024  # bytes, all files of a request together

models = record_routes(FILES, create=False)


@route(
    "POST",
    "/files/upload",
    summary="Attach files to a record (multipart: entity, entity_id, file…)",
    tag="Files",
    returns=models.read,
    status=201,
    raw=True,
    transaction=False,
    max_body=REQUEST_LIMIT + 64 * 1024,
)
async def upload(call: Call[None]) -> Reply:
    """One file answers with the object, several with a list."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send multipart/form-data with entity, entity_id and file.")
    form = await request.form
    files = (await request.files).getlist("file")
    entity, entity_id = form.get("entity", ""), parse_id(form.get("entity_id", ""))
    if entity_id is None or not files:
        raise Invalid(
            fields={"file": "Send one."} if not files else {"entity_id": "Not the id of a record."}
        )
    await require_attach(call.actor, entity, entity_id)
    found = [await examine(Upload(file.filename or "", cast(Any, file.stream))) for file in files]
    return await _attach(call, entity, entity_id, found)


async def _attach(call: Call[None], entity: str, entity_id: UUID, found: list[Examined]) -> Reply:
    key = call.headers.get("Idempotency-Key")
    digest = hashlib.sha256("\n".join(f"{f.name} {f.sha256}" for f in found).encode())
    print_ = idempotency.fingerprint("POST", f"{entity}/{entity_id}", digest.digest())
    async with stored_files(call.actor, found) as stored:
        async with unit_of_work(call.actor) as work:
            if key and (first := await idempotency.first_success(work, key, print_)):
                return first
            texts = [
                await attach_file(call.actor, file_id, entity, entity_id, item)
                for file_id, item in stored.files.items()
            ]
            records = [orjson.loads(presented(call.actor, FILES, text)) for text in texts]
            answer = reply(records[0] if len(records) == 1 else records, status=201)
            if key:
                await idempotency.remember(work, key, answer)
        stored.keep()
    return answer


@route(
    "GET",
    "/files/<uuid:file_id>/content",
    summary="Download a file by its signed link",
    tag="Files",
    auth="public",
    parameters=(Parameter("sig", "The signature in the file's `url`."),),
)
async def content(call: Call[None], file_id: UUID) -> Reply:
    return await file_content(file_id, call.query.get("sig", ""))
