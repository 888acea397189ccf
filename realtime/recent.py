"""A tenant's latest events in memory, so that a storm of reconnecting clients costs no database reads."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from app.core import log
from app.core.actor import Actor
from app.core.log import Event
from app.core.uow import snapshot

EVENTS_LIMIT = 6_000
BYTES_LIMIT = 8 * 1024 * 1024
BEHIND_LIMIT = 5_000  # events; who is further behind takes a fresh snapshot
PAGE = 1_000
MARGIN = 500  # read a little more than asked: the next client was away a little longer


class Recent:
    """A contiguous run of events, (start, head], bounded in number and bytes."""

    def __init__(self, tenant_id: UUID, head: int) -> None:
        self.tenant_id = tenant_id
        self.start = head
        self.reads = 0
        self._events: deque[Event] = deque()
        self._bytes = 0
        self._loading = asyncio.Lock()

    @property
    def head(self) -> int:
        """The number of the last event."""
        return self.start + len(self._events)

    def append(self, events: Sequence[Event]) -> None:
        """Add what follows the head; the oldest make room."""
        for event in events:
            self._events.append(event)
            self._bytes += weight(event)
        while len(self._events) > EVENTS_LIMIT or (
            self._bytes > BYTES_LIMIT and len(self._events) > PAGE
        ):
            self._bytes -= weight(self._events.popleft())
            self.start += 1

    def after(self, seq: int) -> list[Event]:
        """The events after `seq` (which must not be before the start)."""
        return list(islice(self._events, max(0, seq - self.start), None))

    async def reach_back(self, seq: int) -> bool:
        """Make the run begin at or before `seq`; False if that is too far back.

        One reader at a time: those who wait find that the one before has read for them.
        """
        if seq >= self.start:
            return True
        async with self._loading:
            if seq >= self.start:
                return True
            if self.head - seq > BEHIND_LIMIT:
                return False
            wanted = max(0, seq - MARGIN, self.head - BEHIND_LIMIT)
            older = await read_range(self.tenant_id, wanted, self.start)
            self.reads += 1
            self._prepend([e for e in older if e.seq <= self.start])
        return seq >= self.start

    def _prepend(self, older: Sequence[Event]) -> None:
        for event in reversed(older):
            size = weight(event)
            if self._bytes + size > BYTES_LIMIT or event.seq != self.start:
                break
            self._events.appendleft(event)
            self._bytes += size
            self.start -= 1


def weight(event: Event) -> int:
    """Roughly what an event takes in memory, in bytes."""
    return 400 + len(event.data or "") + len(event.before or "")


async def read_range(tenant_id: UUID, since: int, until: int) -> list[Event]:
    """The events (since, until] from PostgreSQL, in one snapshot."""
    found: list[Event] = []
    async with snapshot(Actor.system(tenant_id)) as view:
        while since < until:
            page = await log.read(view.connection, tenant_id, since, min(PAGE, until - since))
            if not page:
                break
            found += page
            since = page[-1].seq
    return found
