"""Notes edited together: Yjs updates stored in PostgreSQL first, then passed on.

No document is kept in memory: updates commute, so that passing them on is enough, and the whole is
merged from the stored parts when somebody opens it. Other instances hear updates over Redis; what
they do not hear they find in the table.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from app.core.audience import sight
from app.core.background import end
from app.core.errors import AppError, Invalid, NotFound
from app.core.failures import LOST_CONNECTION
from app.core.log import Event
from app.together.notes.actions import append_update
from app.together.notes.documents import missing, plain_text, state_of
from app.together.notes.queries import document, place_of
from app.together.notes.tree import doc_of
from realtime.awareness import clocks_of, removal_of
from realtime.connection import Connection
from realtime.ephemera import Ephemera
from realtime.rooms import Room, RoomKey
from realtime.settling import due, settle
from realtime.streams import Passed
from realtime.unheard import tell_unheard

logger = logging.getLogger(__name__)

TICK = 0.3  # seconds; also how often stored updates are looked at while Redis is in doubt
LOOK_EVERY = 2.0
OPEN_LIMIT = 20  # notes per connection
MENTION = b"mention"  # the name of the node, in an update that brings one


class Notes:
    """The rooms of this instance."""

    def __init__(self, ephemera: Ephemera, doubtful: Callable[[], bool], passed: Passed) -> None:
        self._ephemera, self._doubtful, self._passed = ephemera, doubtful, passed
        self._rooms: dict[RoomKey, Room] = {}
        self._background: set[asyncio.Task[None]] = set()
        # A version may have been restored over REST, which rings no bell for notes: look at once.
        self._restored = False
        ephemera.on("note:update", self._heard_update)
        ephemera.on("note:awareness", self._heard_awareness)
        self._task = asyncio.create_task(self._tick(), name="notes")

    def __len__(self) -> int:
        return len(self._rooms)

    # What clients do

    async def open(
        self,
        connection: Connection,
        note_id: UUID,
        state_vector: bytes | None,
        window: str = "",
    ) -> dict[str, Any]:
        """Open a note (in one of the client's windows): what it lacks, and the server's state vector.

        Raises NotFound, Invalid. From now on the client hears what others write.
        """
        key = (connection.tenant_id, note_id)
        self._require_room(connection, key)
        place = await place_of(connection.actor, note_id)
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room(*key, place.entity, place.entity_id)
        # First a place in the room, then the document: nothing is written in between unheard.
        room.openers[connection.id] = connection
        room.windows.setdefault(connection.id, set()).add(window)
        # What the log has said since the answer, nobody was there to hear.
        unheard = self._passed(connection.tenant_id, place.seq)
        try:
            stored = await document(*key)
            answer, text = await asyncio.to_thread(_answer, stored.update, state_vector)
            if unheard:
                await place_of(connection.actor, note_id)  # may it still?
            if connection.id not in room.openers:
                raise NotFound()  # the log has said meanwhile that it may not
        except BaseException:
            self.close_note(connection, note_id, window)
            raise
        if connection.ended:
            self._leave(connection, room)
        if not room.known:
            room.known = stored.last
        room.loose = stored.loose
        if text != stored.text:
            room.edited(None)  # whoever should have saved the text did not live to
        return answer

    def _require_room(self, connection: Connection, key: RoomKey) -> None:
        opened = [room for room in self._rooms.values() if connection.id in room.openers]
        if len(opened) >= OPEN_LIMIT and self._rooms.get(key) not in opened:
            raise Invalid(f"At most {OPEN_LIMIT} notes at once.")

    async def update(self, connection: Connection, note_id: UUID, update: bytes) -> None:
        """Store an update, then pass it on. Raises NotFound, Forbidden, Invalid, TooLarge."""
        room = self._opened(connection, note_id)
        n = await append_update(connection.actor, note_id, update)
        if not n:
            return
        room.passed_on.add(n)
        room.loose += 1
        room.edited(connection.actor, mentions=MENTION in update)
        room.tell(room.frame("note:update", update), but=connection.id)
        head = {"note_id": str(note_id), "n": n}
        self._ephemera.tell(room.tenant_id, "note:update", head, update)

    def awareness(self, connection: Connection, note_id: UUID, update: bytes) -> None:
        """Pass carets and selections on. Raises Invalid."""
        room = self._opened(connection, note_id)
        room.show_carets(connection, clocks_of(update, connection.user_id))
        self._pass_awareness(room, update, but=connection.id)

    def close_note(self, connection: Connection, note_id: UUID, window: str = "") -> None:
        """The client has closed the note, in one of its windows or in the only one.

        A window named by its Yjs client takes that client's caret with it.
        """
        room = self._rooms.get((connection.tenant_id, note_id))
        if room is None:
            return
        windows = room.windows.get(connection.id, set())
        windows.discard(window)
        if not windows:
            self._leave(connection, room)
        elif left := room.take_caret(connection, window):
            self._pass_awareness(room, removal_of(left))

    def gone(self, connection: Connection) -> None:
        """The connection has ended."""
        for room in list(self._rooms.values()):
            if connection.id in room.openers:
                self._leave(connection, room)

    def _opened(self, connection: Connection, note_id: UUID) -> Room:
        room = self._rooms.get((connection.tenant_id, note_id))
        if room is None or connection.id not in room.openers:
            raise Invalid("Open the note first.")
        return room

    def _leave(self, connection: Connection, room: Room) -> None:
        room.openers.pop(connection.id, None)
        room.windows.pop(connection.id, None)
        carets = room.carets.pop(connection.id, None)
        if carets:
            self._pass_awareness(room, removal_of(carets))

    def _pass_awareness(self, room: Room, update: bytes, *, but: str | None = None) -> None:
        room.tell(room.frame("note:awareness", update), but=but)
        head = {"note_id": str(room.note_id)}
        self._ephemera.tell(room.tenant_id, "note:awareness", head, update)

    # What others say

    def _heard_update(self, tenant_id: UUID, head: dict[str, Any], update: bytes) -> None:
        room = self._rooms.get((tenant_id, UUID(head["note_id"])))
        if room is not None and head["n"] > room.known and head["n"] not in room.passed_on:
            room.passed_on.add(head["n"])
            room.tell(room.frame("note:update", update))

    def _heard_awareness(self, tenant_id: UUID, head: dict[str, Any], update: bytes) -> None:
        room = self._rooms.get((tenant_id, UUID(head["note_id"])))
        if room is not None:
            room.tell(room.frame("note:awareness", update))

    def seen(self, tenant_id: UUID, events: Sequence[Event]) -> None:
        """Close notes for those whom the log has taken out of sight of them."""
        for room in list(self._rooms.values()):
            if room.tenant_id != tenant_id:
                continue
            for event in events:
                if event.entity_id not in (room.entity_id, room.note_id):
                    continue
                self._restored = self._restored or event.type == "note.version_restored"
                gone = event.type in (f"{room.entity}.deleted", "note.deleted")
                for connection in list(room.openers.values()):
                    seen = sight(event.audience, connection.access, connection.user_id)
                    if gone or seen != "full":
                        self._shut(connection, room)

    async def recheck(self, connections: Iterable[Connection]) -> None:
        """Their rights have changed: close what they may not read any more."""
        for connection in connections:
            for room in list(self._rooms.values()):
                if connection.id in room.openers:
                    try:
                        await place_of(connection.actor, room.note_id)
                    except (AppError, *LOST_CONNECTION):
                        self._shut(connection, room)

    def _shut(self, connection: Connection, room: Room) -> None:
        self._leave(connection, room)
        connection.emit("note:closed", {"note_id": room.note_id})

    # The passing of time

    async def _tick(self) -> None:
        looked_at = 0.0
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            if self._rooms and (self._restored or self._doubtful() or now - looked_at > LOOK_EVERY):
                looked_at = now
                self._restored = False
                try:
                    await tell_unheard(self._rooms)
                except (*LOST_CONNECTION, TimeoutError) as error:
                    logger.warning("stored note updates can't be read: %r", error)
                except Exception:
                    logger.exception("looking for note updates stumbled; it goes on")
            for key, room in list(self._rooms.items()):
                if room.settling:
                    continue
                if due(room, now):
                    self._settle_soon(room)
                elif not room.openers and room.edited_since is None:
                    del self._rooms[key]

    def _settle_soon(self, room: Room) -> None:
        room.edited_since, room.hurry, room.settling = None, False, True
        task = asyncio.create_task(settle(room))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        """Save what is unsaved and stop."""
        await end([self._task])
        for room in self._rooms.values():
            if room.edited_since is not None:
                self._settle_soon(room)
        if self._background:
            await asyncio.wait(self._background, timeout=3)


def _answer(update: bytes, state_vector: bytes | None) -> tuple[dict[str, bytes], str]:
    """What who opens a document lacks of it, and what it says."""
    lacks = {"update": missing(update, state_vector), "state_vector": state_of(update)}
    return lacks, plain_text(doc_of(update))
