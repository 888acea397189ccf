"""The heart of an instance's live side: who may connect, and what happens from then on.

Knows no transport: the mounted server and the edge call `admit`, `welcome`, `say` and `gone`.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from app.config import Settings
from app.core.actor import Request
from app.core.doorbell import tenant_channel
from app.core.errors import AppError
from app.core.http import LOST_CONNECTION
from app.core.ids import PLATFORM_TENANT, parse_id
from app.core.log import Event
from app.core.tokens import Claims, verify_access_token
from realtime.access import AccessReader
from realtime.connection import Connection, Wire
from realtime.ephemera import Ephemera
from realtime.feed import Heads, Subscriber, read_heads
from realtime.frames import raw_frame
from realtime.notes import Notes
from realtime.presence import Presence
from realtime.rings import decode
from realtime.roster import Roster, changes_rights
from realtime.stream import ACCESS_CHANGED, Ring, TenantStream

logger = logging.getLogger(__name__)

LINGER = 60.0  # seconds a stream goes on without listeners, for those who will be back
SAFETY_ROUND = 15.0  # seconds between looks at everybody's rights


class Refused(Exception):
    """The handshake failed: a sentence for people and a code for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(slots=True)
class Served:
    """A stream, and since when nobody has listened to it."""

    stream: TenantStream
    idle_since: float | None = None


