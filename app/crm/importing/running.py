"""Running an import: from the first pass over its file to the last row, and again after any crash.

How far it is (`position`, in rows of the file) commits together with the rows themselves. So whoever
runs it next goes on exactly there; and of two who run it at once, one finds that the other was faster
and stops.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID

import asyncpg

from app.core.actor import Actor
from app.core.errors import AppError, Invalid, NotFound
from app.core.failures import as_app_error
from app.core.storage import ObjectReader, remove_object
from app.core.uow import View, Work, snapshot, unit_of_work
from app.crm.importing.batch import Known, import_batch
from app.crm.importing.linking import link_parents
from app.crm.importing.people import load_people, load_stages
from app.crm.importing.plan import Plan, importable, make_plan
from app.crm.importing.preparing import prepare
from app.crm.importing.rows import Batch, Draft, Drafting, batches
from app.crm.importing.source import BadFile, Dialect, Source
from app.crm.importing.state import Import, find_import, lock_import, save_import
from app.crm.importing.survey import survey

logger = logging.getLogger(__name__)

KIND = "imports"  # of object, in the storage
BATCH = 1_000  # rows a transaction
TELL_EVERY = 0.25  # seconds between two events of progress
ATTEMPTS = 4  # of a batch that lost a deadlock
OURS = "Something went wrong on our side; it has been logged. What was imported so far is there."


class Overtaken(Exception):
    """Somebody else runs this import, or it is being undone."""


async def run_import(tenant_id: UUID, import_id: UUID) -> None:
    """Bring an import to its end, wherever it is. Running one that has ended does nothing.

    Raises what is worth another try (the database or the storage is away); everything else ends
    the import as failed, with a sentence.
    """
    job = await _begin(tenant_id, import_id)
    if job is None:
        return
    try:
        await _Run(job).complete()
    except Overtaken:
        return
    except BadFile as error:
        await _fail(job, str(error))
    except Exception as error:
        known = as_app_error(error)
        if known.status == 503:
            raise
        if known.status >= 500:
            logger.exception("import %s failed", import_id)
        await _fail(job, _sentence(known) if known.status < 500 else OURS)
    await _forget_file(tenant_id, import_id)


@asynccontextmanager
async def open_source(job: Import) -> AsyncGenerator[Source]:
    """The rows of an import's file, from its beginning. Raises BadFile or Unavailable."""
    dialect = Dialect(job.options.encoding or "utf-8-sig", job.options.delimiter or ",")
    reader = ObjectReader(job.tenant_id, KIND, job.id)
    try:
        await asyncio.to_thread(reader.open)
    except NotFound as error:
        raise BadFile("The uploaded file is not there any more. Send it again.") from error
    try:
        yield await asyncio.to_thread(Source, reader, dialect)
    finally:
        await asyncio.to_thread(reader.close)


async def _begin(tenant_id: UUID, import_id: UUID) -> Import | None:
    async with unit_of_work(Actor.system(tenant_id, kind="import")) as work:
        job = await lock_import(work, import_id)
        if job.status not in ("queued", "running") or job.undoing:
            return None
        if job.status == "queued":
            job.status = "running"
            await save_import(work, job, started_at=datetime.now(UTC))
        return job


async def _fail(job: Import, sentence: str) -> None:
    # Nobody in particular: the member may have lost the right to import, which may be the reason.
    async with unit_of_work(Actor.system(job.tenant_id, kind="import")) as work:
        now = await lock_import(work, job.id)
        if now.status == "running" and not now.undoing:
            now.status = "failed"
            await save_import(work, now, error=sentence[:2_000], finished_at=datetime.now(UTC))


