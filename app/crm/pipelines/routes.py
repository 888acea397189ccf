"""REST for pipelines and stages."""

from uuid import UUID

from app.core.records.routes import record_routes, still_seen
from app.core.reply import Reply, record_reply
from app.core.routing import Call, route
from app.crm.pipelines.actions import move_stage
from app.crm.pipelines.record import PIPELINES, STAGES
from app.crm.pipelines.schemas import MoveStage

record_routes(PIPELINES)
stage_models = record_routes(STAGES)


@route(
    "POST",
    "/stages/<uuid:stage_id>/move",
    summary="Put a stage right after another",
    tag="Stages",
    body=MoveStage,
    returns=stage_models.read,
    replay_check=still_seen(STAGES),
)
async def move(call: Call[MoveStage], stage_id: UUID) -> Reply:
    return record_reply(await move_stage(call.actor, stage_id, after=call.body.after_id))
