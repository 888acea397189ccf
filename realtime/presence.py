"""Who is where, and what they are doing there. Kept nowhere but in memory and in leases (`places.py`).

Topics: `tenant`, `pipeline:<id>`, `<entity>:<id>`, and `person:<id>` for those who go where that
person goes. To watch is to be there: the watcher is shown to the others and told of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis

from app.core.audience import sight
from app.core.errors import AppError, Invalid, NotFound, TooLarge
from app.core.failures import LOST_CONNECTION
from app.core.log import Event
from realtime.connection import Connection
from realtime.discretion import discreet
from realtime.ephemera import Ephemera
from realtime.leases import Leases
from realtime.mentions import about, handed_over
from realtime.place import Place
from realtime.places import Places
from realtime.sight import require_topic
from realtime.streams import Passed
from realtime.topics import Member, Topic

STATE_LIMIT = 4096  # bytes of JSON
TOPICS_LIMIT = 50  # per connection


class Presence:
    """Presence of all organisations that have somebody at this instance."""

    def __init__(self, redis: Redis, ephemera: Ephemera, instance: str, passed: Passed) -> None:
        self._places = Places(Leases(redis, instance), ephemera)
        self._passed = passed
        self._of_connection: dict[str, set[str]] = {}

    # What clients do

    async def watch(self, connection: Connection, topic: str) -> list[Member]:
        """Be at a topic; returns who is there. Raises NotFound, Invalid."""
        mine = self._of_connection.setdefault(connection.id, set())
        if topic not in mine and len(mine) >= TOPICS_LIMIT:
            raise Invalid(f"At most {TOPICS_LIMIT} topics at once.")
        seq = await require_topic(connection.actor, topic)
        await self._places.read(connection.tenant_id)
        if connection.ended:
            raise NotFound()
        place = self._places.open(connection.tenant_id)
        room = place.topics.setdefault(topic, Topic(topic))
        mine.add(topic)
        if connection.id not in room.watchers:
            self._join(connection, place, room)
            # The log drops who is there; what it has said since the answer, nobody was there to hear.
            if self._passed(connection.tenant_id, seq):
                await self._ask_again(connection, room)
        return discreet(place.members(topic), topic, connection)

    def _join(self, connection: Connection, place: Place, room: Topic) -> None:
        member = {
            "id": connection.id,
            "user_id": str(connection.user_id),
            "name": connection.access.name,
            "state": {},
        }
        room.watchers[connection.id] = (connection, member)
        place.local_change(room, "joined", member)

    async def _ask_again(self, connection: Connection, room: Topic) -> None:
        try:
            await require_topic(connection.actor, room.name)
        except BaseException:
            self.unwatch(connection, room.name)
            raise
        if connection.id not in room.watchers:
            raise NotFound()

    def unwatch(self, connection: Connection, topic: str) -> list[Member]:
        """Leave a topic; returns who is still there (nobody, for who was not there)."""
        self._of_connection.get(connection.id, set()).discard(topic)
        place = self._places.get(connection.tenant_id)
        room = place.topics.get(topic) if place else None
        if place is None or room is None or connection.id not in room.watchers:
            return []
        _, member = room.watchers.pop(connection.id)
        place.local_change(room, "left", member)
        return discreet(place.members(topic), topic, connection)

    async def show(self, connection: Connection, topic: str, state: dict[str, Any]) -> None:
        """What this connection does at a topic it watches. Raises Invalid, TooLarge."""
        if len(orjson.dumps(state)) > STATE_LIMIT:
            raise TooLarge(f"A state may have at most {STATE_LIMIT:,} bytes.")
        _, _, before = self._at(connection, topic)
        if before["state"] == state:
            return
        owners = await about(connection.actor, state, before.get("about", {}))
        place, room, before = self._at(connection, topic)  # it may have left meanwhile
        member = {**before, "state": state, "about": owners}
        if not owners:
            del member["about"]
        room.watchers[connection.id] = (connection, member)
        place.local_change(room, "changed", member)

    def _at(self, connection: Connection, topic: str) -> tuple[Place, Topic, Member]:
        place = self._places.get(connection.tenant_id)
        room = place.topics.get(topic) if place else None
        if place is None or room is None or connection.id not in room.watchers:
            raise Invalid("Watch the topic first.")
        return place, room, room.watchers[connection.id][1]

    def members(self, tenant_id: UUID, topic: str) -> list[Member]:
        """Everybody at a topic, whichever instance they are connected to."""
        place = self._places.get(tenant_id)
        return place.members(topic) if place else []

    def gone(self, connection: Connection) -> None:
        """The connection has ended."""
        for topic in self._of_connection.pop(connection.id, set()):
            self.unwatch(connection, topic)

    # What the log says

    def seen(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        """Drop watchers from records that have left their sight, and tell them no more of others there."""
        place = self._places.get(tenant_id)
        if place is None:
            return
        given = [e for e in events if e.audience.owner_before != e.audience.owner_after]
        if given:
            _tell_owners(place, given)
        for event in events:
            room = place.topics.get(f"{event.entity}:{event.entity_id}")
            if room is None:
                continue
            gone = event.type == f"{event.entity}.deleted"
            for connection, _ in list(room.watchers.values()):
                seen = sight(event.audience, connection.access, connection.user_id)
                if gone or seen != "full":
                    self._drop(connection, room.name)

    async def recheck(self, connections: Iterable[Connection]) -> None:
        """Their rights have changed: leave what they may not see any more."""
        for connection in connections:
            for topic in list(self._of_connection.get(connection.id, ())):
                try:
                    await require_topic(connection.actor, topic)
                except (AppError, *LOST_CONNECTION):
                    self._drop(connection, topic)

    def _drop(self, connection: Connection, topic: str) -> None:
        self.unwatch(connection, topic)
        told = {"topic": topic, "joined": [], "left": [connection.id], "changed": []}
        connection.emit("presence", told)

    async def close(self) -> None:
        """Tell the others that everybody here is gone."""
        await self._places.close()


def _tell_owners(place: Place, given: Sequence[Event]) -> None:
    """Records that are named here have changed hands: others may see them now, and some no more."""
    for room in place.topics.values():
        for key, (connection, member) in room.watchers.items():
            now = handed_over(member, given)
            if now is not None:
                room.watchers[key] = (connection, now)
                place.local_change(room, "changed", now)
