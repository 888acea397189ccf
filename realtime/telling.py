"""Telling the watchers of a topic what is new there: a frame for each way of seeing it."""

from typing import Any
from uuid import UUID

from app.core.policy import Policy
from realtime.discretion import discreetly_told
from realtime.frames import Frame, event_frame, namespace_of
from realtime.mentions import Mentions
from realtime.topics import Topic


def tell_watchers(tenant_id: UUID, room: Topic, told: dict[str, list[Any]]) -> int:
    """One frame for all who may read the same fields of the same records; bytes of the largest.

    `told` is `{joined: [member], left: [id], changed: [member]}`.
    """
    frames: dict[tuple[Policy, frozenset[str]], Frame] = {}
    mentions = Mentions([*told["joined"], *told["changed"]])
    for connection, _ in room.watchers.values():
        hide = mentions.unseen(connection)
        key = (connection.access.policy, hide)
        if key not in frames:
            shown = discreetly_told(told, room.name, connection.access, hide)
            body = {"topic": room.name, **shown}
            frames[key] = event_frame(namespace_of(tenant_id), "presence", body)
        connection.write(frames[key])
    return max((frame.size for frame in frames.values()), default=0)
