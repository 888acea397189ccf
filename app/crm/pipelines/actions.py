"""What can be done to pipelines and stages beyond the kernel's writes."""

from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.positions import position_after
from app.core.records.record_type import Change
from app.core.records.writing import create_record, lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.crm.pipelines.record import PIPELINES, STAGES, lock_pipeline

DEFAULT_STAGES = (
    ("Lead in", "open", "slate", 10),
    ("Qualified", "open", "blue", 25),
    ("Proposal", "open", "violet", 50),
    ("Negotiation", "open", "amber", 75),
    ("Won", "won", "green", 100),
    ("Lost", "lost", "red", 0),
)


async def create_default_pipeline(actor: Actor) -> UUID:
    """The pipeline "Sales" that a new tenant begins with; returns its id."""
    async with unit_of_work(actor):
        pipeline = orjson.loads(await create_record(actor, PIPELINES, {"name": "Sales"}))
        for name, kind, color, probability in DEFAULT_STAGES:
            stage = {
                "pipeline_id": UUID(pipeline["id"]),
                "name": name,
                "kind": kind,
                "color": color,
                "probability": probability,
            }
            await create_record(actor, STAGES, stage)
        return UUID(pipeline["id"])


async def move_stage(actor: Actor, stage_id: UUID, *, after: UUID | None) -> str:
    """Put a stage right after another (or first) in its pipeline; returns its JSON text."""
    async with unit_of_work(actor) as work:
        before = await lock_record(work, STAGES, stage_id, "update")
        pipeline_id = UUID(before["pipeline_id"])
        await lock_pipeline(work, pipeline_id)
        position = await position_after(
            work, "stages", {"pipeline_id": pipeline_id}, after, moving=stage_id
        )
        change = Change(stage_id, before, {"position": position}, "updated")
        text = await update_record(work, STAGES, change)
        await log_change(work, STAGES, change, text, ("position",))
        return text
