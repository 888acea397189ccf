"""Who is where, and what they are doing there. Kept nowhere but in memory and in leases.

Topics: `tenant`, `pipeline:<id>`, `<entity>:<id>`. To watch is to be there: the watcher is shown to
the others and told of them. Changes are gathered and told ten times a second, as one frame for all.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.core.audience import sight
from app.core.errors import AppError, Invalid, NotFound, TooLarge
from app.core.http import LOST_CONNECTION
from app.core.ids import parse_id
from app.core.log import Event
from realtime.connection import Connection
from realtime.ephemera import Ephemera
from realtime.feed import TIMEOUT
from realtime.frames import event_frame, namespace_of
from realtime.leases import LEASE, Leases
from realtime.neighbours import Neighbour
from realtime.sight import require_sight
from realtime.topics import Kind, Member, Topic

logger = logging.getLogger(__name__)

TELL_EVERY = 0.1  # seconds
BEAT = 1.0
RENEW_EVERY = 3.0
STATE_LIMIT = 4096  # bytes of JSON
TOPICS_LIMIT = 50  # per connection


@dataclass(slots=True)
class Place:
    """One organisation's presence at this instance."""

    topics: dict[str, Topic] = field(default_factory=dict[str, Topic])
    neighbours: dict[str, Neighbour] = field(default_factory=dict[str, Neighbour])
    # From the clock, so that a place that was given up and opened again goes on upwards.
    revision: int = field(default_factory=lambda: int(time.time() * 1000))
    unwritten: bool = False
    written_at: float = 0.0
    read_at: float = 0.0
    heard_at: float = field(default_factory=time.monotonic)
    telling: bool = False


