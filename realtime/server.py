"""The heart of an instance's live side: who may connect, and what happens from then on.

Knows no transport: the mounted server and the edge call `admit`, `welcome` and `gone`, and hand
what clients say to `messages.answer`.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from app.config import Settings
from app.core.actor import Request
from app.core.background import end
from app.core.errors import AppError, Forbidden
from app.core.failures import LOST_CONNECTION
from app.core.ids import PLATFORM_TENANT
from app.core.log import Event
from app.core.tokens import verify_access_token
from realtime.access import AccessReader
from realtime.connection import Connection, Wire
from realtime.ephemera import Ephemera
from realtime.feed import Heads, Subscriber
from realtime.frames import raw_frame
from realtime.handshake import Refused, read_handshake
from realtime.notes import Notes
from realtime.presence import Presence
from realtime.roster import Roster, changes_rights
from realtime.stream import ACCESS_CHANGED
from realtime.streams import Streams

logger = logging.getLogger(__name__)

SAFETY_ROUND = 15.0  # seconds between looks at everybody's rights


class RealtimeServer:
    """Streams, roster, presence and notes of one process. Use `realtime_server()` to run one."""

    def __init__(self, settings: Settings, redis: Redis, listening: Redis) -> None:
        self.settings = settings
        self.redis = redis
        self.instance = f"{settings.port}-{secrets.token_hex(4)}"
        self.draining = False
        self.access = AccessReader()
        self.roster = Roster()
        self.subscriber = Subscriber(listening)
        self.heads = Heads(lambda: self.subscriber.doubtful)
        self.ephemera = Ephemera(redis, self.subscriber, self.instance)
        self.streams = Streams(
            self.subscriber, self.ephemera, self.heads, self._observe, self.instance
        )
        passed = self.streams.has_passed
        self.presence = Presence(redis, self.ephemera, self.instance, passed)
        self.notes = Notes(self.ephemera, lambda: self.subscriber.doubtful, passed)
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
        claims, since = read_handshake(namespace, auth)
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
        """Send `ready`, what was missed, and from then on everything this client may see.

        Breaks the connection if that fails, so that the client tries again.
        """
        try:
            await self._join(connection)
        except Exception as error:
            if not isinstance(error, LOST_CONNECTION):
                logger.exception("welcoming %s failed", connection.id)
            connection.wire.cut()

    async def _join(self, connection: Connection) -> None:
        stream = await self.streams.get(connection.tenant_id)
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
            raise Forbidden("That token is somebody else's.", code="wrong_token")
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
        stream = self.streams.running(connection.tenant_id)
        if stream is not None:
            stream.leave(connection)

    async def revoke(self, connection: Connection, reason: str) -> None:
        """Tell a client that it has no business here any more, and close."""
        if connection.ended:
            return
        connection.emit("revoked", {"reason": reason})
        await self.gone(connection)
        await connection.wire.close()

    # What the logs say

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
            stream = self.streams.running(connection.tenant_id)
            # One that is still being welcomed has not been told anything by its old rights.
            if stream is not None and connection.joined and not connection.ended:
                stream.reset(connection, ACCESS_CHANGED)
        if changed:
            await self.presence.recheck(changed)
            await self.notes.recheck(changed)

    def _echo_notifications(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        for event in events:
            # One more of the same is news, too; that it was read is none.
            grown = event.type == "notification.updated" and "count" in event.changed
            if not (grown or event.type == "notification.created") or not event.data:
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
                await self.streams.tick()

    async def _safety_rounds(self) -> None:
        while True:
            await asyncio.sleep(SAFETY_ROUND)
            with _going_on("the safety round"):
                for tenant_id in self.streams.tenants:
                    await self._rights_may_have_changed(self.roster.of(tenant_id))

    async def _watch_platform(self) -> None:
        while PLATFORM_TENANT not in self.streams.tenants:
            with _going_on("the platform's log"), contextlib.suppress(*LOST_CONNECTION):
                await self.streams.get(PLATFORM_TENANT)
                return
            await asyncio.sleep(0.5)

    async def drain(self) -> None:
        """Send everybody elsewhere: break all connections, so that clients reconnect and resume."""
        self.draining = True
        for connection in self.roster:
            await self.gone(connection)
            connection.wire.cut()

    async def close(self) -> None:
        """Stop everything."""
        await self.drain()
        await end(self._tasks)
        await self.streams.close()
        await self.presence.close()
        await self.notes.close()
        await self.ephemera.close()
        await self.heads.close()
        await self.subscriber.close()


@contextlib.contextmanager
def _going_on(what: str) -> Any:
    """Whatever happens in one round must not end the rounds."""
    try:
        yield
    except Exception:
        logger.exception("%s stumbled; it goes on", what)
