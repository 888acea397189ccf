"""`/subscriptions`: which records I follow or have muted."""

from typing import Any
from uuid import UUID

from app.core.errors import Invalid
from app.core.idempotency import ones_own
from app.core.ids import parse_id
from app.core.pagination import Page, list_reply
from app.core.reply import Reply, record_reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.together.following.actions import subscribe
from app.together.following.queries import list_subscriptions
from app.together.following.schemas import SubscriptionIn, SubscriptionOut

FILTERS = ("entity", "entity_id", "state")
PARAMETERS = (
    *(Parameter(f"filter[{name}]", f"Only of this {name}.") for name in FILTERS),
    Parameter("limit", "At most 200 are given.", {"type": "integer"}),
    Parameter("sort", "`-updated_at`, the only order."),
)


@route(
    "GET",
    "/subscriptions",
    summary="The records I follow or have muted, the latest first",
    tag="notifications",
    returns=list[SubscriptionOut],
    parameters=PARAMETERS,
)
async def get_subscriptions(call: Call[None]) -> Reply:
    only = _filters(call)
    async with snapshot(call.actor) as view:
        view.require("notifications", "read")
        rows = await list_subscriptions(view, only)
        return list_reply(rows, Page(200), next_cursor=None, total=len(rows), seq=view.seq)


@route(
    "PUT",
    "/subscriptions/<entity>/<uuid:record_id>",
    summary="Follow a record, mute it, or neither",
    tag="notifications",
    body=SubscriptionIn,
    returns=SubscriptionOut,
    replay_check=ones_own,
)
async def put_subscription(call: Call[SubscriptionIn], entity: str, record_id: UUID) -> Reply:
    return record_reply(await subscribe(call.actor, entity, record_id, call.body.state))


def _filters(call: Call[None]) -> dict[str, Any]:
    known = {parameter.name for parameter in PARAMETERS}
    unknown = [name for name in call.query if name not in known]
    if unknown:
        raise Invalid(fields=dict.fromkeys(unknown, "Not a parameter of this list."))
    only: dict[str, Any] = {name: call.query.get(f"filter[{name}]") for name in FILTERS}
    if only["entity_id"] is not None:
        only["entity_id"] = parse_id(only["entity_id"])
        if only["entity_id"] is None:
            raise Invalid(fields={"filter[entity_id]": "Not an id."})
    return only
