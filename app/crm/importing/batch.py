"""One batch of drafts becomes records: names looked up, duplicates met, everything inserted at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import orjson
from fractional_indexing import generate_n_keys_between

from app.core.errors import AppError
from app.core.money import CURRENCIES, to_minor
from app.core.positions import last_position
from app.core.records.writing import change_record
from app.core.uow import Work
from app.crm.deals.record import lock_stage
from app.crm.importing.inserting import insert_records
from app.crm.importing.links import Links, links_to, nameable
from app.crm.importing.matching import find_matches, match_text
from app.crm.importing.people import People, Stage, Stages
from app.crm.importing.plan import Plan
from app.crm.importing.row_ids import record_id
from app.crm.importing.rows import Draft
from app.crm.importing.state import Import


@dataclass(slots=True)
class Known:
    """What a run looks things up in. `stages` for deals only; `currency` where no column says."""

    people: People
    stages: Stages | None
    currency: str
    owner_id: UUID
    links: dict[str, Links] = field(default_factory=dict[str, Links])


async def import_batch(
    work: Work, job: Import, plan: Plan, known: Known, drafts: Sequence[Draft]
) -> None:
    """Insert (or update) what can be, and note the rest as failures; counts go to `job`."""
    for draft in _sound(drafts):
        _find_people_and_places(plan, known, draft)
        _settle_money(plan, known, draft)
    await _find_links(work, job, plan, known, _sound(drafts))
    sound = _sound(drafts)
    if not plan.options.dry_run:
        for wave in _waves(plan, sound):
            await _write(work, job, plan, known, wave)
    failed = [draft for draft in drafts if draft.problems]
    await _note_failures(work, job, failed)
    job.failed += len(failed)
    job.done += len(drafts) - len(failed)


def _sound(drafts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in drafts if not draft.problems]


def _find_people_and_places(plan: Plan, known: Known, draft: Draft) -> None:
    """Members, pipelines and stages: all are known."""
    left: list[Any] = []
    # The pipeline first: a stage's name means something only within it.
    for target, text in sorted(draft.lookups, key=lambda found: found[0].field.ref != "pipelines"):
        try:
            if target.field.kind == "user":
                found: UUID = known.people.find(text)
            elif known.stages and target.field.ref == "pipelines":
                found = known.stages.pipeline(text)
            elif known.stages and target.field.ref == "stages":
                pipeline = draft.values.get("pipeline_id", known.stages.default_pipeline)
                found = known.stages.find(pipeline, text).id
            else:
                left.append((target, text))
                continue
        except ValueError as error:
            if not (plan.options.dry_run and target.create):
                draft.problems.append(f"{target.column}: {error}")
            continue
        _set(draft, target.field.custom, target.field.key, found)
    draft.lookups = left


def _set(draft: Draft, custom: bool, key: str, found: UUID) -> None:
    if custom:
        draft.custom[key] = str(found)
    else:
        draft.values[key] = found


def _settle_money(plan: Plan, known: Known, draft: Draft) -> None:
    """Amounts must be possible in the record's currency."""
    money = [f.key for f in plan.kind.fields if f.kind == "money"]
    if not money:
        return
    currency = draft.values.setdefault("currency", known.currency)
    if currency not in CURRENCIES:
        draft.problems.append(f"currency: {currency!r} is not a currency (ISO 4217).")
        return
    for key in money:
        if draft.values.get(key) is not None:
            try:
                to_minor(draft.values[key], currency)
            except ValueError as error:
                draft.problems.append(f"{key}: {error}")


async def _find_links(
    work: Work, job: Import, plan: Plan, known: Known, drafts: Sequence[Draft]
) -> None:
    """Companies and contacts, each type in one go; those that may be made are made."""
    wanted: dict[str, list[tuple[Draft, Any, str]]] = {}
    for draft in drafts:
        for target, text in draft.lookups:
            wanted.setdefault(target.field.ref or "", []).append((draft, target, text))
    for ref, asked in sorted(wanted.items()):
        links = known.links.setdefault(ref, links_to(ref))
        making = {text for _, target, text in asked if target.create and nameable(text)}
        create = making.__contains__ if making and not plan.options.dry_run else None
        found = await links.resolve(work, (text for _, _, text in asked), create)
        if links.made:
            job.count(ref, links.made)
        for draft, target, text in asked:
            if text in found:
                _set(draft, target.field.custom, target.field.key, found[text])
            elif not (plan.options.dry_run and text in making):
                label = links.kind.label.lower()
                draft.problems.append(
                    f"{target.column}: There is no {label} {text[:200]!r}, or you may not see it."
                )


