"""REST for deals."""

from uuid import UUID

from app.core.records.routes import record_routes, still_seen
from app.core.reply import Reply, record_reply
from app.core.routing import Call, Parameter, route
from app.crm.deals.actions import move_deal
from app.crm.deals.queries import board
from app.crm.deals.record import DEALS
from app.crm.deals.schemas import Board, MoveDeal

models = record_routes(DEALS)


@route(
    "POST",
    "/deals/<uuid:deal_id>/move",
    summary="Put a deal right after another in a stage",
    tag="Deals",
    body=MoveDeal,
    returns=models.read,
    replay_check=still_seen(DEALS),
)
async def move(call: Call[MoveDeal], deal_id: UUID) -> Reply:
    body = call.body
    return record_reply(await move_deal(call.actor, deal_id, body.stage_id, after=body.after_id))


@route(
    "GET",
    "/pipelines/<uuid:pipeline_id>/board",
    summary="A pipeline's board: stages with their first cards, counts and totals",
    tag="Deals",
    returns=Board,
    parameters=(
        Parameter("limit", "Cards a stage, 1 to 200.", {"type": "integer", "default": 100}),
        Parameter("search", "Words, as in the list of deals; so are the filters."),
    ),
)
async def read_board(call: Call[None], pipeline_id: UUID) -> Reply:
    return await board(call.actor, pipeline_id, call.query)
