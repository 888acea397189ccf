"""The worker's side of webhooks: events become deliveries, which are due until one gets through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import sight
from app.core.jobs import schedule
from app.core.log import Event, timestamp
from app.core.uow import View, Work, snapshot
from app.outreach.webhooks.actions import DELIVER
from app.outreach.webhooks.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an active webhook wants to hear."""

    webhook_id: UUID
    patterns: frozenset[str]

    def wants(self, type: str) -> bool:
        """Whether a type is named, or its entity, or everything."""
        return not self.patterns.isdisjoint((type, f"{type.partition('.')[0]}.*", "*"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to, and how to sign; `failing`: its last delivery did not get through."""

    url: str
    secrets: Secrets
    failing: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery to be attempted; `attempts` is how often it was."""

    id: UUID
    message_id: str
    body: bytes
    attempts: int


async def subscriptions(work: Work) -> list[Subscription]:
    """The tenant's active webhooks."""
    rows = await work.fetch(
        "SELECT id, events FROM webhooks WHERE tenant_id = $1 AND active", work.actor.tenant_id
    )
    return [Subscription(row["id"], frozenset(row["events"])) for row in rows]


def types_wanted(subscribed: Sequence[Subscription]) -> list[str] | None:
    """The event types that have to be read; None for all."""
    wanted = {pattern for s in subscribed for pattern in s.patterns}
    return None if any("*" in pattern for pattern in wanted) else sorted(wanted)


async def enqueue(work: Work, subscribed: Sequence[Subscription], events: Sequence[Event]) -> None:
    """Store a delivery for each event and each webhook that wants it, and wake their jobs.

    A webhook sees what admins see: what is one person's own (notifications) stays with them.
    """
    wanted = [
        (subscription.webhook_id, event, message(work.actor.tenant_id, event))
        for event in events
        if sight(event.audience, work.access, None) == "full"
        for subscription in subscribed
        if subscription.wants(event.type)
    ]
    if not wanted:
        return
    await work.execute(
        """INSERT INTO webhook_deliveries (tenant_id, webhook_id, seq, event_type, message_id, body,
                                           next_attempt_at)
           SELECT $1, e.webhook_id, e.seq, e.type, e.message_id, e.body, now()
           FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::bytea[])
                AS e(webhook_id, seq, type, message_id, body)
           ON CONFLICT (tenant_id, webhook_id, seq) WHERE event_type <> 'webhook.test' DO NOTHING""",
        work.actor.tenant_id,
        [webhook_id for webhook_id, _, _ in wanted],
        [event.seq for _, event, _ in wanted],
        [event.type for _, event, _ in wanted],
        [f"msg_{event.id.hex}" for _, event, _ in wanted],
        [body for _, _, body in wanted],
    )
    for webhook_id in sorted({webhook_id for webhook_id, _, _ in wanted}):
        await schedule(work, DELIVER, webhook_id)


def message(tenant_id: UUID, event: Event) -> bytes:
    """The body of a delivery, kept as it is over all attempts."""
    data: Any = orjson.Fragment(event.data) if event.data else {"id": event.entity_id}
    body = {
        "type": event.type,
        "timestamp": timestamp(event.at),
        "tenant_id": tenant_id,
        "seq": event.seq,
        "data": data,
        "changed": event.changed,
    }
    return orjson.dumps(body, default=str)


async def endpoint(view: View, webhook_id: UUID) -> Endpoint | None:
    """Where to deliver; None if the webhook is gone or turned off."""
    row = await view.fetchrow(
        """SELECT url, secret, failing_since IS NOT NULL AS failing FROM webhooks
           WHERE tenant_id = $1 AND id = $2 AND active""",
        view.actor.tenant_id,
        webhook_id,
    )
    if row is None:
        return None
    return Endpoint(row["url"], Secrets.unseal(view.actor.tenant_id, row["secret"]), row["failing"])


async def due_deliveries(
    tenant_id: UUID, webhook_id: UUID, busy: Sequence[UUID], limit: int
) -> tuple[Endpoint | None, list[Delivery]]:
    """The endpoint and what is due for it now, the longest waiting first, without the `busy` ones."""
    async with snapshot(Actor.system(tenant_id)) as view:
        found = await endpoint(view, webhook_id)
        if found is None:
            return None, []
        rows = await view.fetch(
            """SELECT id, message_id, body, attempts FROM webhook_deliveries
               WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'pending'
                 AND next_attempt_at <= now() AND id <> ALL ($3)
               ORDER BY next_attempt_at, seq LIMIT $4""",
            tenant_id,
            webhook_id,
            list(busy),
            limit,
        )
    return found, [Delivery(**row) for row in rows]


async def next_attempt(tenant_id: UUID, webhook_id: UUID) -> datetime | None:
    """When the next pending delivery of an active webhook is due; None if there is none."""
    async with snapshot(Actor.system(tenant_id)) as view:
        return await view.fetchval(
            """SELECT min(d.next_attempt_at) FROM webhook_deliveries d
               JOIN webhooks w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_id AND w.active
               WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND d.status = 'pending'""",
            tenant_id,
            webhook_id,
        )


async def forget_old(work: Work) -> None:
    """Forget this tenant's deliveries, with their bodies, 30 days after the event.

    Not what waits for its next attempt; but what waits for a webhook that is off, goes.
    """
    await work.execute(
        """DELETE FROM webhook_deliveries d USING webhooks w
           WHERE w.tenant_id = $1 AND d.tenant_id = $1 AND d.webhook_id = w.id
             AND d.created_at < now() - interval '30 days'
             AND (d.status <> 'pending' OR NOT w.active)""",
        work.actor.tenant_id,
    )
