"""Who has which note open here, and what of it they have been given."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import Invalid
from realtime.awareness import Clocks
from realtime.connection import Connection
from realtime.frames import Frame, binary_frame, namespace_of

PATIENCE = (
    30.0  # seconds without a look at the stored updates after which nothing is taken for granted
)

CARETS_LIMIT = 20  # a connection's; one for each window that has the note open

RoomKey = tuple[UUID, UUID]  # tenant, note


@dataclass(slots=True)
class Room:
    """A note that somebody here has open.

    Everything up to number `known` has reached the openers; of what came later, `passed_on`. Several
    windows of one browser may share a connection (`windows`): it leaves with the last of them.
    `loose` is how many stored updates wait to be merged. The text is saved in the name of `mentioner`
    and at once (`hurry`) if somebody has mentioned somebody, else in that of who wrote last; a room is
    not given up while it is `settling`.
    """

    tenant_id: UUID
    note_id: UUID
    entity: str
    entity_id: UUID
    known: int = 0
    passed_on: set[int] = field(default_factory=set[int])
    looked_at: float = field(default_factory=time.monotonic)
    openers: dict[str, Connection] = field(default_factory=dict[str, Connection])
    windows: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    carets: dict[str, Clocks] = field(default_factory=dict[str, Clocks])
    editor: Actor | None = None
    mentioner: Actor | None = None
    edited_since: float | None = None
    edited_at: float = 0.0
    hurry: bool = False
    settling: bool = False
    loose: int = 0

    def frame(self, event: str, update: bytes) -> Frame:
        """What openers get of an update, as `note:update` or `note:awareness`."""
        head = {"note_id": self.note_id}
        return binary_frame(namespace_of(self.tenant_id), event, head, update=update)

    def tell(self, frame: Frame, *, but: str | None = None) -> None:
        """Write a frame to all openers but one."""
        for connection in self.openers.values():
            if connection.id != but:
                connection.write(frame)

    def edited(self, actor: Actor | None, *, mentions: bool = False) -> None:
        """The document has changed, or still differs from what was saved of it."""
        now = time.monotonic()
        self.editor = actor or self.editor
        self.edited_at = now
        self.edited_since = self.edited_since or now
        if mentions:
            # Others go on typing meanwhile: who is mentioned hears of it from whoever did it.
            self.mentioner, self.hurry = self.mentioner or actor, True

    def show_carets(self, connection: Connection, clocks: Clocks) -> None:
        """Note whose carets these are; raises Invalid for another person's, or for too many."""
        for id, carets in self.carets.items():
            other = self.openers.get(id)
            if (
                other
                and other.user_id != connection.user_id
                and not carets.keys().isdisjoint(clocks)
            ):
                raise Invalid("That caret is somebody else's.")
        known = self.carets.get(connection.id, {}) | clocks
        if len(known) > CARETS_LIMIT:
            raise Invalid(f"At most {CARETS_LIMIT} carets in a note for each connection.")
        self.carets[connection.id] = known

    def take_caret(self, connection: Connection, window: str) -> Clocks:
        """Forget the caret of one of a connection's windows; returns it, if there was one."""
        carets = self.carets.get(connection.id, {})
        client = int(window) if window.isdecimal() else -1
        return {client: carets.pop(client)} if client in carets else {}

    def unseen(self, updates: Iterable[tuple[int, bytes]]) -> list[bytes]:
        """Of stored updates with higher numbers than `known`, those the openers lack; now known."""
        now = time.monotonic()
        # Updates are merged under the highest number once they are a minute old: after a long
        # absence a number that was passed on may hold more than it did.
        sure = now - self.looked_at < PATIENCE
        self.looked_at = now
        found: list[bytes] = []
        for n, update in updates:
            if n > self.known:
                if not sure or n not in self.passed_on:
                    found.append(update)
                self.known = n
        self.passed_on = {n for n in self.passed_on if n > self.known}
        return found
