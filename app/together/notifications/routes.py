"""`/notifications`: one's own, and nobody else's."""

from uuid import UUID

import orjson

from app.core.errors import Invalid
from app.core.pagination import list_reply, page_of
from app.core.reply import Reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.together.notifications.actions import mark, mark_all_read
from app.together.notifications.queries import SORT, list_notifications
from app.together.notifications.schemas import NotificationOut, ReadAllOut

NUMBER = {"type": "integer", "minimum": 1}
READ = "filter[read]"
LIST_PARAMETERS = (
    Parameter("limit", "How many, at most 200 (50).", NUMBER),
    Parameter("cursor", "`next_cursor` of the page before."),
    Parameter("page", "A page's number instead of a cursor.", NUMBER),
    Parameter("count", "`exact` to count all."),
    Parameter(READ, "`false` for the unread ones.", {"type": "boolean"}),
)


@route(
    "GET",
    "/notifications",
    summary="My notifications, newest first",
    tag="notifications",
    returns=list[NotificationOut],
    parameters=LIST_PARAMETERS,
)
async def get_notifications(call: Call[None]) -> Reply:
    """`pagination.total` with `filter[read]=false` is the number on the bell."""
    unknown = set(call.query) - {parameter.name for parameter in LIST_PARAMETERS}
    if unknown:
        raise Invalid(fields=dict.fromkeys(sorted(unknown), "Not a parameter of this list."))
    read = _flag(call.query.get(READ))
    page = page_of(call.query, SORT)
    async with snapshot(call.actor) as view:
        view.require("notifications", "read")
        rows, more, total, is_min = await list_notifications(view, page, read)
        return list_reply(
            rows, page, next_cursor=more, total=total, total_is_min=is_min, seq=view.seq
        )


@route(
    "POST",
    "/notifications/<uuid:notification_id>/read",
    summary="Mark a notification read",
    tag="notifications",
    returns=NotificationOut,
)
async def post_read(call: Call[None], notification_id: UUID) -> Reply:
    """Doing it again changes nothing."""
    return _shown(await mark(call.actor, notification_id, read=True))


@route(
    "POST",
    "/notifications/<uuid:notification_id>/unread",
    summary="Mark a notification unread",
    tag="notifications",
    returns=NotificationOut,
)
async def post_unread(call: Call[None], notification_id: UUID) -> Reply:
    """Doing it again changes nothing."""
    return _shown(await mark(call.actor, notification_id, read=False))


@route(
    "POST",
    "/notifications/read-all",
    summary="Mark all my notifications read",
    tag="notifications",
    returns=ReadAllOut,
)
async def post_read_all(call: Call[None]) -> Reply:
    """Answers with how many were unread."""
    return reply({"read": await mark_all_read(call.actor)})


def _shown(text: str) -> Reply:
    version: int = orjson.loads(text)["version"]
    return reply(orjson.Fragment(text), version=version)


def _flag(text: str | None) -> bool | None:
    if text not in (None, "true", "false"):
        raise Invalid(fields={READ: "Use true or false."})
    return None if text is None else text == "true"