class RealtimeServer:
    """Streams, roster, presence and notes of one process. Use `realtime_server()` to run one."""

    def __init__(self, settings: Settings, redis: Redis, listening: Redis) -> None:
        self.settings = settings
        self.redis = redis
        self.instance = f"{settings.port}-{secrets.token_hex(4)}"
        self.access = AccessReader()
        self.roster = Roster(self.access)
        self.subscriber = Subscriber(listening)
        self.heads = Heads(lambda: self.subscriber.doubtful)
        self.ephemera = Ephemera(redis, self.subscriber, self.instance)
        self.presence = Presence(redis, self.ephemera, self.instance)
        self.notes = Notes(self.ephemera, lambda: self.subscriber.doubtful)
        self._served: dict[UUID, Served] = {}
        self._opening: dict[UUID, asyncio.Task[TenantStream]] = {}
        self._tasks = [
            asyncio.create_task(self._every_second(), name="realtime tick"),
            asyncio.create_task(self._safety_rounds(), name="realtime safety"),
            asyncio.create_task(self._watch_platform(), name="realtime platform"),
        ]

    # Connections

    async def admit(
        self, namespace: str, auth: Any, wire: Wire, connection_id: str, source: Request
    ) -> Connection:
        """Check a handshake and return the connection; raises Refused.

        `auth` is what the client sent: `{token, since?}`. Database errors pass through: the transport
        then breaks the connection, so that the client tries again by itself.
        """
        claims, since = _handshake(namespace, auth)
        try:
            found = await self.access.read(claims.tenant_id, claims.user_id, claims.session_id)
        except AppError as error:
            raise Refused(error.code, error.message) from error
        connection = Connection(
            id=connection_id,
            tenant_id=claims.tenant_id,
            user_id=claims.user_id,
            session_id=claims.session_id,
            expires_at=claims.expires_at,
            wire=wire,
            access=found.access,
            seq=found.seq,
            since=since,
            source=source,
        )
        self.roster.add(connection)
        return connection

    async def welcome(self, connection: Connection) -> None:
        """Send `ready`, what was missed, and from then on everything this client may see."""
        stream = await self._stream(connection.tenant_id)
        await stream.reached(connection.seq)
        while stream.rights_changed_at > connection.seq and not connection.ended:
            _, ended = await self.roster.recheck([connection])
            for one, reason in ended:
                await self.revoke(one, reason)
            await stream.reached(connection.seq)
        if not connection.ended:
            stream.join(connection)

    async def renew(self, connection: Connection, token: str) -> None:
        """Go on with a fresh token of the same person in the same organisation; raises AppError."""
        claims = verify_access_token(token)
        if (claims.tenant_id, claims.user_id) != (connection.tenant_id, connection.user_id):
            raise AppError("That token is somebody else's.", code="wrong_token")
        await self.access.read(claims.tenant_id, claims.user_id, claims.session_id)
        if connection.ended:
            return
        self.roster.remove(connection)
        connection.session_id, connection.expires_at = claims.session_id, claims.expires_at
        self.roster.add(connection)

    async def gone(self, connection: Connection) -> None:
        """The client has left, or was made to."""
        connection.ended = True
        self.roster.remove(connection)
        self.presence.gone(connection)
        self.notes.gone(connection)
        served = self._served.get(connection.tenant_id)
        if served is not None:
            served.stream.leave(connection)

    async def revoke(self, connection: Connection, reason: str) -> None:
        """Tell a client that it has no business here any more, and close."""
        if connection.ended:
            return
        connection.emit("revoked", {"reason": reason})
        await self.gone(connection)
        await connection.wire.close()

    # Streams

    async def _stream(self, tenant_id: UUID) -> TenantStream:
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
        await self.subscriber.add(tenant_channel(tenant_id), rung)
        await self.ephemera.follow(tenant_id)
        head = (await read_heads([tenant_id])).get(tenant_id, 0)
        stream = TenantStream(
            tenant_id,
            head,
            observe=self._observe,
            boundary=_never if tenant_id == PLATFORM_TENANT else changes_rights,
            instance=self.instance,
        )
        streams.append(stream)
        for ring in early:
            stream.rung(ring)
        self.heads.add(tenant_id, stream.reach)
        self._served[tenant_id] = Served(stream)
        return stream

    async def _close_stream(self, tenant_id: UUID) -> None:
        served = self._served.pop(tenant_id)
        self.heads.remove(tenant_id)
        await self.subscriber.remove(tenant_channel(tenant_id))
        await self.ephemera.unfollow(tenant_id)
        await served.stream.stop()

    async def _observe(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        if tenant_id == PLATFORM_TENANT:
            await self._rights_may_have_changed(self.roster.named(events))
            return
        self._echo_notifications(tenant_id, events)
        self.presence.seen(tenant_id, events)
        self.notes.seen(tenant_id, events)
        if changes_rights(events[-1]):
            affected = self.roster.affected([events[-1]], tenant_id)
            await self._rights_may_have_changed(affected)

    async def _rights_may_have_changed(self, connections: Sequence[Connection]) -> None:
        if not connections:
            return
        changed, ended = await self.roster.recheck(connections)
        for connection, reason in ended:
            await self.revoke(connection, reason)
        for connection in changed:
            served = self._served.get(connection.tenant_id)
            # One that is still being welcomed has not been told anything by its old rights.
            if served is not None and connection.joined and not connection.ended:
                served.stream.reset(connection, ACCESS_CHANGED)
        if changed:
            await self.presence.recheck(changed)
            await self.notes.recheck(changed)

    def _echo_notifications(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        for event in events:
            if event.type != "notification.created" or not event.data:
                continue
            person = event.audience.owner_after
            mine = [c for c in self.roster.of(person) if c.tenant_id == tenant_id] if person else []
            if mine:
                frame = raw_frame(mine[0].namespace, "notification", event.data)
                for connection in mine:
                    connection.write(frame)

    # The passing of time

    async def _every_second(self) -> None:
        while True:
            await asyncio.sleep(1)
            with _going_on("the tick"):
                for connection in self.roster.expired():
                    await self.revoke(connection, "expired")
                now = time.monotonic()
                for tenant_id, served in list(self._served.items()):
                    served.stream.tick()
                    if tenant_id == PLATFORM_TENANT or not served.stream.idle:
                        served.idle_since = None
                    elif served.idle_since is None:
                        served.idle_since = now
                    elif now - served.idle_since > LINGER:
                        await self._close_stream(tenant_id)

    async def _safety_rounds(self) -> None:
        while True:
            await asyncio.sleep(SAFETY_ROUND)
            with _going_on("the safety round"):
                for tenant_id in list(self._served):
                    await self._rights_may_have_changed(self.roster.of(tenant_id))

    async def _watch_platform(self) -> None:
        while PLATFORM_TENANT not in self._served:
            with _going_on("the platform's log"), contextlib.suppress(*LOST_CONNECTION):
                await self._stream(PLATFORM_TENANT)
                return
            await asyncio.sleep(0.5)

    async def drain(self) -> None:
        """Send everybody elsewhere: break all connections, so that clients reconnect and resume."""
        for connection in self.roster:
            await self.gone(connection)
            connection.wire.cut()

    async def close(self) -> None:
        """Stop everything."""
        await self.drain()
        for task in [*self._tasks, *self._opening.values()]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for tenant_id in list(self._served):
            await self._close_stream(tenant_id)
        await self.presence.close()
        await self.notes.close()
        await self.ephemera.close()
        await self.heads.close()
        await self.subscriber.close()


def _handshake(namespace: str, auth: Any) -> tuple[Claims, int | None]:
    tenant_id = parse_id(namespace.removeprefix("/t/"))
    if not namespace.startswith("/t/") or tenant_id is None:
        raise Refused("unknown_namespace", "Connect to the namespace /t/<organisation id>.")
    if not isinstance(auth, dict) or not isinstance(auth.get("token"), str):
        raise Refused("unauthenticated", "Send auth {token} with the handshake.")
    since: Any = auth.get("since")
    if since is not None and (type(since) is not int or since < 0):
        raise Refused("validation_error", "`since` must be a log position: a whole number.")
    try:
        claims = verify_access_token(auth["token"])
    except AppError as error:
        raise Refused(error.code, error.message) from error
    if claims.tenant_id != tenant_id:
        raise Refused("wrong_tenant", "This token is for another organisation.")
    return claims, since


def _never(_: Event) -> bool:
    return False


@contextlib.contextmanager
def _going_on(what: str) -> Any:
    """Whatever happens in one round must not end the rounds."""
    try:
        yield
    except Exception:
        logger.exception("%s stumbled; it goes on", what)
