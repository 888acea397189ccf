"""Signs of life of many clients with one timer: each sits on a spoke; each second is a spoke's turn."""

from collections.abc import Iterator

from realtime.edge_client import EdgeClient
from realtime.limits import PING_EVERY, PING_PATIENCE


class Wheel:
    """Pings each client every PING_EVERY seconds, and cuts who has not answered PING_PATIENCE later.

    Spokes are filled evenly, so that thousands who come at once are not pinged at once.
    """

    def __init__(self) -> None:
        self._spokes: list[set[EdgeClient]] = [set() for _ in range(PING_EVERY)]
        self._now = self._next = 0

    def __len__(self) -> int:
        return sum(len(spoke) for spoke in self._spokes)

    def __iter__(self) -> Iterator[EdgeClient]:
        for spoke in self._spokes:
            yield from list(spoke)

    def add(self, client: EdgeClient) -> None:
        """Look after this client from now on."""
        client.spoke = self._next
        self._next = (self._next + 1) % PING_EVERY
        self._spokes[client.spoke].add(client)

    def discard(self, client: EdgeClient) -> None:
        """It has gone."""
        self._spokes[client.spoke].discard(client)

    def turn(self) -> None:
        """A second has passed."""
        self._now = (self._now + 1) % PING_EVERY
        for client in list(self._spokes[self._now - PING_PATIENCE]):
            client.expect_pong()
        for client in list(self._spokes[self._now]):
            client.ping()
