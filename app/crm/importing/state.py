"""The row of an import: read, locked, moved on, and every step of it told to whoever may see it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.event_types import declare_events
from app.core.job_rows import record_step, save_row
from app.core.uow import View, Work
from app.crm.importing.schemas import ColumnMapping, Mapping, Options

COUNTED = ("records", "companies", "contacts", "members", "stages", "fields", "updated", "skipped")
JSON = f"""json_build_object('id', t.id, 'version', t.version, 'created_at', t.created_at,
    'updated_at', t.updated_at, 'owner_id', t.owner_id, 'type', t.type, 'file_name', t.file_name,
    'status', t.status, 'error', t.error, 'total', t.total, 'done', t.done, 'failed', t.failed,
    'mapping', t.mapping, 'options', t.options,
    'created', json_build_object({
    ", ".join(f"'{name}', coalesce((t.outcome ->> '{name}')::int, 0)" for name in COUNTED)
}),
    'undo', t.outcome -> 'undo',
    'errors_url', CASE WHEN t.failed > 0 OR t.outcome ? 'remarks'
                       THEN '/api/v1/imports/' || t.id || '/errors' END,
    'started_at', t.started_at, 'finished_at', t.finished_at)::text"""

COLUMNS = """t.id, t.tenant_id, t.owner_id, t.type, t.file_name, t.mapping::text AS mapping,
    t.options::text AS options, t.status, t.total, t.done, t.failed, t.position, t.version,
    t.outcome::text AS outcome"""

declare_events("import", "created", "updated")


@dataclass(slots=True)
class Import:
    """An import as it is stored. `outcome`: what it has made so far, and how far an undo has come."""

    id: UUID
    tenant_id: UUID
    owner_id: UUID | None
    type: str
    file_name: str
    mapping: Mapping
    options: Options
    status: str
    total: int | None
    done: int
    failed: int
    position: int
    version: int
    outcome: dict[str, Any]

    @property
    def actor(self) -> Actor:
        """The importing member, as of now, with everything grouped under this import."""
        return Actor(self.tenant_id, self.owner_id, kind="import", job_id=self.id)

    @property
    def undoing(self) -> bool:
        """Whether somebody wants it undone."""
        return "undo" in self.outcome

    def count(self, name: str, more: int) -> None:
        """Note what was made."""
        self.outcome[name] = self.outcome.get(name, 0) + more


async def find_import(view: View, import_id: UUID) -> Import:
    """An import of this tenant, whoever's it is; raises NotFound."""
    return _from(
        await view.fetchrow(
            f"SELECT {COLUMNS} FROM imports t WHERE t.tenant_id = $1 AND t.id = $2",
            view.actor.tenant_id,
            import_id,
        )
    )


async def lock_import(work: Work, import_id: UUID) -> Import:
    """As `find_import`, to move it on. Comes before the stages' locks, everywhere."""
    return _from(
        await work.fetchrow(
            f"SELECT {COLUMNS} FROM imports t WHERE t.tenant_id = $1 AND t.id = $2 FOR UPDATE",
            work.actor.tenant_id,
            import_id,
        )
    )


async def save_import(work: Work, job: Import, *, tell: bool = True, **columns: Any) -> None:
    """Store how far it is, and other `columns`; with `tell` also to everybody's screens."""
    before = await import_json(work, job.id) if tell else ""
    values = {
        "status": job.status,
        "total": job.total,
        "done": job.done,
        "failed": job.failed,
        "position": job.position,
        "outcome": orjson.dumps(job.outcome, default=str).decode(),
        **columns,
    }
    job.version = await save_row(work, "imports", job.id, values)
    if tell:
        _record(work, "import.updated", before, await import_json(work, job.id))


async def import_json(view: View, import_id: UUID) -> str:
    """An import as REST and events show it."""
    return await view.fetchval(
        f"SELECT {JSON} FROM imports t WHERE t.tenant_id = $1 AND t.id = $2",
        view.actor.tenant_id,
        import_id,
    )


def record_created(work: Work, text: str) -> None:
    """The event of a new import."""
    _record(work, "import.created", None, text)


def _record(work: Work, type: str, before: str | None, after: str) -> None:
    record_step(work, type, before, after, entity="import", resource="imports")


def _from(row: asyncpg.Record | None) -> Import:
    if row is None:
        raise NotFound()
    found = dict(row)
    mapping: dict[str, Any] = orjson.loads(found.pop("mapping"))
    entries = {c: ColumnMapping.model_validate(e) if e else None for c, e in mapping.items()}
    options = Options.model_validate_json(found.pop("options"))
    outcome: dict[str, Any] = orjson.loads(found.pop("outcome"))
    return Import(mapping=entries, options=options, outcome=outcome, **found)
