"""What pipelines and stages are."""

from uuid import UUID

from app.core.errors import Conflict
from app.core.positions import former_position, last_position
from app.core.records.fields import Field
from app.core.records.guards import OpenGuard
from app.core.records.record_type import Change, RecordType
from app.core.uow import Work

COLORS = ("slate", "blue", "violet", "pink", "red", "orange", "amber", "green", "teal", "cyan")
STAGE_KINDS = (
    {"value": "open", "label": "Open"},
    {"value": "won", "label": "Won"},
    {"value": "lost", "label": "Lost"},
)


async def pipeline_rule(work: Work, change: Change) -> None:
    """New ones come last; one with deals can't be deleted."""
    if change.verb == "created":
        change.values["position"] = await last_position(work, "pipelines", {})
    if change.verb == "deleted":
        await _require_no_deals(work, "pipeline_id", change)


async def stage_rule(work: Work, change: Change) -> None:
    """New ones come last; one with deals can't be deleted."""
    if change.verb == "created":
        within = {"pipeline_id": change.values["pipeline_id"]}
        await lock_pipeline(work, change.values["pipeline_id"])
        change.values["position"] = await last_position(work, "stages", within)
    if change.former_place:
        change.values["position"] = await _former_place(work, change)
    if change.verb == "deleted":
        await _require_no_deals(work, "stage_id", change)


async def lock_pipeline(work: Work, pipeline_id: UUID) -> None:
    """Lock the row that its stages are ordered in: two who add or move stages must agree on an order."""
    await work.execute(
        "SELECT FROM pipelines WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        work.actor.tenant_id,
        pipeline_id,
    )


async def _former_place(work: Work, change: Change) -> str:
    former = change.former_place
    assert former is not None and former.position is not None
    pipeline_id = UUID(str(change.value("pipeline_id")))
    return await former_position(
        work,
        "stages",
        "stage",
        ("pipeline_id", pipeline_id),
        moving=change.record_id,
        position=former.position,
        seq=former.seq,
    )


async def _require_no_deals(work: Work, column: str, change: Change) -> None:
    count = await work.fetchval(
        f"SELECT count(*) FROM deals WHERE tenant_id = $1 AND {column} = $2 AND deleted_at IS NULL",
        work.actor.tenant_id,
        change.record_id,
    )
    if count:
        raise Conflict(f"Move its {count} deals elsewhere first.", code="not_empty")


PIPELINES = RecordType(
    name="pipelines",
    entity="pipeline",
    label="Pipeline",
    label_plural="Pipelines",
    table="pipelines",
    guard=OpenGuard("pipelines"),
    default_sort="position",
    rule=pipeline_rule,
    fields=(
        Field("name", "text", "Name", required=True),
        Field("position", "text", "Position", required=True, writable=False, filterable=False),
    ),
)

STAGES = RecordType(
    name="stages",
    entity="stage",
    label="Stage",
    label_plural="Stages",
    table="stages",
    guard=OpenGuard("stages"),
    default_sort="position",
    rule=stage_rule,
    fields=(
        Field(
            "pipeline_id",
            "link",
            "Pipeline",
            required=True,
            writable=False,
            creatable_only=True,
            ref="pipelines",
        ),
        Field("name", "text", "Name", required=True),
        Field("kind", "select", "Kind", nullable=False, default="open", options=STAGE_KINDS),
        Field(
            "color",
            "select",
            "Color",
            nullable=False,
            default="slate",
            options=[{"value": c, "label": c.capitalize()} for c in COLORS],
        ),
        Field("probability", "integer", "Probability (%)", nullable=False, default=0),
        Field("position", "text", "Position", required=True, writable=False, filterable=False),
    ),
)
