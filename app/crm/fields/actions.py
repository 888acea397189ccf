"""Adding, changing and removing custom fields."""

from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import Conflict, NotFound
from app.core.event_types import declare_events
from app.core.ids import new_id
from app.core.uow import Work, unit_of_work
from app.crm.fields.record import check_definition, key_of, next_position, option_dicts
from app.crm.fields.schemas import FieldCreate, FieldPatch

JSON = """json_build_object('id', id, 'version', version, 'record_type', record_type, 'key', key,
    'label', label, 'kind', kind, 'options', options, 'ref', ref, 'position', position)::text"""

declare_events("field", "created", "updated", "deleted")


async def create_field(actor: Actor, record_type: str, body: FieldCreate) -> str:
    """Add a field to a record type; returns its JSON text. Raises Invalid or Conflict."""
    async with unit_of_work(actor) as work:
        work.require("fields", "create")
        check_definition(record_type, body)
        options = option_dicts(body.options)
        try:
            text = await work.fetchval(
                f"""INSERT INTO field_definitions
                    (tenant_id, id, record_type, key, label, kind, options, ref, position,
                     created_by, updated_by)
                    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $10)
                    RETURNING {JSON}""",
                actor.tenant_id,
                new_id(),
                record_type,
                body.key or key_of(body.label),
                body.label,
                body.kind,
                orjson.dumps(options).decode() if options is not None else None,
                body.ref,
                await next_position(work, record_type),
                actor.user_id,
            )
        except asyncpg.UniqueViolationError as error:
            raise Conflict("There is a field with this key already.", code="exists") from error
        _log(work, "field.created", text)
        return text


async def change_field(actor: Actor, record_type: str, field_id: UUID, body: FieldPatch) -> str:
    """Rename a field or change its options; returns its JSON text."""
    async with unit_of_work(actor) as work:
        work.require("fields", "update")
        before = await _locked(work, record_type, field_id)
        label = body.label or before["label"]
        options = before["options"] if body.options is None else option_dicts(body.options)
        if (label, options) == (before["label"], before["options"]):
            return orjson.dumps(before).decode()
        text = await work.fetchval(
            f"""UPDATE field_definitions SET label = $3, options = $4::jsonb,
                version = version + 1, updated_at = now(), updated_by = $5
                WHERE tenant_id = $1 AND id = $2 RETURNING {JSON}""",
            actor.tenant_id,
            field_id,
            label,
            orjson.dumps(options).decode() if options is not None else None,
            actor.user_id,
        )
        _log(work, "field.updated", text, before)
        return text


async def delete_field(actor: Actor, record_type: str, field_id: UUID) -> str:
    """Take a field away; the values stay in their records and come back if it is made again."""
    async with unit_of_work(actor) as work:
        work.require("fields", "delete")
        before = await _locked(work, record_type, field_id)
        text = await work.fetchval(
            f"""UPDATE field_definitions SET deleted_at = now(), version = version + 1,
                updated_at = now(), updated_by = $3
                WHERE tenant_id = $1 AND id = $2 RETURNING {JSON}""",
            actor.tenant_id,
            field_id,
            actor.user_id,
        )
        _log(work, "field.deleted", text, before)
        return text


async def _locked(work: Work, record_type: str, field_id: UUID) -> dict[str, Any]:
    text = await work.fetchval(
        f"SELECT {JSON} FROM field_definitions WHERE tenant_id = $1 AND record_type = $2"
        " AND id = $3 AND deleted_at IS NULL FOR UPDATE",
        work.actor.tenant_id,
        record_type,
        field_id,
    )
    field: dict[str, Any] = orjson.loads(text or "{}")
    hidden = work.access.hidden.get(record_type, frozenset[str]())
    if not field or f"custom.{field['key']}" in hidden:
        raise NotFound()
    return field


def _log(work: Work, type: str, text: str, before: dict[str, Any] | None = None) -> None:
    after = orjson.loads(text)
    changed = [k for k in ("label", "options") if before and before[k] != after[k]]
    work.record(
        type,
        entity="field",
        entity_id=UUID(after["id"]),
        version=after["version"],
        audience=Audience.of("fields", None),
        changed=tuple(changed),
        before={k: before[k] for k in changed} if before else None,
        data=after,
    )