class Presence:
    """Presence of all organisations that have somebody at this instance."""

    def __init__(self, redis: Redis, ephemera: Ephemera, instance: str) -> None:
        self._leases = Leases(redis, instance)
        self._ephemera = ephemera
        self._places: dict[UUID, Place] = {}
        self._of_connection: dict[str, set[str]] = {}
        self._writing: set[asyncio.Task[None]] = set()
        ephemera.on("presence", self._heard)
        self._task = asyncio.create_task(self._beat(), name="presence")

    # What clients do

    async def watch(self, connection: Connection, topic: str) -> list[Member]:
        """Be at a topic; returns who is there. Raises NotFound, Invalid."""
        mine = self._of_connection.setdefault(connection.id, set())
        if topic not in mine and len(mine) >= TOPICS_LIMIT:
            raise Invalid(f"At most {TOPICS_LIMIT} topics at once.")
        await _require_topic(connection, topic)
        if connection.ended:
            raise NotFound()
        place = self._places.get(connection.tenant_id)
        if place is None:
            place = self._places[connection.tenant_id] = Place()
            await self._read_others(connection.tenant_id, place)
        if connection.ended:
            raise NotFound()
        room = place.topics.setdefault(topic, Topic(topic))
        mine.add(topic)
        if connection.id not in room.watchers:
            member = {
                "id": connection.id,
                "user_id": str(connection.user_id),
                "name": connection.access.name,
                "state": {},
            }
            room.watchers[connection.id] = (connection, member)
            self._local_change(connection.tenant_id, place, room, "joined", member)
        return self.members(connection.tenant_id, topic)

    def unwatch(self, connection: Connection, topic: str) -> list[Member]:
        """Leave a topic; returns who is still there."""
        self._of_connection.get(connection.id, set()).discard(topic)
        place = self._places.get(connection.tenant_id)
        room = place.topics.get(topic) if place else None
        if place is not None and room is not None:
            _, member = room.watchers.pop(connection.id, (None, None))
            if member is not None:
                self._local_change(connection.tenant_id, place, room, "left", member)
        return self.members(connection.tenant_id, topic)

    def show(self, connection: Connection, topic: str, state: dict[str, Any]) -> None:
        """What this connection does at a topic it watches. Raises Invalid, TooLarge."""
        if len(orjson.dumps(state)) > STATE_LIMIT:
            raise TooLarge(f"A state may have at most {STATE_LIMIT:,} bytes.")
        place = self._places.get(connection.tenant_id)
        room = place.topics.get(topic) if place else None
        if place is None or room is None or connection.id not in room.watchers:
            raise Invalid("Watch the topic first.")
        _, before = room.watchers[connection.id]
        if before["state"] != state:
            member = {**before, "state": state}
            room.watchers[connection.id] = (connection, member)
            self._local_change(connection.tenant_id, place, room, "changed", member)

    def members(self, tenant_id: UUID, topic: str) -> list[Member]:
        """Everybody at a topic, whichever instance they are connected to."""
        place = self._places.get(tenant_id)
        if place is None:
            return []
        room = place.topics.get(topic)
        found = room.local_members() if room else []
        for neighbour in place.neighbours.values():
            found += neighbour.rooms.get(topic, {}).values()
        return found

    def gone(self, connection: Connection) -> None:
        """The connection has ended."""
        for topic in self._of_connection.pop(connection.id, set()):
            self.unwatch(connection, topic)

    # What the log says

    def seen(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        """Drop watchers from records that have left their sight."""
        place = self._places.get(tenant_id)
        if place is None:
            return
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
                if not await _may_watch(connection, topic):
                    self._drop(connection, topic)

    def _drop(self, connection: Connection, topic: str) -> None:
        self.unwatch(connection, topic)
        told = {"topic": topic, "joined": [], "left": [connection.id], "changed": []}
        connection.emit("presence", told)

    # Telling

    def _local_change(
        self, tenant_id: UUID, place: Place, room: Topic, kind: Kind, member: Member
    ) -> None:
        room.to_watchers.add(kind, member)
        room.to_instances.add(kind, member)
        self._tell_soon(tenant_id, place)

    def _tell_soon(self, tenant_id: UUID, place: Place) -> None:
        if not place.telling:
            place.telling = True
            asyncio.get_running_loop().call_later(TELL_EVERY, self._tell, tenant_id, place)

    def _tell(self, tenant_id: UUID, place: Place) -> None:
        place.telling = False
        self._tell_rooms(tenant_id, place)
        if place.unwritten and time.monotonic() - place.written_at > BEAT:
            place.written_at = time.monotonic()
            task = asyncio.create_task(self._write_own(tenant_id, place))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    def _tell_rooms(self, tenant_id: UUID, place: Place) -> None:
        for room in list(place.topics.values()):
            if room.to_instances.changes:
                told = room.to_instances.take()
                place.revision += 1
                place.unwritten = True
                head = {"topic": room.name, "revision": place.revision, "told": told}
                self._ephemera.tell(tenant_id, "presence", head)
            if room.to_watchers.changes:
                told = room.to_watchers.take()
                frame = event_frame(
                    namespace_of(tenant_id), "presence", {"topic": room.name, **told}
                )
                for connection, _ in room.watchers.values():
                    connection.write(frame)
            if not room.watchers:
                del place.topics[room.name]

    def _heard(self, tenant_id: UUID, head: dict[str, Any], _: bytes) -> None:
        # Also while nobody here watches anything: who comes next should see everybody at once.
        place = self._places.setdefault(tenant_id, Place())
        neighbour = place.neighbours.setdefault(head["from"], Neighbour())
        for kind, member in neighbour.hear(head["revision"], head["topic"], head["told"]):
            self._remote_change(tenant_id, place, head["topic"], kind, member)

    def _remote_change(
        self, tenant_id: UUID, place: Place, topic: str, kind: Kind, member: Member
    ) -> None:
        room = place.topics.get(topic)
        if room is not None:
            room.to_watchers.add(kind, member)
            self._tell_soon(tenant_id, place)

    # Leases

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for tenant_id, place in list(self._places.items()):
                try:
                    await self._keep(tenant_id, place)
                except Exception:
                    logger.exception("presence of %s stumbled; it goes on", tenant_id)

    async def _keep(self, tenant_id: UUID, place: Place) -> None:
        now = time.monotonic()
        if place.unwritten or now - place.written_at > RENEW_EVERY:
            await self._write_own(tenant_id, place)
        if now - place.read_at > RENEW_EVERY:
            await self._read_others(tenant_id, place)
        if now - place.heard_at > LEASE:
            # Redis is away: others can't be vouched for any more.
            for neighbour in place.neighbours.values():
                self._apply(tenant_id, place, neighbour.vanish())
            place.neighbours.clear()
        watched = place.topics or any(n.rooms for n in place.neighbours.values())
        if not watched and not place.unwritten:
            del self._places[tenant_id]

    async def _write_own(self, tenant_id: UUID, place: Place) -> None:
        revision = place.revision
        rooms = {
            room.name: {member["id"]: member for member in room.local_members()}
            for room in place.topics.values()
            if room.watchers
        }
        try:
            async with asyncio.timeout(TIMEOUT):
                await self._leases.write(tenant_id, revision, rooms)
        except (RedisError, OSError, TimeoutError):
            place.unwritten = bool(rooms)
            return
        place.written_at = time.monotonic()
        place.unwritten = place.revision != revision

    async def _read_others(self, tenant_id: UUID, place: Place) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                others = await self._leases.read_others(tenant_id)
        except (RedisError, OSError, TimeoutError):
            return
        place.read_at = place.heard_at = time.monotonic()
        for name, (revision, rooms) in others.items():
            neighbour = place.neighbours.setdefault(name, Neighbour())
            self._apply(tenant_id, place, neighbour.read(revision, rooms))
        for name in place.neighbours.keys() - others.keys():
            neighbour = place.neighbours[name]
            # A newcomer may be heard of before its first lease is written.
            if neighbour.certain or not neighbour.rooms:
                self._apply(tenant_id, place, neighbour.vanish())
                del place.neighbours[name]
            else:
                neighbour.certain = True

    def _apply(self, tenant_id: UUID, place: Place, found: list[tuple[str, Kind, Member]]) -> None:
        for topic, kind, member in found:
            self._remote_change(tenant_id, place, topic, kind, member)

    async def close(self) -> None:
        """Tell the others that everybody here is gone."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for tenant_id, place in self._places.items():
            self._tell_rooms(tenant_id, place)
            place.topics.clear()
            await self._write_own(tenant_id, place)


async def _require_topic(connection: Connection, topic: str) -> None:
    if topic == "tenant":
        return
    entity, _, text = topic.partition(":")
    record_id = parse_id(text)
    if record_id is None or topic != f"{entity}:{record_id}":
        raise Invalid(fields={"topic": "Use tenant, pipeline:<id> or <entity>:<id>."})
    await require_sight(connection.actor, entity, record_id)


async def _may_watch(connection: Connection, topic: str) -> bool:
    try:
        await _require_topic(connection, topic)
    except (AppError, *LOST_CONNECTION):
        return False
    return True
