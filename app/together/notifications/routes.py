"""`/notifications`: one's own, and nobody else's; and how one is told."""

from uuid import UUID

from app.core.errors import Invalid
from app.core.idempotency import ones_own
from app.core.pagination import PAGING, list_reply, only_known, page_of
from app.core.ratelimit import Limit
from app.core.reply import NO_CONTENT, Reply, record_reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import snapshot
from app.together.notifications.actions import mark, mark_all_read
from app.together.notifications.preferences import change_settings, resume_mail, settings_of
from app.together.notifications.queries import SORT, list_notifications
from app.together.notifications.schemas import (
    NotificationOut,
    ReadAllOut,
    SettingsChanges,
    SettingsOut,
    UnsubscribeAnswer,
)
from app.together.notifications.unsubscribing import describe, unsubscribe

READ = "filter[read]"
TOKEN = Parameter("token", "As it stands in the letter.")
LIST_PARAMETERS = (
    *PAGING,
    Parameter(READ, "`false` for the unread ones.", {"type": "boolean"}),
    Parameter("sort", "`-happened_at`, the only order."),
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
    only_known(call.query, LIST_PARAMETERS)
    if call.query.get("sort", "-happened_at") != "-happened_at":
        raise Invalid(fields={"sort": "Use -happened_at."})
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
    replay_check=ones_own,
)
async def post_read(call: Call[None], notification_id: UUID) -> Reply:
    """Doing it again changes nothing."""
    return record_reply(await mark(call.actor, notification_id, read=True))


@route(
    "POST",
    "/notifications/<uuid:notification_id>/unread",
    summary="Mark a notification unread",
    tag="notifications",
    returns=NotificationOut,
    replay_check=ones_own,
)
async def post_unread(call: Call[None], notification_id: UUID) -> Reply:
    """Doing it again changes nothing."""
    return record_reply(await mark(call.actor, notification_id, read=False))


@route(
    "POST",
    "/notifications/read-all",
    summary="Mark all my notifications read",
    tag="notifications",
    returns=ReadAllOut,
    replay_check=ones_own,
)
async def post_read_all(call: Call[None]) -> Reply:
    """Answers with how many were unread."""
    return reply({"read": await mark_all_read(call.actor)})


@route(
    "GET",
    "/notifications/settings",
    summary="How I am told, by kind and by channel",
    tag="notifications",
    returns=SettingsOut,
)
async def get_settings(call: Call[None]) -> Reply:
    async with snapshot(call.actor) as view:
        view.require("notifications", "read")
        assert call.actor.user_id is not None
        return reply(await settings_of(view, call.actor.user_id), seq=view.seq)


@route(
    "PATCH",
    "/notifications/settings",
    summary="Change how I am told",
    tag="notifications",
    body=SettingsChanges,
    returns=SettingsOut,
    replay_check=ones_own,
)
async def patch_settings(call: Call[SettingsChanges]) -> Reply:
    """Kinds and channels that are not sent stay as they are."""
    channels = {
        kind: ways.model_dump(exclude_none=True) for kind, ways in call.body.channels.items()
    }
    return reply(await change_settings(call.actor, channels, call.body.mail_after))


@route(
    "POST",
    "/notifications/settings/resume-mail",
    summary="Mail me again, though a mail to me has bounced",
    tag="notifications",
    returns=SettingsOut,
    replay_check=ones_own,
)
async def post_resume_mail(call: Call[None]) -> Reply:
    return reply(await resume_mail(call.actor))


@route(
    "GET",
    "/notifications/unsubscribe",
    summary="Whose mail a letter's link is about",
    tag="notifications",
    auth="public",
    returns=UnsubscribeAnswer,
    parameters=(TOKEN,),
    limits=(Limit("unsubscribe", count=60, period=60),),
)
async def get_unsubscribe(call: Call[None]) -> Reply:
    """Changes nothing: programs that look at mail follow its links."""
    return reply(await describe(call.query.get("token", "")))


@route(
    "POST",
    "/notifications/unsubscribe",
    summary="Stop the mail to whom a letter's link is about (one click, RFC 8058)",
    tag="notifications",
    auth="public",
    status=204,
    raw=True,  # mail programs post a form, whose content says nothing
    parameters=(TOKEN,),
    limits=(Limit("unsubscribe", count=60, period=60),),
)
async def post_unsubscribe(call: Call[None]) -> Reply:
    await unsubscribe(call.query.get("token", ""), call.actor.request)
    return NO_CONTENT


def _flag(text: str | None) -> bool | None:
    if text not in (None, "true", "false"):
        raise Invalid(fields={READ: "Use true or false."})
    return None if text is None else text == "true"
