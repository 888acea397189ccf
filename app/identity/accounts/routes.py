"""`/auth/register`."""

from app.core.ratelimit import Limit
from app.core.reply import Reply
from app.core.routing import Call, route
from app.identity.accounts.actions import register
from app.identity.accounts.schemas import RegisterBody
from app.identity.sessions.actions import open_session
from app.identity.sessions.answers import signed_in
from app.identity.sessions.schemas import SignedInOut


@route(
    "POST",
    "/auth/register",
    summary="Found an organisation",
    tag="sign-in",
    auth="public",
    body=RegisterBody,
    returns=SignedInOut,
    status=201,
    limits=(Limit("register", count=60, period=3600, per=("ip",)),),
)
async def post_register(call: Call[RegisterBody]) -> Reply:
    """Creates a person, their organisation with a first pipeline, and signs them in as its admin."""
    body = call.body
    source = call.actor.request
    founded = await register(
        source,
        email=body.email,
        password=body.password,
        full_name=body.full_name,
        organization=body.organization,
    )
    found = await open_session(source, founded.user_id, founded.membership, body.client)
    return signed_in(found, body.slot, status=201)
