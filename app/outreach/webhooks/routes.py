"""`/webhooks`: who is told of what happens here, and how that went. For admins."""

from uuid import UUID

import orjson

from app.core.errors import Invalid
from app.core.idempotency import still_allowed
from app.core.pagination import PAGING, list_reply, only_known, page_of
from app.core.reply import NO_CONTENT, Reply, reply
from app.core.routing import Call, Parameter, route
from app.core.uow import View, snapshot, unit_of_work
from app.outreach.webhooks import actions, queries
from app.outreach.webhooks.schemas import (
    DeliveryOut,
    NewWebhook,
    WebhookChanges,
    WebhookOut,
    WebhookWithSecret,
)

STATUSES = ("pending", "delivered", "failed")
STATUS = Parameter("filter[status]", "Only those.", {"type": "string", "enum": list(STATUSES)})


@route(
    "GET",
    "/webhooks",
    summary="The webhooks, in the order they were made",
    tag="webhooks",
    returns=list[WebhookOut],
    parameters=PAGING,
)
async def get_webhooks(call: Call[None]) -> Reply:
    """For admins; secrets are not shown."""
    only_known(call.query, PAGING)
    page = page_of(call.query, queries.WEBHOOK_SORT)
    async with snapshot(call.actor) as view:
        view.require("webhooks", "read")
        rows, more, total = await queries.list_webhooks(view, page)
        return list_reply(rows, page, next_cursor=more, total=total, seq=view.seq)


@route(
    "GET",
    "/webhooks/<uuid:webhook_id>",
    summary="A webhook",
    tag="webhooks",
    returns=WebhookOut,
)
async def get_webhook(call: Call[None], webhook_id: UUID) -> Reply:
    """For admins; the secret is not shown."""
    async with snapshot(call.actor) as view:
        view.require("webhooks", "read")
        return await _shown(view, webhook_id)


@route(
    "POST",
    "/webhooks",
    summary="Have events sent to an address",
    tag="webhooks",
    body=NewWebhook,
    returns=WebhookWithSecret,
    status=201,
    replay_check=still_allowed("webhooks", "create"),
)
async def post_webhook(call: Call[NewWebhook]) -> Reply:
    """The answer has the signing secret, this once. `events`: `*`, `deal.*` or `deal.created`."""
    async with unit_of_work(call.actor) as work:
        webhook_id, secret = await actions.create_webhook(call.actor, call.body)
        return await _shown(work, webhook_id, secret=secret, status=201)


@route(
    "PATCH",
    "/webhooks/<uuid:webhook_id>",
    summary="Change a webhook, or turn it on or off",
    tag="webhooks",
    body=WebhookChanges,
    returns=WebhookOut,
    replay_check=still_allowed("webhooks", "update"),
)
async def patch_webhook(call: Call[WebhookChanges], webhook_id: UUID) -> Reply:
    """What waited while a webhook was off is delivered when it is turned on."""
    async with unit_of_work(call.actor) as work:
        await actions.change_webhook(call.actor, webhook_id, call.body)
        return await _shown(work, webhook_id)


@route(
    "DELETE",
    "/webhooks/<uuid:webhook_id>",
    summary="Delete a webhook with its deliveries",
    tag="webhooks",
    status=204,
    replay_check=still_allowed("webhooks", "delete"),
)
async def remove_webhook(call: Call[None], webhook_id: UUID) -> Reply:
    """For good: there is nothing to restore."""
    await actions.delete_webhook(call.actor, webhook_id)
    return NO_CONTENT


@route(
    "POST",
    "/webhooks/<uuid:webhook_id>/rotate-secret",
    summary="Replace a webhook's secret",
    tag="webhooks",
    returns=WebhookWithSecret,
    replay_check=still_allowed("webhooks", "update"),
)
async def post_rotation(call: Call[None], webhook_id: UUID) -> Reply:
    """The answer has the new secret, this once; for 24 hours the old one signs as well."""
    async with unit_of_work(call.actor) as work:
        secret = await actions.rotate_secret(call.actor, webhook_id)
        return await _shown(work, webhook_id, secret=secret)


@route(
    "POST",
    "/webhooks/<uuid:webhook_id>/test",
    summary="Send a webhook.test",
    tag="webhooks",
    returns=DeliveryOut,
    status=202,
    replay_check=still_allowed("webhooks", "update"),
)
async def post_test(call: Call[None], webhook_id: UUID) -> Reply:
    """Answers with the delivery, which is on its way; read it again to see how it went."""
    async with unit_of_work(call.actor) as work:
        delivery_id = await actions.send_test(call.actor, webhook_id)
        return await _shown_delivery(work, webhook_id, delivery_id, status=202)


@route(
    "GET",
    "/webhooks/<uuid:webhook_id>/deliveries",
    summary="What was sent to a webhook, newest first",
    tag="webhooks",
    returns=list[DeliveryOut],
    parameters=(*PAGING, STATUS),
)
async def get_deliveries(call: Call[None], webhook_id: UUID) -> Reply:
    """With status, attempts and our words for what went wrong; answers' bodies are not kept."""
    only_known(call.query, (*PAGING, STATUS))
    status = call.query.get(STATUS.name)
    if status is not None and status not in STATUSES:
        raise Invalid(fields={STATUS.name: f"Use one of {', '.join(STATUSES)}."})
    page = page_of(call.query, queries.DELIVERY_SORT)
    async with snapshot(call.actor) as view:
        view.require("webhooks", "read")
        await queries.webhook_json(view, webhook_id)
        rows, more, total, is_min = await queries.list_deliveries(view, webhook_id, page, status)
        return list_reply(
            rows, page, next_cursor=more, total=total, total_is_min=is_min, seq=view.seq
        )


@route(
    "GET",
    "/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>",
    summary="A delivery",
    tag="webhooks",
    returns=DeliveryOut,
)
async def get_delivery(call: Call[None], webhook_id: UUID, delivery_id: UUID) -> Reply:
    """How far it has come."""
    async with snapshot(call.actor) as view:
        view.require("webhooks", "read")
        return await _shown_delivery(view, webhook_id, delivery_id)


@route(
    "POST",
    "/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/replay",
    summary="Deliver again",
    tag="webhooks",
    returns=DeliveryOut,
    status=202,
    replay_check=still_allowed("webhooks", "update"),
)
async def post_replay(call: Call[None], webhook_id: UUID, delivery_id: UUID) -> Reply:
    """The same body under the same webhook-id, so that receivers can tell."""
    async with unit_of_work(call.actor) as work:
        await actions.replay_delivery(call.actor, webhook_id, delivery_id)
        return await _shown_delivery(work, webhook_id, delivery_id, status=202)


async def _shown(
    view: View, webhook_id: UUID, *, secret: str | None = None, status: int = 200
) -> Reply:
    text = await queries.webhook_json(view, webhook_id)
    webhook = orjson.loads(text)
    shown = {**webhook, "secret": secret} if secret else orjson.Fragment(text)
    return reply(shown, status=status, seq=view.seq, version=webhook["version"])


async def _shown_delivery(
    view: View, webhook_id: UUID, delivery_id: UUID, *, status: int = 200
) -> Reply:
    text = await queries.read_delivery(view, webhook_id, delivery_id)
    return reply(orjson.Fragment(text), status=status, seq=view.seq)
