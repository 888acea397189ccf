"""Members of presence at other instances: heard as changes, corrected by their leases in Redis.

Each instance keeps one key per organisation with everybody who is there through it; the key lives a
few seconds longer than the instance. Changes and keys carry a revision, so that an older word never
undoes a newer one.
"""

from dataclasses import dataclass, field
from typing import Any

from realtime.topics import Kind, Member

Rooms = dict[str, dict[str, Member]]  # topic → member id → member


@dataclass(slots=True)
class Neighbour:
    """What is known of one other instance in one organisation."""

    revision: int = 0
    certain: bool = False  # nothing was missed since the last key that was read
    rooms: Rooms = field(default_factory=dict[str, dict[str, Member]])

    def hear(self, revision: int, topic: str, told: dict[str, Any]) -> list[tuple[Kind, Member]]:
        """Apply a change; returns what it means here."""
        if revision <= self.revision:
            return []
        self.certain = self.certain and revision == self.revision + 1
        self.revision = revision
        room = self.rooms.setdefault(topic, {})
        heard: list[tuple[Kind, Member]] = []
        for member in [*told["joined"], *told["changed"]]:
            heard.append(("changed" if member["id"] in room else "joined", member))
            room[member["id"]] = member
        for member_id in told["left"]:
            member = room.pop(member_id, None)
            if member is not None:
                heard.append(("left", member))
        if not room:
            del self.rooms[topic]
        return heard

    def read(self, revision: int, rooms: Rooms) -> list[tuple[str, Kind, Member]]:
        """Apply a whole key, unless newer changes were heard; returns what it means here, by topic."""
        if revision < self.revision or (revision == self.revision and self.certain):
            return []
        found = difference(self.rooms, rooms)
        self.revision, self.rooms, self.certain = revision, rooms, True
        return found

    def vanish(self) -> list[tuple[str, Kind, Member]]:
        """The instance is gone, and with it everybody there."""
        found = difference(self.rooms, {})
        self.rooms = {}
        return found


def difference(before: Rooms, after: Rooms) -> list[tuple[str, Kind, Member]]:
    """What turned one set of rooms into another."""
    found: list[tuple[str, Kind, Member]] = []
    for topic in before.keys() | after.keys():
        old, new = before.get(topic, {}), after.get(topic, {})
        found.extend((topic, "left", old[key]) for key in old.keys() - new.keys())
        found.extend((topic, "joined", new[key]) for key in new.keys() - old.keys())
        both = new.keys() & old.keys()
        found.extend((topic, "changed", new[key]) for key in both if new[key] != old[key])
    return found
