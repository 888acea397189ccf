"""Every write to webhooks that people make. The worker's side is in `deliveries` and `outcomes`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.crypto import SealBroken
from app.core.errors import Invalid, NotFound, Unprocessable
from app.core.event_types import declare_events
from app.core.ids import new_id
from app.core.jobs import schedule, unschedule
from app.core.net import AddressRefused, check_destination
from app.core.policy import Verb
from app.core.runtime import runtime
from app.core.uow import Work, unit_of_work
from app.outreach.webhooks.queries import webhook_json
from app.outreach.webhooks.schemas import NewWebhook, WebhookChanges
from app.outreach.webhooks.secrets import Secrets, new_secret

DELIVER = "deliver_webhooks"  # the job that empties one webhook's queue
TEST_EVENT = "webhook.test"
MOST_WEBHOOKS = 100
ADMINS = Audience.of("webhooks", None)
declare_events("webhook", "created", "updated", "deleted")


async def create_webhook(actor: Actor, new: NewWebhook) -> tuple[UUID, str]:
    """A webhook and its secret, which is not shown again. Raises Invalid (the address), Unprocessable."""
    async with unit_of_work(actor) as work:
        work.require("webhooks", "create")
        url = await _checked(new.url)
        await _require_room(work)
        webhook_id, secret = new_id(), new_secret()
        await work.execute(
            """INSERT INTO webhooks (tenant_id, id, url, events, description, secret,
                                     created_by, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)""",
            actor.tenant_id,
            webhook_id,
            url,
            new.events,
            new.description,
            Secrets(secret).seal(actor.tenant_id),
            actor.user_id,
        )
        await record_webhook(work, "webhook.created", webhook_id, changed=("url", "events"))
        return webhook_id, secret


async def change_webhook(actor: Actor, webhook_id: UUID, changes: WebhookChanges) -> None:
    """Set the fields sent; turning a webhook on forgives its failures. Raises NotFound, Invalid."""
    async with unit_of_work(actor) as work:
        before = await _lock(work, webhook_id, "update")
        sent: dict[str, Any] = changes.model_dump(exclude_unset=True)
        if "url" in sent:
            sent["url"] = await _checked(sent["url"])
        changed = {key: before[key] for key, value in sent.items() if before[key] != value}
        if not changed:
            return
        if "active" in changed:
            changed["disabled_reason"] = before["disabled_reason"]
            sent["disabled_reason"] = None
        await _save(work, webhook_id, {**before, **sent}, forgive="active" in changed)
        await record_webhook(
            work, "webhook.updated", webhook_id, changed=tuple(changed), before=changed
        )
        if sent.get("active"):
            await schedule(work, DELIVER, webhook_id)


async def delete_webhook(actor: Actor, webhook_id: UUID) -> None:
    """Forget a webhook with its secret and its deliveries. Raises NotFound."""
    async with unit_of_work(actor) as work:
        before = await _lock(work, webhook_id, "delete")
        await work.execute(
            "DELETE FROM webhooks WHERE tenant_id = $1 AND id = $2", actor.tenant_id, webhook_id
        )
        await unschedule(work, DELIVER, webhook_id)
        work.record(
            "webhook.deleted",
            entity="webhook",
            entity_id=webhook_id,
            version=before["version"] + 1,
            audience=ADMINS,
            data={**before, "version": before["version"] + 1},
        )


async def rotate_secret(actor: Actor, webhook_id: UUID) -> str:
    """A new secret, not shown again; for 24 hours both sign. Raises NotFound."""
    async with unit_of_work(actor) as work:
        await _lock(work, webhook_id, "update")
        sealed = await work.fetchval(
            "SELECT secret FROM webhooks WHERE tenant_id = $1 AND id = $2",
            actor.tenant_id,
            webhook_id,
        )
        secrets = _successor(actor.tenant_id, sealed)
        await work.execute(
            """UPDATE webhooks SET secret = $3, version = version + 1, updated_at = now(),
                      updated_by = $4
               WHERE tenant_id = $1 AND id = $2""",
            actor.tenant_id,
            webhook_id,
            secrets.seal(actor.tenant_id),
            actor.user_id,
        )
        # That it was rotated is news; the secret is not part of any event.
        await record_webhook(work, "webhook.updated", webhook_id, changed=("secret",))
        return secrets.current


async def send_test(actor: Actor, webhook_id: UUID) -> UUID:
    """Send a `webhook.test` as a delivery of its own. Raises NotFound, Unprocessable (turned off)."""
    async with unit_of_work(actor) as work:
        webhook = await _lock(work, webhook_id, "update")
        _require_active(webhook)
        delivery_id = new_id()
        body = {
            "type": TEST_EVENT,
            "timestamp": datetime.now(UTC),
            "tenant_id": actor.tenant_id,
            "seq": 0,  # it is in no log
            "data": {"webhook_id": webhook_id, "message": "This is a test from SalesPulse."},
            "changed": [],
        }
        await work.execute(
            """INSERT INTO webhook_deliveries (tenant_id, id, webhook_id, seq, event_type,
                                               message_id, body, next_attempt_at)
               VALUES ($1, $2, $3, 0, $4, $5, $6, now())""",
            actor.tenant_id,
            delivery_id,
            webhook_id,
            TEST_EVENT,
            f"msg_{delivery_id.hex}",
            orjson.dumps(body, default=str),
        )
        await schedule(work, DELIVER, webhook_id)
        return delivery_id


async def replay_delivery(actor: Actor, webhook_id: UUID, delivery_id: UUID) -> None:
    """Deliver again, from the first attempt on, under the same `webhook-id`.

    Raises NotFound, Unprocessable (turned off).
    """
    async with unit_of_work(actor) as work:
        webhook = await _lock(work, webhook_id, "update")
        found = await work.fetchval(
            """UPDATE webhook_deliveries SET status = 'pending', attempts = 0,
                      next_attempt_at = now(), delivered_at = NULL
               WHERE tenant_id = $1 AND webhook_id = $2 AND id = $3 RETURNING true""",
            actor.tenant_id,
            webhook_id,
            delivery_id,
        )
        if found is None:
            raise NotFound()
        _require_active(webhook)
        await schedule(work, DELIVER, webhook_id)


async def turn_off(work: Work, webhook_id: UUID, reason: str) -> None:
    """Turn a webhook off by ourselves; its row must be locked. Admins are told by the event."""
    active = await work.fetchval(
        "SELECT active FROM webhooks WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        webhook_id,
    )
    if not active:
        return
    await work.execute(
        """UPDATE webhooks SET active = false, disabled_reason = $3, version = version + 1,
                  updated_at = now(), updated_by = NULL
           WHERE tenant_id = $1 AND id = $2""",
        work.actor.tenant_id,
        webhook_id,
        reason,
    )
    await record_webhook(
        work,
        "webhook.updated",
        webhook_id,
        changed=("active", "disabled_reason"),
        before={"active": True, "disabled_reason": None},
    )


async def record_webhook(
    work: Work,
    type: str,
    webhook_id: UUID,
    *,
    changed: tuple[str, ...],
    before: Mapping[str, Any] | None = None,
) -> None:
    """Log a webhook as it is now, for admins; the secret is never in it."""
    text = await webhook_json(work, webhook_id)
    work.record(
        type,
        entity="webhook",
        entity_id=webhook_id,
        version=orjson.loads(text)["version"],
        audience=ADMINS,
        changed=changed,
        before=dict(before) if before is not None else None,
        data=text,
    )


def _successor(tenant_id: UUID, sealed: bytes) -> Secrets:
    try:
        return Secrets.unseal(tenant_id, sealed).rotated(datetime.now(UTC))
    except SealBroken:
        # Its key is lost: a new secret is then the only way on.
        return Secrets(new_secret())


async def _checked(url: str) -> str:
    settings = runtime().settings
    try:
        return await check_destination(url, allow_private=settings.webhooks_allow_private)
    except AddressRefused as error:
        raise Invalid(fields={"url": str(error)}) from error


async def _require_room(work: Work) -> None:
    count = await work.fetchval(
        "SELECT count(*) FROM webhooks WHERE tenant_id = $1", work.actor.tenant_id
    )
    if count >= MOST_WEBHOOKS:
        raise Unprocessable(f"An organisation may have {MOST_WEBHOOKS} webhooks; delete one first.")


def _require_active(webhook: Mapping[str, Any]) -> None:
    if not webhook["active"]:
        raise Unprocessable("This webhook is turned off; turn it on first.")


async def _lock(work: Work, webhook_id: UUID, verb: Verb) -> dict[str, Any]:
    work.require("webhooks", verb)
    await work.execute(
        "SELECT FROM webhooks WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        work.actor.tenant_id,
        webhook_id,
    )
    found: dict[str, Any] = orjson.loads(await webhook_json(work, webhook_id))
    return found


async def _save(work: Work, webhook_id: UUID, now: Mapping[str, Any], *, forgive: bool) -> None:
    await work.execute(
        """UPDATE webhooks SET url = $3, events = $4, description = $5, active = $6,
                  disabled_reason = $7, version = version + 1, updated_at = now(), updated_by = $8,
                  failing_since = CASE WHEN $9 THEN NULL ELSE failing_since END
           WHERE tenant_id = $1 AND id = $2""",
        work.actor.tenant_id,
        webhook_id,
        now["url"],
        now["events"],
        now["description"],
        now["active"],
        now["disabled_reason"],
        work.actor.user_id,
        forgive,
    )
