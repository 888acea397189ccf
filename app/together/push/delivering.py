"""What a push says, and what becomes of it. The calls themselves are a worker's (jobs/push.py)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.uow import View, Work, snapshot, unit_of_work
from app.core.viewers import accesses, through
from app.together.notifications.addresses import address_of
from app.together.notifications.queries import notification_json
from app.together.notifications.settings import wishes_of
from app.together.notifications.telling import still_seen
from app.together.push.browsers import Browser, find_browser, forget_browser, note_error
from app.together.push.planning import plan_delivery

RETRIES = (5, 30, 120, 600, 1800)  # seconds
GONE = (404, 410)  # the push service's word for a browser that has left (RFC 8030)


@dataclass(frozen=True, slots=True)
class Message:
    """A push ready to be encrypted; `topic` is what it is about, so that a newer one replaces it.

    `asked` is how often it had been asked for when this was written.
    """

    browser: Browser
    payload: bytes
    topic: str
    asked: int


async def fan_out(tenant_id: UUID, notification_id: UUID, watching: set[UUID]) -> None:
    """Have a notification pushed to each browser of whom it is for.

    Not if they have read it, don't want pushes of its kind, or have the app before their eyes
    (`watching`): then they see it anyway.
    """
    async with unit_of_work(Actor.system(tenant_id)) as work:
        row = await work.fetchrow(
            "SELECT owner_id, kind FROM notifications"
            " WHERE tenant_id = $1 AND id = $2 AND read_at IS NULL",
            tenant_id,
            notification_id,
        )
        if row is None or row["owner_id"] in watching:
            return
        wishes = await wishes_of(work, row["owner_id"])
        if not wishes.wants(row["kind"], "push"):
            return
        browsers = await work.fetch(
            "SELECT id FROM push_subscriptions WHERE tenant_id = $1 AND user_id = $2",
            tenant_id,
            row["owner_id"],
        )
        for browser in browsers:
            await plan_delivery(work, browser["id"], notification_id)


async def message_of(tenant_id: UUID, delivery_id: UUID) -> Message | None:
    """What to send for a delivery now; None if there is nothing to send any more."""
    async with snapshot(Actor.system(tenant_id)) as view:
        row = await view.fetchrow(
            "SELECT d.subscription_id, d.notification_id, d.asked, p.user_id FROM push_deliveries d"
            " JOIN push_subscriptions p ON p.tenant_id = d.tenant_id AND p.id = d.subscription_id"
            " WHERE d.tenant_id = $1 AND d.id = $2",
            tenant_id,
            delivery_id,
        )
        if row is None:
            return None
        browser = await find_browser(view, row["subscription_id"])
        if browser is None:
            return None
        if row["notification_id"] is None:
            return Message(browser, _payload(browser, TEST), browser.id.hex, row["asked"])
        shown = await _shown(view, row["user_id"], row["notification_id"])
        if shown is None:
            return None
        topic = row["notification_id"].hex
        return Message(browser, _payload(browser, shown), topic, row["asked"])


async def record_outcome(
    tenant_id: UUID, delivery_id: UUID, asked: int, error: str | None, status: int | None
) -> datetime | None:
    """Note what became of sending what was `asked` for; returns when the next one is, None for never."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        row = await work.fetchrow(
            "UPDATE push_deliveries SET attempts = attempts + 1 WHERE tenant_id = $1 AND id = $2"
            " RETURNING subscription_id, attempts, asked",
            tenant_id,
            delivery_id,
        )
        if row is None:
            return None
        if status in GONE:
            await forget_browser(work, row["subscription_id"])
            return None
        said = f"{error} {status or ''}".strip() if error else None
        await note_error(work, row["subscription_id"], said)
        lasting = status is not None and 400 <= status < 500 and status != 429
        if error and not lasting and row["attempts"] <= len(RETRIES):
            return datetime.now(UTC) + timedelta(seconds=RETRIES[row["attempts"] - 1])
        if row["asked"] > asked:
            return datetime.now(UTC)  # one more reply, while this was on its way
        await _drop(work, delivery_id)
        return None


async def drop(tenant_id: UUID, delivery_id: UUID) -> None:
    """There is nothing to deliver any more; a browser whose session has ended goes with it."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        browser_id = await work.fetchval(
            "SELECT subscription_id FROM push_deliveries WHERE tenant_id = $1 AND id = $2",
            tenant_id,
            delivery_id,
        )
        if browser_id is not None and await find_browser(work, browser_id) is None:
            await forget_browser(work, browser_id)
        await _drop(work, delivery_id)


TEST = {
    "id": "test",
    "title": "Notifications are on",
    "body": "This is what they look like in this browser.",
    "entity": "",
    "entity_id": "",
}


async def _shown(view: View, user_id: UUID, notification_id: UUID) -> dict[str, Any] | None:
    """The notification as its reader may read it now; None if read meanwhile, or out of sight."""
    access = (await accesses(view, [user_id])).get(user_id)
    if access is None:
        return None
    reader = through(view, user_id, access)
    shown: dict[str, Any] = orjson.loads(await notification_json(reader, notification_id))
    return shown if shown["read_at"] is None and await still_seen(reader, shown) else None


def _payload(browser: Browser, shown: dict[str, Any]) -> bytes:
    said = {
        "id": shown["id"],
        "title": shown["title"],
        "body": shown["body"],
        "address": browser.base_path + address_of(shown),
    }
    return orjson.dumps(said)


async def _drop(work: Work, delivery_id: UUID) -> None:
    await work.execute(
        "DELETE FROM push_deliveries WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        delivery_id,
    )
