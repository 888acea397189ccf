"""The live listeners of one tenant: grouped by what they see, so that each frame is made once a group.

A listener that can't keep up is taken out (nothing is skipped: it catches up at its own pace from
where it is, and is cut if it makes no progress), so that the others never wait for it.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.core.actor import Access
from realtime.connection import Connection, Wire
from realtime.frames import Frame
from realtime.views import Batch, View, changes_frames, items_for, owners_alone

logger = logging.getLogger(__name__)

QUIET_NUMBERS = 500  # numbers that may pass unseen before `to` is advanced (contract: 1,000)
QUIET_SECONDS = 5.0  # the same in seconds (contract: 10)
SILENT_SECONDS = 8.0  # without any number: an empty frame says that the line is alive

Lagging = Callable[[Connection, int], None]


@dataclass(slots=True)
class Group:
    """Listeners of one view, all at the same position `sent`.

    `access` is the one they were grouped by: a member's own may be newer for a moment, before it is
    moved to another group, and must not decide for the rest. Members are kept by their wires: that is
    all that each change needs of each of them.
    """

    access: Access
    sent: int
    sent_at: float = field(default_factory=time.monotonic)
    members: dict[Wire, Connection] = field(default_factory=dict[Wire, Connection])


class Listeners:
    """All live listeners of a tenant. `lagging(connection, position)` takes over who can't keep up."""

    def __init__(self, tenant_id: UUID, lagging: Lagging) -> None:
        self.tenant_id = tenant_id
        self._lagging = lagging
        self._groups: dict[View, Group] = {}
        self._by_user: dict[UUID, dict[str, Connection]] = {}

    def __len__(self) -> int:
        return sum(len(group.members) for group in self._groups.values())

    def add(self, connection: Connection, at: int) -> None:
        """From now on this listener, who has everything up to `at` (the head), gets what comes."""
        view = View.of(connection.access)
        group = self._groups.get(view)
        if group is None:
            group = self._groups[view] = Group(connection.access, at)
        elif group.sent < at:
            self._advance(group, at)  # so that each frame begins where the one before ended
        group.members[connection.wire] = connection
        self._by_user.setdefault(connection.user_id, {})[connection.id] = connection

    def remove(self, connection: Connection) -> int | None:
        """Take a listener out; returns the position it had reached, None if it was not live."""
        mine = self._by_user.get(connection.user_id)
        if mine is None or mine.pop(connection.id, None) is None:
            return None
        if not mine:
            del self._by_user[connection.user_id]
        for view, group in self._groups.items():
            if group.members.pop(connection.wire, None) is not None:
                if not group.members:
                    del self._groups[view]
                return group.sent
        return None

    def of_user(self, user_id: UUID) -> Iterable[Connection]:
        """This person's live listeners."""
        return list(self._by_user.get(user_id, {}).values())

    def deliver(self, batch: Batch) -> None:
        """Give every listener what it may see of the batch."""
        for group in list(self._groups.values()):
            try:
                self._deliver_to(group, batch)
            except Exception:
                # To go on without what failed would be a hole: they come back with `since`.
                logger.exception("a batch could not be delivered; its listeners are cut")
                for connection in list(group.members.values()):
                    self.remove(connection)
                    connection.wire.cut()

    def _deliver_to(self, group: Group, batch: Batch) -> None:
        to = batch.events[-1].seq
        apart = owners_alone(batch, group.access) & self._by_user.keys()
        special = [c for user in apart for c in self._by_user[user].values()]
        special = [c for c in special if c.wire in group.members]
        items = items_for(batch, group.access, None)
        if not items and not special and to - group.sent < QUIET_NUMBERS:
            return
        since = group.sent
        frames = batch.frames(self.tenant_id, since, to, items)
        group.sent, group.sent_at = to, time.monotonic()
        skip = {c.wire for c in special}
        self._write(group, since, frames, skip)
        for connection in special:
            own = items_for(batch, group.access, connection.user_id)
            self._write_one(connection, since, batch.frames(self.tenant_id, since, to, own))

    def advance_quiet(self, head: int) -> None:
        """Move `to` for those who have seen nothing for a while; if it can't move, repeat it."""
        now = time.monotonic()
        for group in list(self._groups.values()):
            patience = QUIET_SECONDS if group.sent < head else SILENT_SECONDS
            if group.sent_at <= now - patience:
                self._advance(group, head)

    def _advance(self, group: Group, to: int) -> None:
        since = group.sent
        group.sent, group.sent_at = to, time.monotonic()
        self._write(group, since, changes_frames(self.tenant_id, since, to, []), set())

    def _write(self, group: Group, since: int, frames: list[Frame], skip: set[Wire]) -> None:
        size = sum(frame.size for frame in frames)
        wires: Iterable[Wire] = group.members
        if skip:
            wires = [wire for wire in wires if wire not in skip]
        late = [wire for wire in wires if not wire.offer(frames, size)]
        self._take_out([group.members[wire] for wire in late], since)

    def _write_one(self, connection: Connection, since: int, frames: list[Frame]) -> None:
        if not connection.wire.offer(frames, sum(frame.size for frame in frames)):
            self._take_out([connection], since)

    def _take_out(self, late: list[Connection], since: int) -> None:
        for connection in late:
            self.remove(connection)
            self._lagging(connection, since)
