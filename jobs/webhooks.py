"""Webhooks: a reader that turns events into deliveries, and the job that empties one webhook's queue.

One job a webhook, not one a delivery: its lease is what keeps two workers from calling one endpoint
at the same time, an endpoint that stalls holds up only itself, and a row in `due_jobs` stands for any
number of deliveries. Deliveries go out in order, a few at a time, so order is best effort.
"""

import asyncio
import logging
from collections import deque
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID

import httpx

from app.core.outbound import outbound_client
from app.core.runtime import runtime
from app.core.uow import Work
from app.outreach.webhooks import deliveries
from app.outreach.webhooks.deliveries import Delivery, Endpoint
from app.outreach.webhooks.outcomes import record_outcome
from jobs.readers import events_between
from jobs.registry import job, reader, shutdown
from jobs.sending import send

logger = logging.getLogger(__name__)

AT_ONCE = 4  # calls to one endpoint
AT_ONCE_FAILING = 1  # while it fails: it gets no more of our hands than that
AT_ONCE_EVERYWHERE = 100  # calls of this worker
BATCH = 50
LOOK_SECONDS = 0.5
SLICE_SECONDS = 10.0  # then the job ends and queues up again behind the others

_calls = asyncio.Semaphore(AT_ONCE_EVERYWHERE)


@reader("webhooks")
async def enqueue_deliveries(work: Work, since: int, upto: int) -> None:
    """Store a delivery for each event and each webhook that wants it."""
    subscribed = await deliveries.subscriptions(work)
    if not subscribed:
        return
    types = deliveries.types_wanted(subscribed)
    await deliveries.enqueue(work, subscribed, await events_between(work, since, upto, types))


@job(limit=200)
async def deliver_webhooks(tenant_id: UUID, webhook_id: UUID) -> datetime | None:
    """Deliver what is due for one webhook; returns when the next attempt is."""
    settings = runtime().settings
    async with outbound_client(
        allow_private=settings.webhooks_allow_private, connections=AT_ONCE
    ) as client:
        await _Pump(tenant_id, webhook_id, client).run()
    return await deliveries.next_attempt(tenant_id, webhook_id)


class _Pump:
    """Keeps a few calls to one endpoint under way until nothing is due or the time slice is over."""

    def __init__(self, tenant_id: UUID, webhook_id: UUID, client: httpx.AsyncClient) -> None:
        self._tenant_id, self._webhook_id, self._client = tenant_id, webhook_id, client
        self._endpoint: Endpoint | None = None
        self._waiting: deque[Delivery] = deque()
        self._busy: dict[asyncio.Task[None], Delivery] = {}
        self._until = monotonic() + SLICE_SECONDS

    async def run(self) -> None:
        """Until done; cancelled calls count as not made."""
        try:
            while await self._fill():
                # A call that takes long must not keep us from seeing what has come meanwhile.
                done, _ = await asyncio.wait(
                    self._busy, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    del self._busy[task]
                    task.result()
        finally:
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    async def _fill(self) -> bool:
        """Start calls until as many are under way as may be; False when none is."""
        if monotonic() < self._until and not shutdown.asked:
            if not self._waiting and self._has_room():
                await self._fetch()
            while self._endpoint and self._waiting and self._has_room():
                delivery = self._waiting.popleft()
                call = self._attempt(self._endpoint, delivery)
                self._busy[asyncio.create_task(call)] = delivery
        return bool(self._busy)

    def _has_room(self) -> bool:
        failing = self._endpoint is not None and self._endpoint.failing
        return len(self._busy) < (AT_ONCE_FAILING if failing else AT_ONCE)

    async def _fetch(self) -> None:
        busy = [delivery.id for delivery in self._busy.values()]
        # While it fails, look at its state again after each call.
        limit = 1 if self._endpoint and self._endpoint.failing else BATCH
        self._endpoint, found = await deliveries.due_deliveries(
            self._tenant_id, self._webhook_id, busy, limit
        )
        self._waiting.extend(found)

    async def _attempt(self, endpoint: Endpoint, delivery: Delivery) -> None:
        async with _calls:
            at = datetime.now(UTC)
            headers = {
                "Content-Type": "application/json",
                "webhook-id": delivery.message_id,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": endpoint.secrets.signature(
                    delivery.message_id, at, delivery.body
                ),
            }
            outcome = await send(self._client, endpoint.url, headers, delivery.body)
        if outcome.error and not endpoint.failing:
            # Don't run on into an endpoint that has just failed with what we hold of its queue.
            self._waiting.clear()
        await record_outcome(self._tenant_id, self._webhook_id, delivery, outcome)
