"""What a deal is, and what moving it between stages means."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.core.errors import Invalid
from app.core.event_types import declare_events
from app.core.positions import former_position, position_after
from app.core.records.fields import Field
from app.core.records.guards import OwnerGuard
from app.core.records.record_type import Change, RecordType
from app.core.uow import Work


async def lock_stage(work: Work, stage_id: UUID) -> asyncpg.Record:
    """Lock the column a card goes into; its kind and pipeline. Raises Invalid.

    The stage, not the deal: two drags into one column must agree on an order. Comes before any
    deal's lock, everywhere. Its pipeline is held too, so that nobody puts it into the trash meanwhile.
    """
    stage = await work.fetchrow(
        """SELECT s.id, s.pipeline_id, s.kind FROM stages s
           JOIN pipelines p ON p.tenant_id = s.tenant_id AND p.id = s.pipeline_id
           WHERE s.tenant_id = $1 AND s.id = $2 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
           FOR NO KEY UPDATE OF s FOR KEY SHARE OF p""",
        work.actor.tenant_id,
        stage_id,
    )
    if stage is None:
        raise Invalid(fields={"stage_id": "There is no such stage."})
    return stage


async def lock_target_stage(work: Work, sent: Mapping[str, Any]) -> None:
    """Before the deal is locked: the stage that it is created in, or put into."""
    if sent.get("stage_id") is not None:
        await lock_stage(work, sent["stage_id"])


async def deal_rule(work: Work, change: Change) -> None:
    """A deal stands in a stage of its pipeline, first when it comes; won and lost close it."""
    if change.verb == "deleted":
        return
    entering = change.verb in ("created", "restored") or _changes(change, "stage_id")
    if not entering and change.former_place is None:
        if _changes(change, "pipeline_id"):
            raise Invalid(fields={"stage_id": "Say the stage in the other pipeline too."})
        return
    stage = await lock_stage(work, _id(change.value("stage_id")))
    if "pipeline_id" in change.values and change.values["pipeline_id"] != stage["pipeline_id"]:
        raise Invalid(fields={"stage_id": "This stage is not in that pipeline."})
    if entering:
        enter_stage(change, stage)
    change.values["position"] = await _place(work, change, stage["id"])
    if change.verb == "updated":
        change.verb = "moved"


async def _place(work: Work, change: Change, stage_id: UUID) -> str:
    """First in its stage; what is taken back stands where it stood."""
    within, former = {"stage_id": stage_id}, change.former_place
    if former is None or former.position is None:
        return await position_after(work, "deals", within, None, moving=change.record_id)
    return await former_position(
        work,
        "deals",
        "deal",
        ("stage_id", stage_id),
        moving=change.record_id,
        position=former.position,
        seq=former.seq,
    )


def enter_stage(change: Change, stage: asyncpg.Record) -> None:
    """Set pipeline and stage, and close or reopen the deal as the stage's kind says."""
    change.values["pipeline_id"] = stage["pipeline_id"]
    change.values["stage_id"] = stage["id"]
    if change.verb == "restored" or "closed_at" in change.values:
        return
    closed_at = change.before["closed_at"] if change.before else None
    if stage["kind"] == "open":
        change.values["closed_at"] = None
    elif closed_at is None:
        change.values["closed_at"] = datetime.now(UTC)


def _changes(change: Change, key: str) -> bool:
    before = change.before[key] if change.before else None
    return key in change.values and str(change.values[key]) != before


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


declare_events("deal", "moved")

DEALS = RecordType(
    name="deals",
    entity="deal",
    label="Deal",
    label_plural="Deals",
    table="deals",
    guard=OwnerGuard("deals"),
    searchable=("name", "description", "lost_reason"),
    prepare=lock_target_stage,
    rule=deal_rule,
    fields=(
        Field("name", "text", "Name", required=True, sort_column="name_sort"),
        Field("pipeline_id", "link", "Pipeline", required=True, ref="pipelines"),
        Field("stage_id", "link", "Stage", required=True, ref="stages"),
        Field("position", "text", "Position", required=True, writable=False, filterable=False),
        Field("amount", "money", "Amount"),
        Field("currency", "currency", "Currency", nullable=False),
        Field("contact_id", "link", "Contact", ref="contacts"),
        Field("company_id", "link", "Company", ref="companies"),
        Field("expected_close_date", "date", "Expected close"),
        Field("opened_on", "date", "Opened on"),
        Field("closed_at", "datetime", "Closed"),
        Field("lost_reason", "text", "Reason lost"),
        Field("description", "long_text", "Description"),
    ),
)
