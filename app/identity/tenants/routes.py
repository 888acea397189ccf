"""`/tenant`: the organisation one is in."""

import orjson

from app.core.idempotency import still_allowed
from app.core.reply import Reply, reply
from app.core.routing import Call, route
from app.core.uow import snapshot
from app.identity.tenants.actions import change_tenant
from app.identity.tenants.queries import own_tenant
from app.identity.tenants.schemas import TenantChanges, TenantOut


@route("GET", "/tenant", summary="The organisation", tag="organisation", returns=TenantOut)
async def get_tenant(call: Call[None]) -> Reply:
    """The organisation of the access token."""
    async with snapshot(call.actor) as view:
        view.require("tenant", "read")
        return reply(orjson.Fragment(await own_tenant(view)), seq=view.seq)


@route(
    "PATCH",
    "/tenant",
    summary="Rename the organisation or change its currency",
    tag="organisation",
    body=TenantChanges,
    returns=TenantOut,
    replay_check=still_allowed("tenant", "update"),
)
async def patch_tenant(call: Call[TenantChanges]) -> Reply:
    """For admins. The currency is the default of new deals; existing ones keep theirs."""
    await change_tenant(call.actor, call.body)
    async with snapshot(call.actor) as view:
        return reply(orjson.Fragment(await own_tenant(view)))
