"""The streams of this instance: one for each organisation that somebody here listens to.

And one for the platform's log, always.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.core.doorbell import tenant_channel
from app.core.ids import PLATFORM_TENANT
from app.core.log import Event
from realtime.ephemera import Ephemera
from realtime.feed import Heads, Subscriber, read_heads
from realtime.rings import decode
from realtime.roster import changes_rights
from realtime.stream import Observer, Ring, TenantStream

# Whether the log has gone on here since a position: `Streams.has_passed`.
Passed = Callable[[UUID, int], bool]

LINGER = 60.0  # seconds a stream goes on without listeners, for those who will be back


@dataclass(slots=True)
class Served:
    """A stream, and since when nobody has listened to it."""

    stream: TenantStream
    idle_since: float | None = None


class Streams:
    """Opens streams as they are needed and closes them when nobody comes back."""

    def __init__(
        self,
        subscriber: Subscriber,
        ephemera: Ephemera,
        heads: Heads,
        observe: Observer,
        instance: str,
    ) -> None:
        self._subscriber, self._ephemera, self._heads = subscriber, ephemera, heads
        self._observe, self._instance = observe, instance
        self._served: dict[UUID, Served] = {}
        self._opening: dict[UUID, asyncio.Task[TenantStream]] = {}

    @property
    def tenants(self) -> list[UUID]:
        """The organisations served, the platform among them."""
        return list(self._served)

    def running(self, tenant_id: UUID) -> TenantStream | None:
        """An organisation's stream if there is one."""
        served = self._served.get(tenant_id)
        return served.stream if served else None

    def has_passed(self, tenant_id: UUID, seq: int) -> bool:
        """Whether an organisation's log has been told here beyond `seq`.

        Who has come only now has not heard what it said; without a stream nobody can tell.
        """
        stream = self.running(tenant_id)
        return stream is None or stream.head > seq

    async def get(self, tenant_id: UUID) -> TenantStream:
        """An organisation's stream, opened if need be; raises what the database raises."""
        served = self._served.get(tenant_id)
        if served is not None:
            served.idle_since = None
            return served.stream
        opening = self._opening.get(tenant_id)
        if opening is None:
            opening = self._opening[tenant_id] = asyncio.create_task(self._open(tenant_id))
            opening.add_done_callback(lambda _: self._opening.pop(tenant_id, None))
        return await asyncio.shield(opening)

    async def _open(self, tenant_id: UUID) -> TenantStream:
        early: list[Ring] = []
        streams: list[TenantStream] = []

        def rung(message: bytes) -> None:
            ring = decode(message)
            streams[0].rung(ring) if streams else early.append(ring)

        # Listen before reading the head: what comes in between is kept.
        await self._subscriber.add(tenant_channel(tenant_id), rung)
        await self._ephemera.follow(tenant_id)
        try:
            head = (await read_heads([tenant_id])).get(tenant_id, 0)
        except Exception:
            await self._subscriber.remove(tenant_channel(tenant_id))
            await self._ephemera.unfollow(tenant_id)
            raise
        stream = TenantStream(
            tenant_id,
            head,
            observe=self._observe,
            boundary=_never if tenant_id == PLATFORM_TENANT else changes_rights,
            instance=self._instance,
        )
        streams.append(stream)
        for ring in early:
            stream.rung(ring)
        self._heads.add(tenant_id, stream.reach)
        self._served[tenant_id] = Served(stream)
        return stream

    async def tick(self) -> None:
        """Called every second: keep lines alive, close what nobody has come back to."""
        now = time.monotonic()
        for tenant_id, served in list(self._served.items()):
            served.stream.tick()
            if tenant_id == PLATFORM_TENANT or not served.stream.idle:
                served.idle_since = None
            elif served.idle_since is None:
                served.idle_since = now
            elif now - served.idle_since > LINGER:
                await self.shut(tenant_id)

    async def shut(self, tenant_id: UUID) -> None:
        """Close one stream."""
        served = self._served.pop(tenant_id)
        self._heads.remove(tenant_id)
        await self._subscriber.remove(tenant_channel(tenant_id))
        # Somebody may have come back meanwhile and opened the next one.
        if tenant_id not in self._served and tenant_id not in self._opening:
            await self._ephemera.unfollow(tenant_id)
        await served.stream.stop()

    async def close(self) -> None:
        """Close all."""
        for task in list(self._opening.values()):
            task.cancel()
        for tenant_id in self.tenants:
            await self.shut(tenant_id)


def _never(_: Event) -> bool:
    return False
