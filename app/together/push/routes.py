"""`/push-subscriptions`: the browsers that take pushes for me."""

from uuid import UUID

from app.core.idempotency import ones_own
from app.core.ratelimit import Limit
from app.core.reply import NO_CONTENT, Reply, reply
from app.core.routing import Call, route
from app.core.uow import snapshot
from app.together.push.browsers import add_browser, list_browsers, remove_browser
from app.together.push.encrypting import push_key
from app.together.push.planning import plan_test
from app.together.push.schemas import PushKeyOut, PushSubscriptionIn, PushSubscriptionOut

BROWSER = "/push-subscriptions/<uuid:browser_id>"


@route(
    "GET",
    "/push-subscriptions",
    summary="The browsers that take pushes for me",
    tag="notifications",
    returns=list[PushSubscriptionOut],
)
async def get_browsers(call: Call[None]) -> Reply:
    async with snapshot(call.actor) as view:
        view.require("notifications", "read")
        return reply(await list_browsers(view), seq=view.seq)


@route(
    "GET",
    "/push-subscriptions/key",
    summary="The key that a browser subscribes with (VAPID, RFC 8292)",
    tag="notifications",
    returns=PushKeyOut,
)
async def get_key(call: Call[None]) -> Reply:
    return reply({"key": await push_key()})


@route(
    "POST",
    "/push-subscriptions",
    summary="Push to this browser (the same one again is renewed)",
    tag="notifications",
    body=PushSubscriptionIn,
    returns=PushSubscriptionOut,
    status=201,
    replay_check=ones_own,
)
async def post_browser(call: Call[PushSubscriptionIn]) -> Reply:
    made = await add_browser(
        call.actor,
        endpoint=call.body.endpoint,
        p256dh=call.body.keys.p256dh,
        auth=call.body.keys.auth,
        base_path=call.body.base_path,
        label=call.body.label,
    )
    return reply(made, status=201, version=made["version"])


@route(
    "DELETE",
    BROWSER,
    summary="No more pushes to a browser of mine",
    tag="notifications",
    status=204,
    replay_check=ones_own,
)
async def delete_browser(call: Call[None], browser_id: UUID) -> Reply:
    await remove_browser(call.actor, browser_id)
    return NO_CONTENT


@route(
    "POST",
    f"{BROWSER}/test",
    summary="Push something to a browser of mine, in a moment",
    tag="notifications",
    status=202,
    limits=(Limit("push-test", count=10, period=60, per=("user",)),),
    replay_check=ones_own,
)
async def post_test(call: Call[None], browser_id: UUID) -> Reply:
    """What became of it is said by the browser's `last_error`."""
    await plan_test(call.actor, browser_id)
    return Reply(status=202)
