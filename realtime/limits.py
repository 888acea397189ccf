"""How much a client may say (sizes, and a rate with a burst), and how long it may be silent."""

import time

MESSAGE_LIMIT = 64 * 1024  # bytes of any message but a note's update
UPDATE_LIMIT = 1024 * 1024  # bytes of a note's update
PACKET_LIMIT = UPDATE_LIMIT + 4096  # bytes the transport accepts at all
ATTACHMENTS_LIMIT = 2  # binary parts of one message
RATE = 50.0  # messages a second, and the burst
CUT_AFTER = 200  # refused messages, forgotten at RATE a second, that make a flood
PING_EVERY, PING_PATIENCE = 25, 20  # seconds between pings, and until one must be answered
UNINVITED = 20.0  # seconds a client may stay without being in any namespace
FAREWELL = 1.0  # seconds a client has to close by itself after a DISCONNECT


class Allowance:
    """Counts one client's messages."""

    __slots__ = ("_at", "_refused", "_tokens")

    def __init__(self) -> None:
        self._tokens = RATE
        self._refused = 0.0
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more message is within the rate."""
        now = time.monotonic()
        passed = (now - self._at) * RATE
        self._at = now
        self._tokens = min(RATE, self._tokens + passed)
        self._refused = max(0.0, self._refused - passed)
        if self._tokens >= 1:
            self._tokens -= 1
            return True
        self._refused += 1
        return False

    @property
    def flooding(self) -> bool:
        """Whether so much was refused that the client should be cut."""
        return self._refused >= CUT_AFTER

    @property
    def forgettable(self) -> bool:
        """Whether the client has said nothing for so long that a new one would be the same."""
        return time.monotonic() - self._at > CUT_AFTER / RATE + 1
