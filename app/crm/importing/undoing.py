"""Undoing an import: what it made goes to the trash, and what it made only for itself goes away.

What was there before stays as it is, and so do changes it made to records that were there.
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import AppError
from app.core.failures import as_app_error
from app.core.records.bulk.trashing import trash_many
from app.core.records.custom import custom_fields
from app.core.records.record_type import RecordType
from app.core.records.writing import delete_record
from app.core.storage import remove_object
from app.core.uow import Work, unit_of_work
from app.crm.fields.actions import change_field, delete_field
from app.crm.fields.schemas import FieldPatch, Option
from app.crm.importing.plan import importable
from app.crm.importing.running import KIND, TELL_EVERY
from app.crm.importing.state import Import, lock_import, save_import
from app.crm.pipelines.record import STAGES
from app.identity.members.actions import change_member
from app.identity.members.schemas import MemberChanges

logger = logging.getLogger(__name__)

BATCH = 1_000
OWNED = ("deals", "contacts", "companies")  # in this order: nobody is left pointing into the trash
USES = {
    "companies": (("deals", "company_id"), ("contacts", "company_id"), ("companies", "parent_id")),
    "contacts": (("deals", "contact_id"),),
    "deals": (),
}


class _Stopped(Exception):
    """It is undone already."""


async def count_undoable(work: Work, job: Import) -> int:
    """How many records an undo will move."""
    counts = [
        await work.fetchval(
            f"SELECT count(*) FROM {name} WHERE tenant_id = $1 AND import_id = $2"
            " AND deleted_at IS NULL",
            job.tenant_id,
            job.id,
        )
        for name in OWNED
    ]
    return sum(counts)


async def undo_import(tenant_id: UUID, import_id: UUID) -> None:
    """Bring an undo to its end, wherever it is. One that has ended, or was never asked for, is left.

    Raises what is worth another try.
    """
    try:
        await _Undo(tenant_id, import_id).complete()
    except _Stopped:
        return
    except Exception as error:
        known = as_app_error(error)
        if known.status == 503:
            raise
        logger.exception("undoing import %s failed", import_id)
        await _fail(tenant_id, import_id, known)
    try:
        await remove_object(tenant_id, KIND, import_id)
    except AppError as error:
        logger.warning("the file of import %s could not be removed: %s", import_id, error)


async def _fail(tenant_id: UUID, import_id: UUID, error: AppError) -> None:
    async with unit_of_work(Actor.system(tenant_id, kind="import")) as work:
        job = await lock_import(work, import_id)
        job.status = "failed"
        job.outcome.pop("undo", None)
        message = f"It could not be undone completely: {error.message}"
        await save_import(work, job, error=message)


class _Undo:
    """One go at an undo."""

    def __init__(self, tenant_id: UUID, import_id: UUID) -> None:
        self._tenant_id, self._import_id = tenant_id, import_id
        self._told = 0.0

    async def complete(self) -> None:
        """Do everything that is left."""
        async with self._step() as (_, job):
            kinds = [importable(name) for name in OWNED]
            own = job.type
        for kind in kinds:
            while await self._trash(kind, only_unused=kind.name != own):
                pass
        async with self._step() as (work, job):
            await _remove_stages(work, job)
            await _remove_fields(work, job)
            await _remove_members(work, job)
            job.status = "undone"
            await save_import(work, job, finished_at=datetime.now(UTC), error=None)

    @asynccontextmanager
    async def _step(self) -> AsyncGenerator[tuple[Work, Import]]:
        # By the member who asked for it: it is the import's owner or an admin, and the right to undo
        # an import covers all it made, whoever owns it by now.
        async with unit_of_work(Actor.system(self._tenant_id)) as work:
            job = await lock_import(work, self._import_id)
        if not job.undoing or job.status == "undone":
            raise _Stopped
        by = job.outcome.get("undone_by")
        actor = Actor(self._tenant_id, UUID(by) if by else None, kind="import", job_id=job.id)
        async with unit_of_work(actor) as work:
            job = await lock_import(work, self._import_id)
            if not job.undoing or job.status == "undone":
                raise _Stopped
            yield work, job

    async def _trash(self, kind: RecordType, *, only_unused: bool) -> bool:
        """Move a batch to the trash; False when there is none left."""
        async with self._step() as (work, job):
            unused = "".join(_unused(*use) for use in USES[kind.name]) if only_unused else ""
            rows = await work.fetch(
                f"SELECT u.id FROM {kind.table} u WHERE u.tenant_id = $1"
                f" AND u.import_id = $2 AND u.deleted_at IS NULL{unused}"
                f" ORDER BY u.id LIMIT {BATCH} FOR UPDATE",
                job.tenant_id,
                job.id,
            )
            if rows:
                trashed = await trash_many(work, kind, [row["id"] for row in rows])
                job.outcome["undo"]["done"] += trashed
                tell = monotonic() - self._told >= TELL_EVERY
                await save_import(work, job, tell=tell)
                self._told = monotonic() if tell else self._told
            return bool(rows)


def _unused(table: str, column: str) -> str:
    """SQL: no record that the import did not make refers to this one."""
    return (
        f" AND NOT EXISTS (SELECT FROM {table} o WHERE o.tenant_id = u.tenant_id"
        f" AND o.{column} = u.id AND o.deleted_at IS NULL AND o.import_id IS DISTINCT FROM $2)"
    )


async def _remove_stages(work: Work, job: Import) -> None:
    for stage_id in _ids(job, "stage_ids"):
        used = await work.fetchval(
            "SELECT EXISTS (SELECT FROM deals WHERE tenant_id = $1 AND stage_id = $2"
            " AND deleted_at IS NULL)",
            job.tenant_id,
            stage_id,
        )
        if not used:
            await _unless_gone(delete_record(work.actor, STAGES, stage_id))


async def _remove_fields(work: Work, job: Import) -> None:
    """Fields and options that the import made, as far as nobody has used them since."""
    fields = {field.id: field for field in (await custom_fields(work, job.type)).values()}
    for field_id in _ids(job, "field_ids"):
        field = fields.get(field_id)
        if field and not await _values(work, job, field.key):
            await _unless_gone(delete_field(work.actor, job.type, field_id))
    added: dict[str, list[str]] = job.outcome.get("options", {})
    for text, values in added.items():
        field = fields.get(UUID(text))
        if field is None:
            continue
        used = await _values(work, job, field.key)
        old = [Option.model_validate(option) for option in field.options or ()]
        left = [o for o in old if o.value not in values or o.value in used]
        if left and len(left) < len(old):
            patch = FieldPatch(options=left)
            await _unless_gone(change_field(work.actor, job.type, UUID(text), patch))


async def _values(work: Work, job: Import, key: str) -> set[str]:
    """The values a custom field has in records that are not in the trash."""
    rows = await work.fetch(
        f"SELECT DISTINCT i.text_value FROM field_index i JOIN {job.type} t"
        " ON t.tenant_id = i.tenant_id AND t.id = i.record_id AND t.deleted_at IS NULL"
        " WHERE i.tenant_id = $1 AND i.kind = $2 AND i.field = $3",
        job.tenant_id,
        job.type,
        f"custom.{key}",
    )
    return {row["text_value"] for row in rows}


async def _remove_members(work: Work, job: Import) -> None:
    """People whom the import made and who have nothing: they stay known, but not as members."""
    for user_id in _ids(job, "member_ids"):
        busy = False
        for table in OWNED:
            busy = busy or await work.fetchval(
                f"SELECT EXISTS (SELECT FROM {table} WHERE tenant_id = $1 AND owner_id = $2"
                " AND deleted_at IS NULL)",
                job.tenant_id,
                user_id,
            )
        login = await work.fetchval("SELECT email FROM users WHERE id = $1", user_id)
        if not busy and not login:
            await _unless_gone(change_member(work.actor, user_id, MemberChanges(active=False)))


async def _unless_gone(change: Any) -> None:
    """Somebody may have removed it meanwhile, or the member may not remove it: then it stays."""
    try:
        await change
    except AppError as error:
        logger.info("an undo left something behind: %s", error)


def _ids(job: Import, name: str) -> list[UUID]:
    found: list[str] = job.outcome.get(name, [])
    return [UUID(text) for text in found]
