"""Changes of many records, as jobs. How far they are is in the database; here is only the name."""

from datetime import datetime
from uuid import UUID

from app.core.records.bulk import running
from jobs.registry import job

AT_ONCE = 2  # in one worker: they are busy with the database, not waiting


@job(limit=AT_ONCE)
async def run_bulk_job(tenant_id: UUID, job_id: UUID) -> datetime | None:
    """Bring a bulk change to its end, from wherever it is."""
    await running.run_bulk(tenant_id, job_id)
    return None
