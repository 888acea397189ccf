"""One ordered reader of a tenant's log for all of its listeners on this instance.

Rings from Redis carry the events; a gap waits 10 ms at most for its ring and is then filled from
PostgreSQL, and polled heads say what a lost ring would have said. So everything arrives in order, once,
with or without Redis.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.background import end
from app.core.failures import LOST_CONNECTION
from app.core.log import Event
from realtime.catching_up import TOO_FAR_BEHIND, CatchingUp
from realtime.connection import Connection
from realtime.listeners import Listeners
from realtime.recent import BEHIND_LIMIT, PAGE, Recent, read_range
from realtime.views import Batch, count_jobs, jobs_over_limit

logger = logging.getLogger(__name__)

GAP_PATIENCE = 0.010  # seconds
JOBS_KEPT = 100

ACCESS_CHANGED = "access_changed"

Observer = Callable[[UUID, Sequence[Event]], Awaitable[None]]
Boundary = Callable[[Event], bool]


@dataclass(slots=True)
class Ring:
    """A doorbell's message: numbers (since, to], and the events if they fitted in."""

    since: int
    to: int
    events: Sequence[Event] | None


class TenantStream:
    """The log of one tenant from where it was when the stream started.

    `observe` is awaited with each delivered run of events before anything later is delivered; a run
    ends at each event for which `boundary` is true (a change of rights: what comes after it must be
    filtered by the new ones).
    """

    def __init__(
        self,
        tenant_id: UUID,
        head: int,
        *,
        observe: Observer,
        boundary: Boundary,
        instance: str = "",
    ) -> None:
        self.tenant_id = tenant_id
        self.instance = instance
        self.recent = Recent(tenant_id, head)
        self.listeners = Listeners(tenant_id, self._lagging)
        self.catching_up = CatchingUp(self.recent, self.listeners)
        self.rights_changed_at = 0
        self._observe = observe
        self._boundary = boundary
        self._target = head
        self._rings: dict[int, Ring] = {}
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._job_counts: Counter[tuple[UUID, str]] = Counter()
        self._task = asyncio.create_task(self._run(), name=f"stream {tenant_id}")

    @property
    def head(self) -> int:
        """The number of the last event delivered here."""
        return self.recent.head

    @property
    def idle(self) -> bool:
        """Whether nobody listens."""
        return not len(self.listeners) and not len(self.catching_up)

    def rung(self, ring: Ring) -> None:
        """Take what the doorbell says."""
        if ring.to <= self.head:
            return
        self._rings[ring.since] = ring
        self.reach(ring.to)

    def reach(self, seq: int) -> None:
        """Somebody knows of event `seq`: see to it that the stream gets there."""
        if seq > self.head:
            self._target = max(self._target, seq)
            self._wake.set()

    async def reached(self, seq: int) -> None:
        """Wait until the stream has got to `seq`."""
        self.reach(seq)
        while self.head < seq:
            self._moved.clear()
            await self._moved.wait()

    def join(self, connection: Connection) -> None:
        """Say `ready` and give this listener what it missed since `connection.since`, then what comes.

        Its access must have been read at a position the stream has reached, with no change of rights
        since (`rights_changed_at`).
        """
        head, since = self.head, connection.since
        reason = self._reset_reason(connection)
        resumed = since is not None and reason is None
        connection.joined = True
        connection.emit("ready", self._ready(connection, head, resumed))
        if reason:
            connection.emit("reset", {"seq": head, "reason": reason})
        if since is None or reason or since == head:
            self.listeners.add(connection, head)
        elif not self.catching_up.at_once(connection, since):
            self._lagging(connection, since)

    def _ready(self, connection: Connection, head: int, resumed: bool) -> dict[str, object]:
        return {
            "tenant_id": self.tenant_id,
            "user_id": connection.user_id,
            "seq": head,
            "resumed": resumed,
            "instance": self.instance,
        }

    def _reset_reason(self, connection: Connection) -> str | None:
        since = connection.since
        if since is None:
            return None
        if since < connection.access.access_seq:
            return ACCESS_CHANGED
        if since > self.head or self.head - since > BEHIND_LIMIT:
            return TOO_FAR_BEHIND
        return None

    def leave(self, connection: Connection) -> None:
        """Stop giving this listener anything."""
        self.listeners.remove(connection)
        self.catching_up.stop(connection)

    def reset(self, connection: Connection, reason: str) -> None:
        """Tell a listener to take a fresh snapshot, and go on from here with its access as it is now."""
        self.leave(connection)
        connection.emit("reset", {"seq": self.head, "reason": reason})
        self.listeners.add(connection, self.head)

    def tick(self) -> None:
        """Called every second or so: nobody should think us dead because they see nothing."""
        self.listeners.advance_quiet(self.head)

    async def stop(self) -> None:
        """End the stream."""
        await end([self._task])
        await self.catching_up.close()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._advance()
            except (*LOST_CONNECTION, TimeoutError) as error:
                logger.warning("stream of %s waits for the database: %r", self.tenant_id, error)
                await asyncio.sleep(0.2)
                self._wake.set()
            except Exception:
                logger.exception("stream of %s stumbled; it goes on", self.tenant_id)
                await asyncio.sleep(1)
                self._wake.set()

    async def _advance(self) -> None:
        while True:
            events = self._next_rung()
            if not events:
                if self._target <= self.head:
                    return
                events = await self._fill_gap()
                if not events:
                    self._target = self.head  # a ring for what was never committed here
                    return
            await self._take(events)

    def _next_rung(self) -> Sequence[Event] | None:
        """The events that follow the head, as far as rings have brought them without a gap."""
        found: list[Event] = []
        reached = self.head
        for since in sorted(self._rings):
            ring = self._rings[since]
            if ring.to <= reached or ring.events is None:
                del self._rings[since]
            elif since <= reached:
                del self._rings[since]
                found += [event for event in ring.events if event.seq > reached]
                reached = ring.to
            else:
                break
        return found

    async def _fill_gap(self) -> Sequence[Event] | None:
        """The events that follow the head: the missing ring may be a moment behind, else PostgreSQL."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GAP_PATIENCE):
                while True:
                    await self._wake.wait()
                    self._wake.clear()
                    if events := self._next_rung():
                        return events
        return await read_range(self.tenant_id, self.head, min(self._target, self.head + PAGE))

    async def _take(self, events: Sequence[Event]) -> None:
        if events[0].seq != self.head + 1:
            raise RuntimeError(f"event {events[0].seq} came after {self.head}")
        run: list[Event] = []
        for event in events:
            run.append(event)
            if self._boundary(event):
                await self._give(run)
                run = []
        if run:
            await self._give(run)

    async def _give(self, run: list[Event]) -> None:
        if self._boundary(run[-1]):
            self.rights_changed_at = run[-1].seq
        self._job_counts.update(count_jobs(run))
        self.recent.append(run)
        self.catching_up.moved()
        self.listeners.deliver(Batch(run, jobs_over_limit(self._job_counts)))
        while len(self._job_counts) > JOBS_KEPT:
            del self._job_counts[next(iter(self._job_counts))]
        self._moved.set()
        await self._observe(self.tenant_id, run)

    def _lagging(self, connection: Connection, position: int) -> None:
        self.catching_up.start(connection, position)
