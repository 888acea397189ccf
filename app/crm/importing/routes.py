"""REST for imports."""

import contextlib
from uuid import UUID

import orjson

from app.core import idempotency
from app.core.actor import Actor
from app.core.errors import Unavailable
from app.core.ids import new_id
from app.core.pagination import PAGING
from app.core.reply import Reply, reply
from app.core.routing import Call, route
from app.core.storage import remove_object
from app.core.uow import Work, snapshot, unit_of_work
from app.crm.importing.actions import create_import, parse_form, undo
from app.crm.importing.previewing import BEGINNING, preview_upload
from app.crm.importing.queries import failures_file, get_import, list_imports, require_seen
from app.crm.importing.running import KIND
from app.crm.importing.schemas import ImportRead, Preview
from app.crm.importing.uploads import FILE_LIMIT, FORM_LIMIT, Upload, receive_upload

PARTS = frozenset({"type", "mapping", "options"})
MAX_BODY = FILE_LIMIT + 2 * FORM_LIMIT


@route(
    "POST",
    "/imports",
    summary="Import a CSV file (multipart: file, type, mapping, options), up to 1 GB",
    tag="Imports",
    returns=ImportRead,
    status=202,
    raw=True,
    transaction=False,
    max_body=MAX_BODY,
)
async def post_import(call: Call[None]) -> Reply:
    await _require_import(call.actor)
    import_id = new_id()
    kept = False
    try:
        upload = await receive_upload((call.actor.tenant_id, KIND, import_id), PARTS)
        answer = await _start(call, import_id, upload)
        kept = orjson.loads(answer.body)["data"]["id"] == str(import_id)
        return answer
    finally:
        if not kept:
            with contextlib.suppress(Unavailable):
                await remove_object(call.actor.tenant_id, KIND, import_id)


async def _start(call: Call[None], import_id: UUID, upload: Upload) -> Reply:
    """The import, once for each idempotency key: it is bound to the file and all that came with it."""
    key = call.headers.get("Idempotency-Key")
    parts = b"\n".join(upload.fields.get(name, b"") for name in sorted(PARTS))
    print_ = idempotency.fingerprint("POST", "/api/v1/imports", upload.digest + parts)
    kind, mapping, options = parse_form(upload)
    async with unit_of_work(call.actor) as work:
        if key and (first := await idempotency.first_success(work, key, print_)):
            return first
        text = await create_import(call.actor, import_id, kind, mapping, options, upload)
        answer = reply(orjson.Fragment(text), status=202)
        if key:
            await idempotency.remember(work, key, answer)
        return answer


@route(
    "POST",
    "/imports/preview",
    summary="Look into a CSV file: columns, samples and guesses where they go; stores nothing",
    tag="Imports",
    returns=Preview,
    raw=True,
    transaction=False,
    max_body=MAX_BODY,
)
async def post_preview(call: Call[None]) -> Reply:
    await _require_import(call.actor)
    upload = await receive_upload(None, PARTS, keep=BEGINNING)
    kind, _, options = parse_form(upload)
    found = await preview_upload(call.actor, kind, options, upload)
    return reply(found.model_dump(mode="json"))


async def _require_import(actor: Actor) -> None:
    """Before a byte of the file is read."""
    async with snapshot(actor) as view:
        view.require("imports", "create")


@route(
    "GET",
    "/imports",
    summary="List imports, the newest first",
    tag="Imports",
    returns=list[ImportRead],
    parameters=PAGING,
)
async def get_imports(call: Call[None]) -> Reply:
    return await list_imports(call.actor, call.query)


@route(
    "GET",
    "/imports/<uuid:import_id>",
    summary="An import and how far it is",
    tag="Imports",
    returns=ImportRead,
)
async def get_one(call: Call[None], import_id: UUID) -> Reply:
    return await get_import(call.actor, import_id)


@route(
    "GET",
    "/imports/<uuid:import_id>/errors",
    summary="The rows that could not be imported, as CSV, with a column that says why",
    tag="Imports",
)
async def get_errors(call: Call[None], import_id: UUID) -> Reply:
    return await failures_file(call.actor, import_id)


async def _still_seen(work: Work, first: Reply) -> Reply:
    """Undoing asks for sight of the import, and so does hearing of it again."""
    await require_seen(work, UUID(orjson.loads(first.body)["data"]["id"]))
    return first


@route(
    "POST",
    "/imports/<uuid:import_id>/undo",
    summary="Move everything an import made to the trash",
    tag="Imports",
    returns=ImportRead,
    status=202,
    replay_check=_still_seen,
)
async def post_undo(call: Call[None], import_id: UUID) -> Reply:
    return reply(orjson.Fragment(await undo(call.actor, import_id)), status=202)
