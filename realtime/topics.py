"""Who is at a topic: the members of one room, and what has changed since everybody was last told."""

from dataclasses import dataclass, field
from typing import Any, Literal

from realtime.connection import Connection

Member = dict[str, Any]
Kind = Literal["joined", "left", "changed"]


@dataclass(slots=True)
class Pending:
    """Changes not yet told: the last word on each member."""

    changes: dict[str, tuple[Kind, Member]] = field(default_factory=dict[str, tuple[Kind, Member]])

    def add(self, kind: Kind, member: Member) -> None:
        """Note a change.

        Who came and went in between is still told as gone: an answer to `watch` may have shown them.
        """
        key = member["id"]
        before = self.changes.pop(key, None)
        if before is not None and kind != "left":
            kind = "joined" if before[0] == "joined" else "changed"
        self.changes[key] = (kind, member)

    def take(self) -> dict[str, list[Any]]:
        """What to tell: `{joined: [member], left: [id], changed: [member]}`; starts anew."""
        told: dict[str, list[Any]] = {"joined": [], "left": [], "changed": []}
        for key, (kind, member) in self.changes.items():
            told[kind].append(key if kind == "left" else member)
        self.changes.clear()
        return told


@dataclass(slots=True)
class Topic:
    """Local watchers by connection id with what they show, and news of them not yet told.

    Watchers are told nothing before `rests_until` (monotonic seconds).
    """

    name: str
    watchers: dict[str, tuple[Connection, Member]] = field(
        default_factory=dict[str, tuple[Connection, Member]]
    )
    to_watchers: Pending = field(default_factory=Pending)
    to_instances: Pending = field(default_factory=Pending)
    rests_until: float = 0.0

    def local_members(self) -> list[Member]:
        """Who is here through this instance."""
        return [member for _, member in self.watchers.values()]
