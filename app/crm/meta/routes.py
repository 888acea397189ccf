"""REST for meta and custom fields."""

from typing import Any
from uuid import UUID

import orjson

from app.core.errors import NotFound
from app.core.idempotency import still_allowed
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.reply import Reply, reply
from app.core.routing import Call, route
from app.crm.fields.actions import change_field, create_field, delete_field
from app.crm.fields.schemas import FieldCreate, FieldPatch, FieldRead
from app.crm.meta.queries import describe_everything, list_custom_fields

PATH = "/meta/<type_name>/fields"


@route("GET", "/meta", summary="Record types and their fields", tag="Meta", returns=dict[str, Any])
async def meta(call: Call[None]) -> Reply:
    return await describe_everything(call.actor)


@route("GET", PATH, summary="The custom fields of a type", tag="Meta", returns=list[dict[str, Any]])
async def fields(call: Call[None], type_name: str) -> Reply:
    return await list_custom_fields(call.actor, _type(type_name))


@route(
    "POST",
    PATH,
    summary="Add a custom field",
    tag="Meta",
    body=FieldCreate,
    returns=FieldRead,
    status=201,
    replay_check=still_allowed("fields", "create"),
)
async def create(call: Call[FieldCreate], type_name: str) -> Reply:
    text = await create_field(call.actor, _type(type_name).name, call.body)
    return reply(orjson.Fragment(text), status=201)


@route(
    "PATCH",
    f"{PATH}/<uuid:field_id>",
    summary="Change a custom field",
    tag="Meta",
    body=FieldPatch,
    returns=FieldRead,
    replay_check=still_allowed("fields", "update"),
)
async def change(call: Call[FieldPatch], type_name: str, field_id: UUID) -> Reply:
    text = await change_field(call.actor, _type(type_name).name, field_id, call.body)
    return reply(orjson.Fragment(text))


@route(
    "DELETE",
    f"{PATH}/<uuid:field_id>",
    summary="Remove a custom field",
    tag="Meta",
    returns=FieldRead,
    replay_check=still_allowed("fields", "delete"),
)
async def delete(call: Call[None], type_name: str, field_id: UUID) -> Reply:
    text = await delete_field(call.actor, _type(type_name).name, field_id)
    return reply(orjson.Fragment(text))


def _type(name: str) -> RecordType:
    found = TYPES.get(name)
    if found is None or not found.owned:
        raise NotFound("There is no such record type with custom fields.")
    return found
