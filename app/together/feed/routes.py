"""REST for the change feed."""

from typing import Any

from app.core.reply import Reply
from app.core.routing import Call, Parameter, route
from app.together.feed.queries import read_feed


@route(
    "GET",
    "/events",
    summary="The changes after a log number, as you may see them",
    tag="Events",
    returns=list[dict[str, Any]],
    parameters=(
        Parameter("since", "The last number you have seen.", {"type": "integer", "default": 0}),
        Parameter("limit", "How many numbers to look at, 1 to 1,000.", {"type": "integer"}),
    ),
)
async def events(call: Call[None]) -> Reply:
    return await read_feed(call.actor, call.query)
