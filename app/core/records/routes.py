"""The REST routes that every record type gets from its declaration."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from app.core import log
from app.core.errors import Invalid, NotFound
from app.core.pagination import PAGING, only_known
from app.core.records.bulk.routes import bulk_route
from app.core.records.fields import Field
from app.core.records.history import list_history
from app.core.records.masking import hidden_fields, unwritable_fields
from app.core.records.reading import get_record, list_records
from app.core.records.record_type import RecordType
from app.core.records.schemas import RecordModels, models_of, replacement, sent
from app.core.records.time_travel import record_at
from app.core.records.writing import (
    change_record,
    create_record,
    delete_record,
    restore_record,
)
from app.core.reply import Reply, record_reply
from app.core.routing import Call, Parameter, route
from app.core.uow import Work, unit_of_work

INCLUDE = Parameter("include", "Linked records to add, by name: `company,owner`.")
LISTING = (
    *PAGING,
    Parameter("sort", "Fields, `-` before one for descending: `-amount,name`."),
    INCLUDE,
    Parameter("trash", "`only` lists the trash instead.", {"type": "string", "enum": ["only"]}),
)
SEARCH = Parameter("search", "Words, each as a prefix; falls back to similar spelling.")
ALSO = Parameter("include", "What hangs on it, whose story is told, too: `notes`.")
AT = Parameter(
    "at",
    "An event's number: instead of a list, the record as it was right after it, and what differs now.",
    {"type": "integer"},
)


def record_routes(
    kind: RecordType,
    *,
    create: bool = True,
    change: bool = True,
    delete: bool = True,
    models: RecordModels | None = None,
) -> RecordModels:
    """Serve a record type: list, get, history and, unless switched off, its writes."""
    models = models or models_of(kind)
    _read_routes(kind, models)
    if create:
        _create_route(kind, models)
    if change:
        _change_routes(kind, models)
    if delete:
        _trash_routes(kind, models)
    if kind.owned:
        bulk_route(kind, models)
    return models


def _read_routes(kind: RecordType, models: RecordModels) -> None:
    label, one = kind.label_plural, kind.label.lower()
    filters = [_filter_parameter(f) for f in kind.all_fields if f.operators]
    search = (SEARCH,) if kind.searchable else ()

    @route(
        "GET",
        f"/{kind.name}",
        summary=f"List {label.lower()}",
        tag=label,
        returns=list[models.read],
        parameters=(*LISTING, *search, *filters),
    )
    async def list_endpoint(call: Call[None]) -> Reply:
        return await list_records(call.actor, kind, call.query)

    @route(
        "GET",
        f"/{kind.name}/<uuid:record_id>",
        summary=f"Read a {one}",
        tag=label,
        returns=models.read,
        parameters=(INCLUDE,),
    )
    async def get_endpoint(call: Call[None], record_id: UUID) -> Reply:
        only_known(call.query, (INCLUDE,))
        return await get_record(call.actor, kind, record_id, call.query.get("include", ""))

    @route(
        "GET",
        f"/{kind.name}/<uuid:record_id>/history",
        summary=f"What happened to a {one}, newest first",
        tag=label,
        parameters=(*PAGING[:2], *((ALSO,) if kind.owned else ()), AT),
        returns=list[dict[str, Any]],
    )
    async def history_endpoint(call: Call[None], record_id: UUID) -> Reply:
        if set(call.query) == {"at"}:
            return await record_at(call.actor, kind, record_id, call.query["at"])
        return await list_history(call.actor, kind, record_id, call.query)


def _create_route(kind: RecordType, models: RecordModels) -> None:
    @route(
        "POST",
        f"/{kind.name}",
        summary=f"Create a {kind.label.lower()}",
        tag=kind.label_plural,
        body=models.create,
        returns=models.read,
        status=201,
        replay_check=still_seen(kind),
    )
    async def create_endpoint(call: Call[BaseModel]) -> Reply:
        text = await create_record(call.actor, kind, sent(call.body))
        return record_reply(text, status=201)


def _change_routes(kind: RecordType, models: RecordModels) -> None:
    one = kind.label.lower()

    @route(
        "PATCH",
        f"/{kind.name}/<uuid:record_id>",
        summary=f"Change some fields of a {one} (If-Match merges by version)",
        tag=kind.label_plural,
        body=models.patch,
        returns=models.read,
        replay_check=still_seen(kind),
    )
    async def patch_endpoint(call: Call[BaseModel], record_id: UUID) -> Reply:
        return await _change(call, record_id, sent(call.body))

    @route(
        "PUT",
        f"/{kind.name}/<uuid:record_id>",
        summary=f"Replace all writable fields of a {one}",
        tag=kind.label_plural,
        body=models.put,
        returns=models.read,
        replay_check=still_seen(kind),
    )
    async def put_endpoint(call: Call[BaseModel], record_id: UUID) -> Reply:
        async with unit_of_work(call.actor) as work:
            kept = unwritable_fields(work.access, kind)
        return await _change(call, record_id, replacement(kind, call.body, kept))

    async def _change(call: Call[BaseModel], record_id: UUID, fields: dict[str, Any]) -> Reply:
        version = if_match(call.headers.get("If-Match"))
        text = await change_record(call.actor, kind, record_id, fields, if_match=version)
        return record_reply(text)


def _trash_routes(kind: RecordType, models: RecordModels) -> None:
    one = kind.label.lower()

    @route(
        "DELETE",
        f"/{kind.name}/<uuid:record_id>",
        summary=f"Move a {one} to the trash",
        tag=kind.label_plural,
        returns=models.read,
        replay_check=still_seen(kind),
    )
    async def delete_endpoint(call: Call[None], record_id: UUID) -> Reply:
        return record_reply(await delete_record(call.actor, kind, record_id))

    @route(
        "POST",
        f"/{kind.name}/<uuid:record_id>/restore",
        summary=f"Take a {one} out of the trash",
        tag=kind.label_plural,
        returns=models.read,
        replay_check=still_seen(kind),
    )
    async def restore_endpoint(call: Call[None], record_id: UUID) -> Reply:
        return record_reply(await restore_record(call.actor, kind, record_id))


def if_match(header: str | None) -> int | None:
    """The version in an If-Match header (`"7"`, `W/"7"`, `7`); None for none or `*`."""
    if header is None or header.strip() == "*":
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid('If-Match takes one version, like "7".')
    return int(text)


def still_seen(kind: RecordType) -> Any:
    """A replay check: the record may still be seen, or is as that very write left it.

    Without the second half, a retry of the write that handed a record to another team would say
    "not found" to the one who handed it over; it holds only while their role reads the type at all.
    Fields that have been hidden since are taken out.
    """

    async def check(work: Work, first: Reply) -> Reply:
        then = orjson.loads(first.body)["data"]
        row = await work.fetchrow(
            f"SELECT {kind.json_sql()} AS text FROM {kind.table} t"
            " WHERE t.tenant_id = $1 AND t.id = $2",
            work.actor.tenant_id,
            UUID(then["id"]),
        )
        if row is None:
            raise NotFound()
        now = orjson.loads(row["text"])
        mine = now["updated_by"] == str(work.actor.user_id) and now["version"] == then["version"]
        if kind.owned and mine:
            kind.guard.enter(work)
        else:
            await kind.guard.check(work, "read", now)
        hidden = hidden_fields(work.access, kind)
        if not hidden:
            return first
        return replace(first, body=orjson.dumps({"data": log.without(then, hidden)}))

    return check


def _filter_parameter(field: Field) -> Parameter:
    operators = ", ".join(field.operators)
    return Parameter(
        f"filter[{field.key}]", f"{field.label}; `filter[{field.key}][op]`: {operators}."
    )
