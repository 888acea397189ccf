"""Updates of notes that no message has told of: found in the table, by their numbers."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from app.together.notes.queries import newer_updates
from realtime.rooms import Room, RoomKey


async def tell_unheard(rooms: Mapping[RoomKey, Room]) -> None:
    """Give the openers of each note what is stored and has not reached them; one query a tenant."""
    by_tenant: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for room in rooms.values():
        if room.openers:
            by_tenant[room.tenant_id][room.note_id] = room.known
    for tenant_id, known in by_tenant.items():
        found: dict[UUID, list[tuple[int, bytes]]] = defaultdict(list)
        for note_id, n, update in await newer_updates(tenant_id, known):
            found[note_id].append((n, update))
        for note_id in known:
            # It may have been given up meanwhile.
            room = rooms.get((tenant_id, note_id))
            if room is not None:
                for update in room.unseen(found[note_id]):
                    room.tell(room.frame("note:update", update))
