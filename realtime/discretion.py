"""What presence may tell whom: not that somebody works on a field whose existence a role hides."""

from collections.abc import Iterable
from typing import Any

from app.core.actor import Access
from app.core.records.registry import BY_ENTITY
from realtime.topics import Member


def discreet(members: Iterable[Member], topic: str, access: Access) -> list[Member]:
    """Members as this access may see them at a topic: whoever is in a hidden field is just there."""
    if not access.hidden:
        return list(members)
    hidden = _hidden_at(topic, access)
    return [
        {**member, "state": {}} if member["state"].get("field") in hidden else member
        for member in members
    ]


def discreetly_told(told: dict[str, list[Any]], topic: str, access: Access) -> dict[str, list[Any]]:
    """The same of `{joined, left, changed}`."""
    return {
        kind: found if kind == "left" else discreet(found, topic, access)
        for kind, found in told.items()
    }


def _hidden_at(topic: str, access: Access) -> frozenset[str]:
    kind = BY_ENTITY.get(topic.partition(":")[0])
    if kind is not None and kind.owned:
        return access.hidden.get(kind.name, frozenset())
    # A board or the whole organisation: the field may be of any record.
    return frozenset[str]().union(*access.hidden.values())
