"""The worker's side of webhooks: events become deliveries, deliveries become outcomes."""

import random
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
from app.core.uow import View, Work, snapshot, unit_of_work
from app.outreach.webhooks.actions import DELIVER, turn_off
from app.outreach.webhooks.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Retries:
    """When a failed delivery is tried again, and when an endpoint is given up. Seconds.

    The pauses are 5 s, 20 s, 80 s, … up to `longest`, each up to a fifth longer by chance: 13 attempts
    over 75 hours.
    """

    first: float = 5.0
    factor: float = 4.0
    longest: float = 48_600.0
    attempts: int = 13
    give_up: float = 5 * 86_400.0

    def pause(self, attempts: int) -> float:
        """After this many attempts, without the random part."""
        return min(self.first * self.factor ** (attempts - 1), self.longest)

    @property
    def total(self) -> float:
        """From the first attempt to the last, at least."""
        return sum(self.pause(n) for n in range(1, self.attempts))


RETRIES = Retries()
JITTER = 0.2


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went: `error` is None for success, else one of `queries.ERRORS`."""

    error: str | None
    response_status: int | None
    duration_ms: int


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


async def record_outcome(
    tenant_id: UUID, webhook_id: UUID, delivery: Delivery, outcome: Outcome
) -> None:
    """Store how an attempt went, when the next one is, and whether the endpoint is given up."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        # The webhook's row before the delivery's, as everywhere.
        webhook = await work.fetchrow(
            """SELECT failing_since, now() - failing_since AS failing FROM webhooks
               WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE""",
            tenant_id,
            webhook_id,
        )
        if webhook is None:
            return
        attempts = delivery.attempts + 1
        over = outcome.error in (None, "gone") or attempts >= RETRIES.attempts
        await _store(work, delivery, outcome, attempts, over)
        await _follow_health(work, webhook_id, outcome, webhook["failing_since"] is not None)
        failing = webhook["failing"].total_seconds() if webhook["failing"] else 0.0
        reason = _reason_to_turn_off(outcome, exhausted=over, failing=failing)
        if reason:
            await turn_off(work, webhook_id, reason)


def _reason_to_turn_off(outcome: Outcome, *, exhausted: bool, failing: float) -> str | None:
    if outcome.error is None:
        return None
    if outcome.error == "gone":
        return "The endpoint answered 410 Gone."
    # A message that alone is refused, while others get through, does not condemn its endpoint.
    if exhausted and failing >= RETRIES.total:
        return "No delivery got through in any of its attempts."
    if failing >= RETRIES.give_up:
        return "No delivery got through for five days."
    return None


async def _store(
    work: Work, delivery: Delivery, outcome: Outcome, attempts: int, over: bool
) -> None:
    pause = RETRIES.pause(attempts) * (1 + random.uniform(0, JITTER))  # noqa: S311 - spreads load
    status = "delivered" if outcome.error is None else "failed" if over else "pending"
    await work.execute(
        """UPDATE webhook_deliveries
           SET status = $3, attempts = $4, response_status = $5, error = $6, duration_ms = $7,
               next_attempt_at = CASE WHEN $3 = 'pending' THEN now() + make_interval(secs => $8) END,
               delivered_at = CASE WHEN $3 = 'delivered' THEN now() END
           WHERE tenant_id = $1 AND id = $2 AND status = 'pending'""",
        work.actor.tenant_id,
        delivery.id,
        status,
        attempts,
        outcome.response_status,
        outcome.error,
        outcome.duration_ms,
        pause,
    )


async def _follow_health(work: Work, webhook_id: UUID, outcome: Outcome, was_failing: bool) -> None:
    if (outcome.error is not None) == was_failing:
        return
    await work.execute(
        """UPDATE webhooks SET failing_since = CASE WHEN $3 THEN now() END
           WHERE tenant_id = $1 AND id = $2""",
        work.actor.tenant_id,
        webhook_id,
        outcome.error is not None,
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
