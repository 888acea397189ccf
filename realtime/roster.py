"""Who is connected here, and the end of it: expiry, revocation, deactivation, suspension.

Rights are read from the database again whenever the tenant's log or the platform's says that they may
have changed; a slow round over everybody is the safety net.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from app.core.errors import AppError
from app.core.failures import LOST_CONNECTION
from app.core.log import Event
from realtime.access import Person, Standing, read_many
from realtime.connection import Connection
from realtime.views import View

logger = logging.getLogger(__name__)

EXPIRY_GRACE = 5.0  # seconds after the token's end, for a renewal under way
RETRY = 0.1
PORTION = 250  # listeners whose rights are read and compared in one go

# What an error of `current_access` is called in `revoked`.
REASONS = {
    "session_ended": "session_ended",
    "not_a_member": "deactivated",
    "tenant_suspended": "suspended",
}
RIGHTS = ("members", "teams", "roles")


def changes_rights(event: Event) -> bool:
    """Whether what people may see can be different after this event of a tenant's log."""
    return event.audience.resource in RIGHTS


class Roster:
    """The connections of this instance, by organisation, person and session."""

    def __init__(self) -> None:
        self._by_key: dict[UUID, dict[str, Connection]] = {}
        self._all: dict[str, Connection] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._all.values()))

    def add(self, connection: Connection) -> None:
        """Keep this connection's rights current from now on."""
        self._all[connection.id] = connection
        for key in _keys(connection):
            self._by_key.setdefault(key, {})[connection.id] = connection

    def remove(self, connection: Connection) -> None:
        """Forget a connection."""
        self._all.pop(connection.id, None)
        for key in _keys(connection):
            found = self._by_key.get(key)
            if found is not None:
                found.pop(connection.id, None)
                if not found:
                    del self._by_key[key]

    def of(self, key: UUID) -> list[Connection]:
        """The connections of an organisation, a person or a session."""
        return list(self._by_key.get(key, {}).values())

    def expired(self) -> list[Connection]:
        """Whose token has ended without renewal."""
        limit = time.time() - EXPIRY_GRACE
        return [c for c in self._all.values() if c.expires_at < limit]

    def affected(self, events: Sequence[Event], tenant_id: UUID) -> list[Connection]:
        """Whose rights a tenant's events may have changed."""
        found: dict[str, Connection] = {}
        for event in events:
            if not changes_rights(event):
                continue
            key = event.entity_id if event.entity == "member" else tenant_id
            found |= {c.id: c for c in self.of(key) if c.tenant_id == tenant_id}
        return list(found.values())

    def named(self, events: Sequence[Event]) -> list[Connection]:
        """Whom events of the platform's log are about: a session, a person, an organisation."""
        found: dict[str, Connection] = {}
        for event in events:
            found |= {c.id: c for c in self.of(event.entity_id)}
        return list(found.values())

    async def recheck(
        self, connections: Iterable[Connection]
    ) -> tuple[list[Connection], list[tuple[Connection, str]]]:
        """Read their rights again; returns whose changed, and who has none any more with the reason.

        Waits for the database as long as it takes: nothing may be shown by rights that are in doubt.
        """
        changed: list[Connection] = []
        ended: list[tuple[Connection, str]] = []
        for some in _portions(connections):
            people = [(c.user_id, c.session_id) for c in some]
            found = await _standings(some, people)
            for connection, person in zip(some, people, strict=True):
                standing = found.get(person)
                if connection.ended or standing is None:
                    continue
                if isinstance(standing, AppError):
                    ended.append((connection, REASONS.get(standing.code, standing.code)))
                elif _bring_up_to_date(connection, standing):
                    changed.append(connection)
        return changed, ended


def _portions(connections: Iterable[Connection]) -> Iterator[list[Connection]]:
    """So many of one organisation at once that others get their turn in between."""
    by_tenant: dict[UUID, list[Connection]] = {}
    for connection in connections:
        by_tenant.setdefault(connection.tenant_id, []).append(connection)
    for some in by_tenant.values():
        for start in range(0, len(some), PORTION):
            yield some[start : start + PORTION]


async def _standings(
    some: list[Connection], people: list[Person]
) -> dict[Person, Standing | AppError]:
    """What these people of one organisation may see now; nothing if all of them have left meanwhile."""
    while any(not connection.ended for connection in some):
        try:
            return await read_many(some[0].tenant_id, list(set(people)))
        except (*LOST_CONNECTION, TimeoutError) as error:
            logger.warning("rights can't be read, trying again: %r", error)
            await asyncio.sleep(RETRY)
    return {}


def _bring_up_to_date(connection: Connection, standing: Standing) -> bool:
    """Whether what it may see has changed."""
    connection.seq = max(connection.seq, standing.seq)
    before = connection.access
    if before == standing.access:
        return False  # the old one stays: it is shared, and memory stays as it is
    connection.access = standing.access
    return View.of(before) != View.of(standing.access)


def _keys(connection: Connection) -> list[UUID]:
    keys = [connection.tenant_id, connection.user_id, connection.session_id]
    return [key for key in keys if key is not None]
