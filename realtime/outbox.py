"""What waits to be sent to one client of the mounted server, counted in bytes.

python-engineio's queue is unbounded and its writer takes everything at once; here a queue that is too
full says so, and a client that takes long polls gets no more at once than its library accepts.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from engineio.packet import Packet

# Whatever the cause, this much waiting for PATIENCE seconds, or HARD_LIMIT at any time, is the end. (The
# edge waits on for who takes some of it in that time: a large note on a slow line.)
# (The stream holds itself to far less; a note of some megabytes, sent whole, must still fit.)
LIMIT, PATIENCE = 1024 * 1024, 5.0  # bytes, seconds
HARD_LIMIT = 16 * 1024 * 1024
AT_ONCE_BYTES = 32 * 1024
AT_ONCE_PACKETS = 16  # what Engine.IO clients in Python accept in one poll


class Outbox(asyncio.Queue[Packet | None]):
    """The queue of one Engine.IO socket. `overflow` is called, once, when its client can't keep up."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0
        self.overflow: Callable[[], None] | None = None
        self._over_since: float | None = None
        self._handed_bytes = 0
        self._handed_packets = 0
        self._low: tuple[int, asyncio.Future[None]] | None = None

    @property
    def idle(self) -> bool:
        """Whether the writer waits for something to do: all that was put here has been written."""
        getters: Any = self._getters  # type: ignore[attr-defined]
        return any(not getter.done() for getter in getters)

    def _put(self, item: Packet | None) -> None:
        if item is not None:
            self.bytes += len(item.data) if isinstance(item.data, str | bytes) else 64
        super()._put(item)
        if self.bytes > LIMIT:
            self._check_patience()

    def _check_patience(self) -> None:
        now = time.monotonic()
        self._over_since = self._over_since or now
        spent = now - self._over_since > PATIENCE or self.bytes > HARD_LIMIT
        if spent and self.overflow is not None:
            overflow, self.overflow = self.overflow, None
            overflow()

    def _get(self) -> Any:
        item: Packet | None = super()._get()
        if item is not None:
            size = len(item.data) if isinstance(item.data, str | bytes) else 64
            self.bytes -= size
            self._handed_bytes += size
            self._handed_packets += 1
            if self.bytes <= LIMIT:
                self._over_since = None
        if self._low is not None and self.bytes <= self._low[0]:
            self._release()
        return item

    async def get(self) -> Packet | None:
        """The next packet; begins a new handful."""
        self._handed_bytes = self._handed_packets = 0
        return await super().get()

    def get_nowait(self) -> Packet | None:
        """The next packet of this handful; QueueEmpty when there is none or the hand is full."""
        if self._handed_bytes >= AT_ONCE_BYTES or self._handed_packets >= AT_ONCE_PACKETS:
            raise asyncio.QueueEmpty
        return super().get_nowait()

    def clear(self) -> None:
        """Forget what is waiting."""
        self._queue.clear()  # type: ignore[attr-defined]
        self.bytes = 0
        self._release()

    async def lowered(self, below: int) -> None:
        """Wait until at most `below` bytes are waiting."""
        while self.bytes > below:
            if self._low is None:
                self._low = (below, asyncio.get_running_loop().create_future())
            await asyncio.shield(self._low[1])

    def _release(self) -> None:
        if self._low is not None:
            _, future = self._low
            self._low = None
            if not future.done():
                future.set_result(None)
