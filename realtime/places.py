"""Places told and kept: changes as one frame for all ten times a second, leases once in a while."""

import asyncio
import logging
import time
from typing import Any
from uuid import UUID

from app.core.background import end
from realtime.ephemera import Ephemera
from realtime.leases import Leases
from realtime.place import Place
from realtime.telling import tell_watchers
from realtime.topics import Topic

logger = logging.getLogger(__name__)

TELL_EVERY = 0.1  # seconds
WATCHER_RATE = 32 * 1024  # bytes a second that a topic tells each watcher, on average
LONGEST_REST = 0.5  # seconds a topic is silent, however much it has told
BEAT = 1.0
RENEW_EVERY = 3.0


class Places:
    """The places of all organisations that have somebody at this instance."""

    def __init__(self, leases: Leases, ephemera: Ephemera) -> None:
        self._leases, self._ephemera = leases, ephemera
        self._places: dict[UUID, Place] = {}
        self._writing: set[asyncio.Task[None]] = set()
        ephemera.on("presence", self._heard)
        self._task = asyncio.create_task(self._beat(), name="presence")

    def __len__(self) -> int:
        return len(self._places)

    def get(self, tenant_id: UUID) -> Place | None:
        """An organisation's place, if somebody is there."""
        return self._places.get(tenant_id)

    def open(self, tenant_id: UUID) -> Place:
        """An organisation's place, for somebody who comes; one where nobody is goes by itself."""
        place = self._places.get(tenant_id)
        if place is None:
            place = self._places[tenant_id] = Place(tenant_id, self._tell_soon)
        return place

    async def read(self, tenant_id: UUID) -> None:
        """Know from the first moment who is at other instances; the beat keeps that up."""
        place = self.open(tenant_id)
        if not place.read_at:
            await place.read(self._leases)

    def _tell_soon(self, place: Place) -> None:
        if not place.telling:
            place.telling = True
            asyncio.get_running_loop().call_later(TELL_EVERY, self._tell, place)

    def _tell(self, place: Place) -> None:
        place.telling = False
        self._tell_rooms(place)
        if place.unwritten and time.monotonic() - place.written_at > BEAT:
            task = asyncio.create_task(self._write(place))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    def _tell_rooms(self, place: Place) -> None:
        for room in list(place.topics.values()):
            if room.to_instances.changes:
                told = room.to_instances.take()
                place.revision += 1
                place.unwritten = True
                head = {"topic": room.name, "revision": place.revision, "told": told}
                self._ephemera.tell(place.tenant_id, "presence", head)
            if room.to_watchers.changes:
                self._tell_watchers(place, room)
            if not room.watchers:
                del place.topics[room.name]

    def _tell_watchers(self, place: Place, room: Topic) -> None:
        now = time.monotonic()
        if now < room.rests_until:
            self._tell_soon(place)
            return
        size = tell_watchers(place.tenant_id, room, room.to_watchers.take())
        room.rests_until = now + min(LONGEST_REST, size / WATCHER_RATE)

    async def _write(self, place: Place) -> None:
        await place.write(self._leases)

    def _heard(self, tenant_id: UUID, head: dict[str, Any], _: bytes) -> None:
        # Also while nobody here watches anything: who comes next should see everybody at once.
        self.open(tenant_id).hear(head)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._keep_all()
            except Exception:
                logger.exception("presence stumbled; it goes on")

    async def _keep_all(self) -> None:
        # Once Redis has not answered, the other organisations need not wait for it.
        reachable = True
        for tenant_id, place in list(self._places.items()):
            now = time.monotonic()
            if reachable and (place.unwritten or now - place.written_at > RENEW_EVERY):
                reachable = await place.write(self._leases)
            if reachable and now - place.read_at > RENEW_EVERY:
                reachable = await place.read(self._leases)
            place.forget_unheard()
            if place.empty:
                del self._places[tenant_id]

    async def close(self) -> None:
        """Tell the others that everybody here is gone."""
        await end([self._task])
        for place in self._places.values():
            self._tell_rooms(place)
            place.topics.clear()
            if not await place.write(self._leases):
                return  # Redis is away; the leases end by themselves
