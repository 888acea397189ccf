"""REST for notes; their text is written over the socket."""

import asyncio
import base64
from urllib.parse import quote
from uuid import UUID

import orjson

from app.core.pagination import list_reply, page_of
from app.core.records.registry import parents
from app.core.records.routes import record_routes, still_seen
from app.core.reply import Reply, record_reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.together.notes.actions import main_note
from app.together.notes.markdown import markdown_of
from app.together.notes.queries import (
    file_name,
    parts_of,
    place_of,
    version_of,
    versions_of,
    writers_of,
)
from app.together.notes.record import NOTES
from app.together.notes.restoring import restore_version
from app.together.notes.schemas import NoteVersionFullOut, NoteVersionOut, NoteWriterOut

NUMBER = {"type": "integer", "minimum": 1}
PAGES = (
    Parameter("limit", "How many, at most 200 (50).", NUMBER),
    Parameter("page", "A page's number.", NUMBER),
)

models = record_routes(NOTES)


def _main_note_route(entity: str, plural: str) -> None:
    @route(
        "POST",
        f"/{plural}/<uuid:record_id>/note",
        summary=f"The {entity}'s main note, made if there is none",
        tag="Notes",
        returns=models.read,
        replay_check=still_seen(NOTES),
    )
    async def open_main_note(call: Call[None], record_id: UUID) -> Reply:
        return record_reply(await main_note(call.actor, entity, record_id))


for _entity, _kind in parents().items():
    _main_note_route(_entity, _kind.name)


@route(
    "GET",
    "/notes/<uuid:record_id>/markdown",
    summary="The note as Markdown (text/markdown)",
    tag="Notes",
)
async def get_markdown(call: Call[None], record_id: UUID) -> Reply:
    """As it is stored at this moment; images are named, not embedded."""
    async with snapshot(call.actor) as view:
        await place_of(call.actor, record_id)
        parts = await parts_of(view, record_id)
        name = await file_name(view, record_id)
        seq = view.seq
    text = await asyncio.to_thread(markdown_of, [update for _, update in parts])
    headers = {
        "Content-Type": "text/markdown; charset=utf-8",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.md",
        "X-Log-Seq": str(seq),
    }
    return Reply(text.encode(), headers=headers)


@route(
    "GET",
    "/notes/<uuid:record_id>/versions",
    summary="A note's history by sittings, the latest first",
    tag="Notes",
    returns=list[NoteVersionOut],
    parameters=PAGES,
)
async def get_versions(call: Call[None], record_id: UUID) -> Reply:
    """All of the last 90 days, of earlier days the last; at most 200."""
    page = page_of(call.query, "note_versions")
    async with snapshot(call.actor) as view:
        await place_of(call.actor, record_id)
        rows, total = await versions_of(view, record_id, page.limit, page.offset)
        return list_reply(rows, page, next_cursor=None, total=total, seq=view.seq)


@route(
    "GET",
    "/notes/<uuid:record_id>/versions/<uuid:version_id>",
    summary="What a note was then",
    tag="Notes",
    returns=NoteVersionFullOut,
)
async def get_version(call: Call[None], record_id: UUID, version_id: UUID) -> Reply:
    """Its text as Markdown and as a Yjs update."""
    async with snapshot(call.actor) as view:
        await place_of(call.actor, record_id)
        version = await version_of(view, record_id, version_id)
    return reply(
        {
            **orjson.loads(version.json),
            "markdown": await asyncio.to_thread(markdown_of, [version.update]),
            "update": base64.b64encode(version.update).decode(),
        }
    )


@route(
    "POST",
    "/notes/<uuid:record_id>/versions/<uuid:version_id>/restore",
    summary="Make the note say what it said then, as a new change",
    tag="Notes",
    returns=models.read,
    replay_check=still_seen(NOTES),
)
async def post_restore(call: Call[None], record_id: UUID, version_id: UUID) -> Reply:
    """Nothing is rewritten: restoring the version before takes it back."""
    return record_reply(await restore_version(call.actor, record_id, version_id))


@route(
    "GET",
    "/notes/<uuid:record_id>/writers",
    summary="Who wrote which part of a note's document",
    tag="Notes",
    returns=list[NoteWriterOut],
)
async def get_writers(call: Call[None], record_id: UUID) -> Reply:
    """By Yjs client and clocks, as the document itself counts."""
    async with snapshot(call.actor) as view:
        await place_of(call.actor, record_id)
        return reply([orjson.Fragment(row) for row in await writers_of(view, record_id)])
