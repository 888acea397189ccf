"""Changing records: create, change, delete, restore. Every write checks, merges, and is logged here."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.core.policy import Verb
from app.core.records.columns import columns_of
from app.core.records.masking import (
    masked,
    require_creatable,
    require_known,
    require_writable,
)
from app.core.records.merging import require_unchanged, value_of
from app.core.records.record_type import Change, RecordType, Undoing
from app.core.records.sql import Parameters
from app.core.uow import Work, unit_of_work


async def create_record(actor: Actor, kind: RecordType, sent: Mapping[str, Any]) -> str:
    """Create a record from API values; returns its JSON text.

    Raises Invalid, Forbidden, Conflict (the id exists already).
    """
    async with unit_of_work(actor) as work:
        require_known(work, kind, sent)
        record_id: UUID = sent.get("id") or new_id()
        fields = {key: value for key, value in sent.items() if key != "id"}
        if kind.owned:
            fields.setdefault("owner_id", actor.user_id)
        await kind.guard.check(work, "create", fields)
        require_creatable(work, kind, sent)
        if kind.prepare:
            await kind.prepare(work, fields)
        values = await columns_of(work, kind, fields, before=None)
        change = Change(record_id, None, values, "created")
        await _apply_rule(work, kind, change)
        text = await _insert(work, kind, change)
        await log_change(work, kind, change, text, tuple(fields))
        return masked(work.access, kind, text)


async def change_record(
    actor: Actor,
    kind: RecordType,
    record_id: UUID,
    sent: Mapping[str, Any],
    *,
    if_match: int | None = None,
    undoing: Undoing | None = None,
) -> str:
    """Set the fields sent; returns the record's JSON text as the actor may see it.

    With `if_match`, a newer record is merged when none of the fields sent has changed since that
    version; else raises Conflict with `details.conflicts`, `.changed_by` and `.current`. Values that are
    there already change nothing and log nothing.
    """
    async with unit_of_work(actor) as work:
        require_known(work, kind, sent)
        if kind.prepare:
            await kind.prepare(work, sent)
        before = await lock_record(work, kind, record_id, "update")
        changed = changed_fields(kind, before, sent)
        require_writable(work, kind, changed)
        if if_match is not None and if_match != before["version"]:
            await require_unchanged(
                work, kind, before, changed_values(sent, changed), since=if_match
            )
        if not changed and not (undoing and undoing.position is not None):
            return masked(work.access, kind, before["text"])
        changes = {key: sent[key] for key in sent if key in changed or key == "custom"}
        values = await columns_of(work, kind, changes, before=before)
        change = Change(record_id, before, values, "updated", undoing)
        await _apply_rule(work, kind, change)
        text = await update_record(work, kind, change)
        await log_change(work, kind, change, text, tuple(changed))
        return masked(work.access, kind, text)


async def delete_record(
    actor: Actor, kind: RecordType, record_id: UUID, *, undoing: Undoing | None = None
) -> str:
    """Move a record to the trash."""
    async with unit_of_work(actor) as work:
        before = await lock_record(work, kind, record_id, "delete")
        change = Change(record_id, before, {}, "deleted", undoing)
        await _apply_rule(work, kind, change)
        text = await update_record(work, kind, change, trash="now()")
        await log_change(work, kind, change, text, ())
        return masked(work.access, kind, text)


async def restore_record(
    actor: Actor, kind: RecordType, record_id: UUID, *, undoing: Undoing | None = None
) -> str:
    """Take a record out of the trash; one that is not in it is returned as it is."""
    async with unit_of_work(actor) as work:
        before = await lock_record(work, kind, record_id, "delete", trashed=True)
        if not before["trashed"]:
            return masked(work.access, kind, before["text"])
        change = Change(record_id, before, {}, "restored", undoing)
        await _apply_rule(work, kind, change)
        text = await update_record(work, kind, change, trash="NULL")
        await log_change(work, kind, change, text, ())
        return masked(work.access, kind, text)


async def lock_record(
    work: Work, kind: RecordType, record_id: UUID, verb: Verb, *, trashed: bool = False
) -> dict[str, Any]:
    """Lock a record to change it; its JSON as a dict, with `text` and `trashed` beside.

    Raises NotFound (absent, in the trash unless `trashed`, out of sight) or Forbidden.
    """
    row = await work.fetchrow(
        f"SELECT {kind.json_sql()} AS text, t.deleted_at IS NOT NULL AS trashed"
        f" FROM {kind.table} t WHERE t.tenant_id = $1 AND t.id = $2 FOR UPDATE",
        work.actor.tenant_id,
        record_id,
    )
    if row is None or (row["trashed"] and not trashed):
        raise NotFound()
    before: dict[str, Any] = orjson.loads(row["text"])
    await kind.guard.check(work, verb, before)
    return {**before, "text": row["text"], "trashed": row["trashed"]}


def changed_fields(
    kind: RecordType, before: Mapping[str, Any], sent: Mapping[str, Any]
) -> set[str]:
    """The names of the fields whose value really differs; custom ones as `custom.<key>`."""
    changed: set[str] = set()
    for key, value in sent.items():
        if key == "custom":
            own = before["custom"]
            changed |= {f"custom.{k}" for k, v in value.items() if json_value(v) != own.get(k)}
        elif not _same(kind, key, value, before):
            changed.add(key)
    return changed


def _same(kind: RecordType, key: str, value: Any, before: Mapping[str, Any]) -> bool:
    current = before[key]
    if value is None or current is None:
        return value is current
    if kind.by_key[key].kind == "money":
        return type(value)(current) == value
    if kind.by_key[key].kind == "datetime":
        return type(value).fromisoformat(current) == value
    return json_value(value) == current


def json_value(value: Any) -> Any:
    """A Python value as the API spells it."""
    return orjson.loads(orjson.dumps(value, default=str))


async def update_record(
    work: Work, kind: RecordType, change: Change, *, trash: str | None = None
) -> str:
    """Write a change's columns to its row; returns the record's JSON text."""
    p = Parameters()
    sets = [f"{column} = {p(value)}" for column, value in change.values.items()]
    sets += [
        "version = t.version + 1",
        "updated_at = now()",
        f"updated_by = {p(work.actor.user_id)}",
    ]
    if trash is not None:
        sets.append(f"deleted_at = {trash}")
    text: str = await work.fetchval(
        f"UPDATE {kind.table} t SET {', '.join(sets)}"
        f" WHERE t.tenant_id = {p(work.actor.tenant_id)} AND t.id = {p(change.record_id)}"
        f" RETURNING {kind.json_sql()}",
        *p.values,
    )
    return text


async def _insert(work: Work, kind: RecordType, change: Change) -> str:
    p = Parameters()
    columns = {
        "tenant_id": work.actor.tenant_id,
        "id": change.record_id,
        "created_by": work.actor.user_id,
        "updated_by": work.actor.user_id,
        **change.values,
    }
    try:
        text: str = await work.fetchval(
            f"INSERT INTO {kind.table} AS t ({', '.join(columns)})"
            f" VALUES ({', '.join(p(value) for value in columns.values())})"
            f" RETURNING {kind.json_sql()}",
            *p.values,
        )
    except asyncpg.UniqueViolationError as error:
        if getattr(error, "constraint_name", None) == f"{kind.table}_pkey":
            raise Conflict("There is a record with this id already.", code="id_exists") from error
        raise Conflict(f"There is such a {kind.label.lower()} already.", code="exists") from error
    return text


async def _apply_rule(work: Work, kind: RecordType, change: Change) -> None:
    if kind.rule:
        await kind.rule(work, change)


async def log_change(
    work: Work, kind: RecordType, change: Change, text: str, changed: Sequence[str]
) -> None:
    """Record the event of a change: what it was, what it is, and who may know."""
    after: dict[str, Any] = orjson.loads(text)
    names = sorted({*changed, *_ruled(change, after)}) if change.before else []
    before = {name: value_of(change.before, name) for name in names} if change.before else None
    audience: Audience = await kind.guard.audience(work, change.before, after)
    work.record(
        f"{kind.entity}.{change.verb}",
        entity=kind.entity,
        entity_id=change.record_id,
        version=after["version"],
        audience=audience,
        changed=tuple(names),
        before=before,
        data=after,  # compact again: PostgreSQL spells JSON with spaces
        undoes=change.undoing.seq if change.undoing else None,
    )


def _ruled(change: Change, after: Mapping[str, Any]) -> set[str]:
    """Fields that the type's rule or a move has changed besides those sent."""
    before = change.before or {}
    return {
        key
        for key in change.values
        if key in after and key not in ("custom",) and before.get(key) != after[key]
    }


def changed_values(sent: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """What was sent for the named fields, as the API spells it."""
    own = sent.get("custom") or {}
    flat = {**sent, **{f"custom.{key}": value for key, value in own.items()}}
    return {name: json_value(flat[name]) for name in names}
