"""Listeners on their way from where they were to the head: they were away, or read slowly."""

import asyncio
import logging
from dataclasses import dataclass
from uuid import UUID

from realtime.connection import Connection, Wire, crowded
from realtime.frames import Frame
from realtime.listeners import Listeners
from realtime.recent import Recent
from realtime.views import (
    Batch,
    View,
    count_jobs,
    items_for,
    jobs_over_limit,
    owners_alone,
)

logger = logging.getLogger(__name__)

LOW_WATER = 32 * 1024  # bytes; a listener that catches up gets more when it is down to this
STALL = 5.0  # seconds without progress before a listener is cut
FRAMES_KEPT = 1.0  # seconds that frames are kept for others who come from the same place
TOO_FAR_BEHIND = "too_far_behind"


@dataclass(slots=True)
class Shared:
    """Frames for everybody of a view but the people in `apart`, who see more of the batch."""

    frames: list[Frame]
    apart: frozenset[UUID]
    batch: Batch


class CatchingUp:
    """Brings each of its listeners to the head at the pace it reads, then hands it to the live ones."""

    def __init__(self, recent: Recent, listeners: Listeners) -> None:
        self._recent, self._listeners = recent, listeners
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._shared: dict[tuple[View, int, int], Shared] = {}
        self._batches: dict[int, Batch] = {}
        self._clearing = False

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, connection: Connection) -> bool:
        return connection.id in self._tasks

    def at_once(self, connection: Connection, position: int) -> bool:
        """Bring a newcomer from `position` to the head without a task, if that is a small matter.

        Not while a batch is being delivered: the head is then ahead of what some groups have.
        """
        if position < self._recent.start or connection.ended:
            return False
        head = self._recent.head
        frames = self._frames_between(connection, position, head)
        if not self._clearing:
            self._clearing = True
            asyncio.get_running_loop().call_later(FRAMES_KEPT, self._clear)
        if not connection.wire.offer(frames, sum(frame.size for frame in frames)):
            return False
        self._listeners.add(connection, head)
        return True

    def _clear(self) -> None:
        self._clearing = False
        self._forget_frames()

    def start(self, connection: Connection, position: int) -> None:
        """Bring a listener from `position` to the head."""
        if connection.ended:
            return
        task = asyncio.create_task(self._run(connection, position))
        self._tasks[connection.id] = task
        task.add_done_callback(lambda done: self._done(connection, done))

    def stop(self, connection: Connection) -> None:
        """Leave a listener where it is."""
        task = self._tasks.pop(connection.id, None)
        if task:
            task.cancel()

    def moved(self) -> None:
        """The head has moved: frames made for those who come to the old one are of no more use."""
        self._forget_frames()

    def _forget_frames(self) -> None:
        self._shared.clear()
        self._batches.clear()

    async def close(self) -> None:
        """Stop everybody."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, connection: Connection, task: asyncio.Task[None]) -> None:
        if self._tasks.get(connection.id) is task:
            del self._tasks[connection.id]
        if not self._tasks:
            self._forget_frames()  # in a quiet organisation the head may not move for long
        if not task.cancelled() and (error := task.exception()):
            # It may come back with `since`; to go on without what failed would be a hole.
            logger.error("catching up failed: %r", error, exc_info=error)
            connection.wire.cut()

    async def _run(self, connection: Connection, position: int) -> None:
        while not connection.ended:
            if not await self._recent.reach_back(position):
                connection.emit("reset", {"seq": self._recent.head, "reason": TOO_FAR_BEHIND})
                position = self._recent.head
            head = self._recent.head
            if position == head:
                self._listeners.add(connection, position)  # no await since head was read
                return
            for frame in self._frames_between(connection, position, head):
                # Each write waits for room, so that however far behind, little is held.
                if not await self._has_room(connection, frame):
                    return
                connection.write(frame)
            position = head
            await asyncio.sleep(0)

    async def _has_room(self, connection: Connection, frame: Frame) -> bool:
        if not crowded(connection.wire.buffered(), frame.size, 1):
            return True
        if await drained(connection.wire):
            return True
        connection.wire.cut()
        return False

    def _frames_between(self, connection: Connection, since: int, head: int) -> list[Frame]:
        """What this listener sees of (since, head]; made once for all of its view who come from there."""
        key = (View.of(connection.access), since, head)
        tenant_id = connection.tenant_id
        shared = self._shared.get(key)
        if shared is None:
            batch = self._batch_after(since)
            items = items_for(batch, connection.access, None)
            shared = Shared(
                batch.frames(tenant_id, since, head, items),
                owners_alone(batch, connection.access),
                batch,
            )
            self._shared[key] = shared
        if connection.user_id not in shared.apart:
            return shared.frames
        own = items_for(shared.batch, connection.access, connection.user_id)
        return shared.batch.frames(tenant_id, since, head, own)

    def _batch_after(self, since: int) -> Batch:
        """The events from there to the head, encoded once whatever the view."""
        batch = self._batches.get(since)
        if batch is None:
            events = self._recent.after(since)
            batch = self._batches[since] = Batch(events, jobs_over_limit(count_jobs(events)))
        return batch


async def drained(wire: Wire) -> bool:
    """Wait until there is room for more; False after STALL seconds without progress, or at its end."""
    while True:
        left = wire.buffered()
        try:
            async with asyncio.timeout(STALL):
                return await wire.lowered(LOW_WATER)
        except TimeoutError:
            if wire.buffered() >= left:
                return False
