"""Records of one file that refer to each other by name: linked when all of them are there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from app.core.errors import AppError
from app.core.records.writing import change_record
from app.core.uow import Work, unit_of_work
from app.crm.importing.batch import note_failures
from app.crm.importing.links import Links, nameable
from app.crm.importing.plan import Plan, Target
from app.crm.importing.row_ids import record_id
from app.crm.importing.source import Row, Source
from app.crm.importing.state import Import, save_import
from app.crm.importing.survey import cell

BATCH = 200  # rows a transaction: each link is a change of its own

Fence = Callable[[Work], Awaitable[Import]]


async def link_parents(job: Import, plan: Plan, source: Source, fence: Fence) -> None:
    """Set the links of every row, from where an earlier run stopped.

    A link that can't be set is a remark in the list of failures; its record stays.
    """
    links = Links(plan.kind)
    await asyncio.to_thread(source.skip, job.outcome.get("linked", 0))
    while rows := await asyncio.to_thread(source.take, BATCH):
        async with unit_of_work(job.actor) as work:
            now = await fence(work)
            for target in plan.parents:
                await _link(work, now, plan, links, target, rows)
            now.outcome["linked"] = source.consumed
            await save_import(work, now)
        links.committed()
        job.outcome["linked"] = source.consumed


async def _link(
    work: Work, job: Import, plan: Plan, links: Links, target: Target, rows: Sequence[Row]
) -> None:
    named = {row.number: cell(plan, row, target.index) for row in rows if not row.problem}
    texts = {text for text in named.values() if text and nameable(text)}
    found = await links.resolve(work, sorted(texts), (lambda _: True) if target.create else None)
    if links.made:
        job.count(plan.kind.name, links.made)
    there = await _imported(work, plan, job, [row for row in rows if named.get(row.number)])
    remarks: list[tuple[int, Sequence[str], str]] = []
    for row in rows:
        if row.number not in there:
            continue
        problem = await _set(work, plan, target, there[row.number], named[row.number], found)
        if problem:
            remarks.append((row.line, row.cells, f"Imported, but not linked. {problem}"))
    if remarks:
        job.outcome["remarks"] = True
        await note_failures(work, job.id, remarks)


async def _imported(work: Work, plan: Plan, job: Import, rows: Sequence[Row]) -> dict[int, UUID]:
    """Which of these rows have become records, and which records."""
    ids = {record_id(job.id, row.number): row.number for row in rows}
    found = await work.fetch(
        f"SELECT id FROM {plan.kind.table} WHERE tenant_id = $1 AND id = ANY ($2)"
        " AND deleted_at IS NULL",
        work.actor.tenant_id,
        list(ids),
    )
    return {ids[row["id"]]: row["id"] for row in found}


async def _set(
    work: Work, plan: Plan, target: Target, child: UUID, text: str, found: dict[str, UUID]
) -> str | None:
    if text not in found:
        label = plan.kind.label.lower()
        return f"{target.column}: There is no {label} {text[:200]!r}, or you may not see it."
    try:
        await change_record(work.actor, plan.kind, child, {target.field.key: found[text]})
    except AppError as error:
        return f"{target.column}: {error.fields.get(target.field.key, error.message)}"
    return None
