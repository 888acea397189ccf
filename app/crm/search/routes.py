"""REST for search."""

from typing import Any

from app.core.reply import Reply
from app.core.routing import Call, Parameter, route
from app.crm.search.queries import search_everything


@route(
    "GET",
    "/search",
    summary="Search companies, contacts and deals at once",
    tag="Search",
    returns=list[dict[str, Any]],
    parameters=(Parameter("q", "Words, each as a prefix; falls back to similar spelling."),),
)
async def search(call: Call[None]) -> Reply:
    return await search_everything(call.actor, call.query)
