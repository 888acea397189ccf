"""One organisation's presence as this instance knows it: who is here, and who is at other instances."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from redis.exceptions import RedisError

from realtime.feed import TIMEOUT
from realtime.leases import LEASE, Leases
from realtime.neighbours import Neighbour
from realtime.topics import Kind, Member, Topic


@dataclass(slots=True)
class Place:
    """Topics watched here, neighbours, and how far Redis knows of us. `changed` is called on news."""

    tenant_id: UUID
    changed: "Callable[[Place], None]"
    topics: dict[str, Topic] = field(default_factory=dict[str, Topic])
    neighbours: dict[str, Neighbour] = field(default_factory=dict[str, Neighbour])
    # From the clock, so that a place that was given up and opened again goes on upwards.
    revision: int = field(default_factory=lambda: int(time.time() * 1000))
    unwritten: bool = False
    written_at: float = 0.0
    read_at: float = 0.0
    heard_at: float = field(default_factory=time.monotonic)
    telling: bool = False

    @property
    def empty(self) -> bool:
        """Whether nobody is here or elsewhere, as far as is known, and Redis knows it."""
        elsewhere = any(neighbour.rooms for neighbour in self.neighbours.values())
        return not self.topics and not elsewhere and not self.unwritten

    def members(self, topic: str) -> list[Member]:
        """Everybody at a topic, whichever instance they are connected to."""
        room = self.topics.get(topic)
        found = room.local_members() if room else []
        for neighbour in self.neighbours.values():
            found += neighbour.rooms.get(topic, {}).values()
        return found

    def local_change(self, room: Topic, kind: Kind, member: Member) -> None:
        """Somebody here has come, gone or done something."""
        room.to_watchers.add(kind, member)
        room.to_instances.add(kind, member)
        self.changed(self)

    def hear(self, head: dict[str, Any]) -> None:
        """Another instance has told of a change."""
        neighbour = self.neighbours.setdefault(head["from"], Neighbour())
        topic: str = head["topic"]
        heard = neighbour.hear(head["revision"], topic, head["told"])
        self._apply((topic, kind, member) for kind, member in heard)

    async def write(self, leases: Leases) -> bool:
        """Renew our lease with everybody who is here; False if Redis is away."""
        revision = self.revision
        rooms = {
            room.name: {member["id"]: member for member in room.local_members()}
            for room in self.topics.values()
            if room.watchers
        }
        self.written_at = time.monotonic()
        try:
            async with asyncio.timeout(TIMEOUT):
                await leases.write(self.tenant_id, revision, rooms)
        except (RedisError, OSError, TimeoutError):
            self.unwritten = bool(rooms)
            return False
        self.unwritten = self.revision != revision
        return True

    async def read(self, leases: Leases) -> bool:
        """Correct what is known of the others by their leases; False if Redis is away."""
        try:
            async with asyncio.timeout(TIMEOUT):
                others = await leases.read_others(self.tenant_id)
        except (RedisError, OSError, TimeoutError):
            return False
        self.read_at = self.heard_at = time.monotonic()
        for name, (revision, rooms) in others.items():
            neighbour = self.neighbours.setdefault(name, Neighbour())
            self._apply(neighbour.read(revision, rooms))
        for name in self.neighbours.keys() - others.keys():
            neighbour = self.neighbours[name]
            # A newcomer may be heard of before its first lease is written.
            if neighbour.certain or not neighbour.rooms:
                self._apply(neighbour.vanish())
                del self.neighbours[name]
            else:
                neighbour.certain = True
        return True

    def forget_unheard(self) -> None:
        """Without Redis for longer than a lease, others can't be vouched for any more."""
        if time.monotonic() - self.heard_at > LEASE:
            for neighbour in self.neighbours.values():
                self._apply(neighbour.vanish())
            self.neighbours.clear()

    def _apply(self, found: Iterable[tuple[str, Kind, Member]]) -> None:
        for topic, kind, member in found:
            room = self.topics.get(topic)
            if room is not None:
                room.to_watchers.add(kind, member)
                self.changed(self)
