"""What presence may tell whom: not that somebody works on, or looks at, a field whose existence a role
hides, and not which record they are on if that record is out of sight."""

from collections.abc import Iterable
from typing import Any

from app.core.actor import Access
from app.core.records.registry import BY_ENTITY
from realtime.connection import Connection
from realtime.mentions import Mentions
from realtime.mentions import told as without_ids
from realtime.topics import Member


def discreet(members: Iterable[Member], topic: str, to: Connection) -> list[Member]:
    """Members as this listener may see them at a topic: whoever is in a hidden field is just there."""
    found = list(members)
    return _shown(found, topic, to.access, Mentions(found).unseen(to))


def discreetly_told(
    told: dict[str, list[Any]], topic: str, access: Access, hide: frozenset[str]
) -> dict[str, list[Any]]:
    """The same of `{joined, left, changed}`, for all with this access who may not see these records."""
    return {
        kind: found if kind == "left" else _shown(found, topic, access, hide)
        for kind, found in told.items()
    }


def _shown(members: list[Member], topic: str, access: Access, hide: frozenset[str]) -> list[Member]:
    shown = [without_ids(member, hide) for member in members]
    if not access.hidden:
        return shown
    hidden = _hidden_at(topic, access)
    return [_without(member, hidden) for member in shown]


def _without(member: Member, hidden: frozenset[str]) -> Member:
    """A member for whom these fields are hidden: not in one of them, and with none at the panel's top."""
    state = member["state"]
    if state.get("field") in hidden:
        return {**member, "state": {}}
    panel = state.get("panel")
    if not isinstance(panel, dict) or not isinstance(panel.get("places"), dict):
        return member
    places = {name: share for name, share in panel["places"].items() if name not in hidden}
    return {**member, "state": {**state, "panel": {**panel, "places": places}}}


def _hidden_at(topic: str, access: Access) -> frozenset[str]:
    kind = BY_ENTITY.get(topic.partition(":")[0])
    if kind is not None and kind.owned:
        return access.hidden.get(kind.name, frozenset())
    # A board or the whole organisation: the field may be of any record.
    return frozenset[str]().union(*access.hidden.values())
