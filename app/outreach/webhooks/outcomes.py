"""How attempts to deliver went: when the next one is, and when an endpoint is given up."""

import random
from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Actor
from app.core.uow import Work, unit_of_work
from app.outreach.webhooks.actions import turn_off
from app.outreach.webhooks.deliveries import Delivery


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
class Outcome:
    """How an attempt went: `error` is None for success, else one of `queries.ERRORS`."""

    error: str | None
    response_status: int | None
    duration_ms: int


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
