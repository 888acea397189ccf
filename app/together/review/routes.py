"""REST for reviews."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.core.records.routes import record_routes, still_seen
from app.core.records.schemas import sent
from app.core.reply import Reply, record_reply
from app.core.routing import Call, route
from app.together.review.actions import end_review, hand_over, join_review, start_review
from app.together.review.queries import (
    CHANGES,
    WHICH,
    list_changes,
    read_outcomes,
    read_totals,
)
from app.together.review.record import REVIEWS
from app.together.review.schemas import Outcome, Present, Totals

models = record_routes(REVIEWS, create=False, change=False, delete=False)
REVIEW = "/reviews/<uuid:record_id>"


@route(
    "POST",
    "/reviews",
    summary="Present a board: others are invited to follow",
    tag="Reviews",
    body=models.create,
    returns=models.read,
    status=201,
    replay_check=still_seen(REVIEWS),
)
async def post_review(call: Call[BaseModel]) -> Reply:
    fields = sent(call.body)
    text = await start_review(call.actor, fields["pipeline_id"], fields.get("id"))
    return record_reply(text, status=201)


@route(
    "POST",
    f"{REVIEW}/join",
    summary="Say that one takes part in a review",
    tag="Reviews",
    returns=models.read,
    replay_check=still_seen(REVIEWS),
)
async def post_join(call: Call[None], record_id: UUID) -> Reply:
    return record_reply(await join_review(call.actor, record_id))


@route(
    "POST",
    f"{REVIEW}/present",
    summary="Take a review over, or hand it to somebody",
    tag="Reviews",
    body=Present,
    returns=models.read,
    replay_check=still_seen(REVIEWS),
)
async def post_present(call: Call[Present], record_id: UUID) -> Reply:
    return record_reply(await hand_over(call.actor, record_id, call.body.presenter_id))


@route(
    "POST",
    f"{REVIEW}/end",
    summary="End a review",
    tag="Reviews",
    returns=models.read,
    replay_check=still_seen(REVIEWS),
)
async def post_end(call: Call[None], record_id: UUID) -> Reply:
    return record_reply(await end_review(call.actor, record_id))


@route(
    "GET",
    f"{REVIEW}/changes",
    summary="What happened to the board's deals during a review, newest first",
    tag="Reviews",
    returns=list[dict[str, Any]],
    parameters=CHANGES,
)
async def get_changes(call: Call[None], record_id: UUID) -> Reply:
    return await list_changes(call.actor, record_id, call.query)


@route(
    "GET",
    f"{REVIEW}/totals",
    summary="What each stage was worth before a review, and after it",
    tag="Reviews",
    returns=Totals,
)
async def get_totals(call: Call[None], record_id: UUID) -> Reply:
    return await read_totals(call.actor, record_id)


@route(
    "GET",
    "/reviews/outcomes",
    summary="What reviews that have ended came to",
    tag="Reviews",
    returns=list[Outcome],
    parameters=WHICH,
)
async def get_outcomes(call: Call[None]) -> Reply:
    return await read_outcomes(call.actor, call.query)