def _waves(plan: Plan, drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """Rows that are duplicates of each other come one after the other, all others at once."""
    wave: list[Draft] = []
    seen: set[str] = set()
    for draft in drafts:
        text = match_text(plan, draft)
        if text and text in seen:
            yield wave
            wave, seen = [], set()
        if text:
            seen.add(text)
        wave.append(draft)
    if wave:
        yield wave


async def _write(
    work: Work, job: Import, plan: Plan, known: Known, drafts: Sequence[Draft]
) -> None:
    matches = await find_matches(work, plan, drafts)
    new: list[dict[str, Any]] = []
    for draft in drafts:
        found = matches.get(match_text(plan, draft) or "")
        if found is None:
            new.append(_columns(job, plan, known, draft))
        elif plan.options.duplicates == "skip":
            job.count("skipped", 1)
        elif await _update(work, plan, draft, found):
            job.count("updated", 1)
    if plan.kind.name == "deals" and new:
        await _place(work, cast(Stages, known.stages), plan, new)
    await insert_records(work, plan.kind, new, job.id)
    job.count("records", len(new))


async def _update(work: Work, plan: Plan, draft: Draft, found: UUID) -> bool:
    """Set what the row says on the record that is there; empty cells leave it as it is."""
    sent = dict(draft.values)
    if plan.target("currency") is None and plan.options.currency is None:
        sent.pop("currency", None)
    if draft.custom:
        sent["custom"] = draft.custom
    try:
        await change_record(work.actor, plan.kind, found, sent)
    except AppError as error:
        reasons = [f"{name}: {reason}" for name, reason in error.fields.items()]
        draft.problems += reasons or [error.message]
        return False
    return True


def _columns(job: Import, plan: Plan, known: Known, draft: Draft) -> dict[str, Any]:
    """The row as columns; its id is the same each time the row is read."""
    columns: dict[str, Any] = {
        "id": record_id(job.id, draft.row.number),
        "owner_id": known.owner_id,
    }
    columns |= draft.values
    for key in (f.key for f in plan.kind.fields if f.kind == "money"):
        if columns.get(key) is not None:
            columns[key] = to_minor(columns[key], columns["currency"])
    if draft.custom:
        columns["custom"] = draft.custom
    return columns


async def _place(work: Work, stages: Stages, plan: Plan, records: list[dict[str, Any]]) -> None:
    """Each deal at the end of its stage, in the file's order."""
    by_stage: dict[UUID, list[dict[str, Any]]] = {}
    for record in records:
        stage = _stage_of(stages, plan, record)
        record["pipeline_id"], record["stage_id"] = stage.pipeline_id, stage.id
        if stage.kind != "open" and plan.target("closed_at") is None:
            record["closed_at"] = datetime.now(UTC)
        by_stage.setdefault(stage.id, []).append(record)
    for stage_id in sorted(by_stage):
        await lock_stage(work, stage_id)
        first = await last_position(work, "deals", {"stage_id": stage_id})
        placed = by_stage[stage_id]
        positions = [first, *generate_n_keys_between(first, None, len(placed) - 1)]
        for record, position in zip(placed, positions, strict=True):
            record["position"] = position


def _stage_of(stages: Stages, plan: Plan, record: dict[str, Any]) -> Stage:
    if "stage_id" in record:
        return stages.by_id(record["stage_id"])
    pipeline = record.get("pipeline_id", stages.default_pipeline)
    if plan.options.stage_id and stages.by_id(plan.options.stage_id).pipeline_id == pipeline:
        return stages.by_id(plan.options.stage_id)
    return stages.first(pipeline)


async def _note_failures(work: Work, job: Import, failed: Sequence[Draft]) -> None:
    if failed:
        await note_failures(
            work, job.id, [(d.row.line, d.row.cells, " ".join(d.problems)) for d in failed]
        )


async def note_failures(
    work: Work, import_id: UUID, failures: Sequence[tuple[int, Sequence[str], str]]
) -> None:
    """Keep rows that did not make it: line, cells, and why."""
    await work.execute(
        "INSERT INTO import_failures (tenant_id, import_id, line, row, message)"
        " SELECT $1, $2, f.line, f.row::json, f.message"
        " FROM unnest($3::bigint[], $4::text[], $5::text[]) AS f(line, row, message)",
        work.actor.tenant_id,
        import_id,
        [line for line, _, _ in failures],
        [
            orjson.dumps([cell.replace("\x00", "\ufffd") for cell in cells]).decode()
            for _, cells, _ in failures
        ],
        [message.replace("\x00", "\ufffd")[:2_000] for _, _, message in failures],
    )