async def _forget_file(tenant_id: UUID, import_id: UUID) -> None:
    """The file has served; its rows are records or failures now."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        job = await find_import(work, import_id)
    if job.status in ("done", "failed"):
        try:
            await remove_object(tenant_id, KIND, import_id)
        except AppError as error:
            logger.warning("the file of import %s could not be removed: %s", import_id, error)


class _Run:
    """One go at an import."""

    def __init__(self, job: Import) -> None:
        self._job = job
        self._told = 0.0

    async def complete(self) -> None:
        """Do everything that is left."""
        if self._job.owner_id is None:
            raise Invalid("Whoever started this import is not there any more.")
        if self._job.total is None:
            await self._prepare()
        plan, known = await self._load()
        async with open_source(self._job) as source:
            await asyncio.to_thread(source.skip, self._job.position)
            drafting = Drafting(plan)
            async with aclosing(batches(source, drafting, BATCH)) as coming:
                async for batch in coming:
                    await self._commit(plan, known, drafting, batch)
        if plan.parents and not plan.options.dry_run:
            async with open_source(self._job) as source:
                await link_parents(self._job, plan, source, self._fenced)
        async with unit_of_work(self._job.actor) as work:
            job = await self._fenced(work)
            job.status = "done"
            await save_import(work, job, finished_at=datetime.now(UTC))

    async def _prepare(self) -> None:
        """The first pass over the file; then make what its rows need. Sets `total`."""
        async with open_source(self._job) as source:
            header = source.header
            async with snapshot(self._job.actor) as view:
                plan = await self._plan(view, header)
            found = await asyncio.to_thread(survey, source, plan)
        async with unit_of_work(self._job.actor) as work:
            job = await self._fenced(work)
            job.outcome["formats"] = found.formats
            plan = await self._plan(work, header, job)
            if not plan.options.dry_run:
                await prepare(work, job, plan, found)
            job.total = found.total
            await save_import(work, job)
        self._job = job

    async def _load(self) -> tuple[Plan, Known]:
        job = self._job
        async with open_source(job) as source:
            header = source.header
        async with snapshot(job.actor) as view:
            plan = await self._plan(view, header)
            people = await load_people(view)
            deals = plan.kind.name == "deals"
            stages = await load_stages(view, plan.options.pipeline_id) if deals else None
            if stages and plan.options.stage_id:
                stages.by_id(plan.options.stage_id)
            own: str = await view.fetchval(
                "SELECT currency FROM tenants WHERE id = $1", job.tenant_id
            )
        owner = plan.options.owner_id or job.owner_id
        if owner is None or str(owner) not in people.by_key:
            raise Invalid("The owner of the records is not an active member.")
        return plan, Known(people, stages, plan.options.currency or own, owner)

    async def _plan(self, view: View, header: Sequence[str], job: Import | None = None) -> Plan:
        job = job or self._job
        formats = job.outcome.get("formats")
        return await make_plan(
            view, importable(job.type), job.mapping, job.options, header, formats
        )

    async def _commit(self, plan: Plan, known: Known, drafting: Drafting, batch: Batch) -> None:
        """Import rows in one transaction; if one of them can't be stored, halves find out which."""
        rows, upto = batch.rows, batch.upto
        drafts = batch.drafts
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._attempt(plan, known, drafts, upto)
                return
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                if attempt == ATTEMPTS:
                    raise
                drafts = drafting.drafts(rows)  # the attempt has written into the first ones
            except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
                if len(rows) == 1:
                    draft = Draft(rows[0], problems=[f"The database refuses this row: {error}."])
                    await self._attempt(plan, known, [draft], upto)
                    return
                half = len(rows) // 2
                for part, end in ((rows[:half], rows[half].number), (rows[half:], upto)):
                    smaller = Batch(part, drafting.drafts(part), end)
                    await self._commit(plan, known, drafting, smaller)
                return

    async def _attempt(self, plan: Plan, known: Known, drafts: Sequence[Draft], upto: int) -> None:
        async with unit_of_work(self._job.actor) as work:
            job = await self._fenced(work)
            await import_batch(work, job, plan, known, drafts)
            job.position = upto
            tell = monotonic() - self._told >= TELL_EVERY
            await save_import(work, job, tell=tell)
        self._job = job
        for links in known.links.values():
            links.committed()
        if tell:
            self._told = monotonic()

    async def _fenced(self, work: Work) -> Import:
        """The import, locked, just as this run left it; raises Overtaken."""
        work.require("imports", "create")
        job = await lock_import(work, self._job.id)
        mine = self._job
        linked = job.outcome.get("linked") == mine.outcome.get("linked")
        same = (job.position, job.total) == (mine.position, mine.total) and linked
        if job.status != "running" or job.undoing or not same:
            raise Overtaken
        return job


def _sentence(error: AppError) -> str:
    reasons = [f"{name}: {reason}" for name, reason in error.fields.items()]
    return " ".join([error.message, *reasons])
