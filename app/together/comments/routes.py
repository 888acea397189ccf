"""REST for comments, reactions and threads."""

from uuid import UUID

from app.core.errors import Invalid
from app.core.ids import parse_id
from app.core.records.guards import parent_owner
from app.core.records.registry import parents
from app.core.records.routes import record_routes, still_seen
from app.core.reply import Reply, record_reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.core.viewers import readers_of
from app.together.comments.actions import react, resolve
from app.together.comments.record import COMMENTS
from app.together.comments.schemas import ReactionIn, ReadersOut

models = record_routes(COMMENTS)
COMMENT = "/comments/<uuid:record_id>"


@route(
    "POST",
    f"{COMMENT}/react",
    summary="React to a comment with an emoji",
    tag="Comments",
    body=ReactionIn,
    returns=models.read,
    replay_check=still_seen(COMMENTS),
)
async def post_react(call: Call[ReactionIn], record_id: UUID) -> Reply:
    return record_reply(await react(call.actor, record_id, call.body.emoji, on=True))


@route(
    "POST",
    f"{COMMENT}/unreact",
    summary="Take a reaction back",
    tag="Comments",
    body=ReactionIn,
    returns=models.read,
    replay_check=still_seen(COMMENTS),
)
async def post_unreact(call: Call[ReactionIn], record_id: UUID) -> Reply:
    return record_reply(await react(call.actor, record_id, call.body.emoji, on=False))


@route(
    "POST",
    f"{COMMENT}/resolve",
    summary="Resolve a thread, by its first comment",
    tag="Comments",
    returns=models.read,
    replay_check=still_seen(COMMENTS),
)
async def post_resolve(call: Call[None], record_id: UUID) -> Reply:
    return record_reply(await resolve(call.actor, record_id, resolved=True))


@route(
    "POST",
    f"{COMMENT}/reopen",
    summary="Reopen a thread, by its first comment",
    tag="Comments",
    returns=models.read,
    replay_check=still_seen(COMMENTS),
)
async def post_reopen(call: Call[None], record_id: UUID) -> Reply:
    return record_reply(await resolve(call.actor, record_id, resolved=False))


@route(
    "GET",
    "/comments/readers",
    summary="Who may read a record, and so hears of comments on it",
    tag="Comments",
    returns=ReadersOut,
    parameters=(
        Parameter("entity", "What it is: deal, company, contact."),
        Parameter("entity_id", "Which one."),
    ),
)
async def get_readers(call: Call[None]) -> Reply:
    """For those who may read the record themselves."""
    entity, entity_id = call.query.get("entity", ""), parse_id(call.query.get("entity_id", ""))
    if entity_id is None:
        raise Invalid(fields={"entity_id": "Say which record."})
    async with snapshot(call.actor) as view:
        owner = await parent_owner(view, entity, entity_id)
        view.require_row(parents()[entity].name, "read", owner)
        return reply({"user_ids": await readers_of(view, entity, entity_id)}, seq=view.seq)
