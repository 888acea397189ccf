"""Imports and their undoing, as jobs. How far they are is in the database; here is only the name."""

from datetime import datetime
from uuid import UUID

from app.crm.importing import running, undoing
from jobs.registry import job

AT_ONCE = 2  # of each, in one worker: they are busy with the processor, not waiting


@job(limit=AT_ONCE)
async def run_import(tenant_id: UUID, import_id: UUID) -> datetime | None:
    """Bring an import to its end, from wherever it is."""
    await running.run_import(tenant_id, import_id)
    return None


@job(limit=AT_ONCE)
async def undo_import(tenant_id: UUID, import_id: UUID) -> datetime | None:
    """Bring an undo to its end, from wherever it is."""
    await undoing.undo_import(tenant_id, import_id)
    return None
