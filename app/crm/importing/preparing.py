"""Before the first row: the members, stages, fields and options that the file names and we lack.

All in one transaction, so that an import that may not make one of them makes none.
"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.records.writing import create_record
from app.core.uow import Work
from app.crm.fields.actions import change_field, create_field
from app.crm.fields.schemas import FieldCreate, FieldPatch, Option
from app.crm.importing.people import Stage, load_people, load_stages
from app.crm.importing.plan import Plan, Target, require_creations
from app.crm.importing.schemas import StageDefaults
from app.crm.importing.state import Import
from app.crm.importing.survey import Survey
from app.crm.importing.values import key_of
from app.crm.pipelines.actions import move_stage
from app.crm.pipelines.record import COLORS, STAGES
from app.identity.members.actions import change_member, create_user, join
from app.identity.members.schemas import MemberChanges

WON = re.compile(r"\b(won|win|success\w*|gewonnen|gagn\w+|ganad\w+|vinto|closed[ -]won)\b", re.I)
LOST = re.compile(r"\b(lost|lose|dead|abandoned|verloren|perdu\w*|perdid\w+|perso)\b", re.I)
CHOICES = ("select", "multi_select")
MOST_OPTIONS = 500


async def prepare(work: Work, job: Import, plan: Plan, found: Survey) -> None:
    """Make what is missing, and note it in the import's outcome. Raises Forbidden, Invalid, Conflict."""
    require_creations(work, plan)
    for target in plan.targets:
        names = found.names.get(target.column, [])
        if target.field.custom:
            await _field(work, job, plan, target, names)
        elif target.create and target.field.kind == "user":
            await _members(work, job, names)
        elif target.create and target.field.ref == "stages":
            await _stages(work, job, plan, names)


async def _members(work: Work, job: Import, names: Sequence[str]) -> None:
    """People without a login; those that an undone import left deactivated come back."""
    people = await load_people(work)
    for name in names:
        key = key_of(name)
        if key in people.by_key or key in people.doubled:
            continue
        if key in people.absent:
            user_id = people.absent[key]
            await change_member(work.actor, user_id, MemberChanges(active=True))
        else:
            user_id = await create_user(work, name, None, None)
            await join(work, user_id, "rep")
        _made(job, "members", "member_ids", user_id)


async def _stages(work: Work, job: Import, plan: Plan, names: Sequence[str]) -> None:
    """Open stages after the last open one, won and lost ones at the end."""
    known = await load_stages(work, plan.options.pipeline_id)
    present = known.of(known.default_pipeline)
    taken = {key_of(stage.name) for stage in present} | {str(stage.id) for stage in present}
    defaults = {key_of(name): value for name, value in plan.options.stage_defaults.items()}
    for name in names:
        if key_of(name) in taken:
            continue
        wanted = defaults.get(key_of(name), StageDefaults())
        kind = wanted.kind or stage_kind(name)
        stage = await _stage(work.actor, known.default_pipeline, name, kind, wanted, len(present))
        open_ones = [each for each in present if each.kind == "open"]
        if kind == "open" and len(open_ones) < len(present):
            await move_stage(work.actor, stage.id, after=open_ones[-1].id if open_ones else None)
            present.insert(len(open_ones), stage)
        else:
            present.append(stage)
        _made(job, "stages", "stage_ids", stage.id)


async def _stage(
    actor: Actor, pipeline_id: UUID, name: str, kind: str, wanted: StageDefaults, number: int
) -> Stage:
    usual = {"won": ("green", 100), "lost": ("red", 0)}
    color, probability = usual.get(kind, (COLORS[1 + number % (len(COLORS) - 1)], 20))
    sent: dict[str, Any] = {
        "pipeline_id": pipeline_id,
        "name": name[:500],
        "kind": kind,
        "color": wanted.color if wanted.color in COLORS else color,
        "probability": probability if wanted.probability is None else wanted.probability,
    }
    made = orjson.loads(await create_record(actor, STAGES, sent))
    return Stage(UUID(made["id"]), pipeline_id, name, kind)


def stage_kind(name: str) -> str:
    """What a stage of this name surely is."""
    if LOST.search(name):
        return "lost"
    return "won" if WON.search(name) else "open"


async def _field(work: Work, job: Import, plan: Plan, target: Target, names: Sequence[str]) -> None:
    """Make the custom field, or give an existing one the options it lacks."""
    field = target.field
    if target.new_field:
        options = [Option(value=name[:100]) for name in names] if field.kind in CHOICES else None
        # A choice among nothing is no choice: a column that is empty throughout becomes text.
        kind = "text" if options == [] else target.new_field.kind
        body = FieldCreate(
            label=target.new_field.label, kind=kind, key=field.key, options=options or None
        )
        made = orjson.loads(await create_field(work.actor, plan.kind.name, body))
        _made(job, "fields", "field_ids", UUID(made["id"]))
    elif target.create and field.kind in CHOICES and field.id:
        old = [Option.model_validate(option) for option in field.options or ()]
        taken = {key_of(text) for o in old for text in (o.value, o.label) if text}
        new = [Option(value=name[:100]) for name in names if key_of(name) not in taken]
        if len(old) + len(new) > MOST_OPTIONS:
            raise Invalid(
                f"{field.label} would have more than {MOST_OPTIONS} options. Map it to a field of text."
            )
        if new:
            await change_field(
                work.actor, plan.kind.name, field.id, FieldPatch(options=[*old, *new])
            )
            added = job.outcome.setdefault("options", {})
            added[str(field.id)] = [option.value for option in new]


def _made(job: Import, counter: str, ids: str, made: UUID) -> None:
    job.count(counter, 1)
    job.outcome.setdefault(ids, []).append(str(made))
