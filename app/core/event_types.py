"""The event types there are, so that nobody waits for one that never comes.

Each record type has the kernel's four; a feature declares its other verbs and entities beside the code
that records them. Not declared is what only one person may hear (notifications).
"""

from collections.abc import Iterable
from difflib import get_close_matches

from app.core.records.registry import BY_ENTITY

WRITES = ("created", "updated", "deleted", "restored")

_declared: dict[str, tuple[str, ...]] = {}


def declare_events(entity: str, *verbs: str) -> None:
    """These `<entity>.<verb>` are recorded, besides what the kernel records of a record type."""
    _declared[entity] = verbs


def event_types() -> dict[str, list[str]]:
    """The verbs of each entity."""
    entities = sorted({*BY_ENTITY, *_declared})
    return {
        entity: [*(WRITES if entity in BY_ENTITY else ()), *_declared.get(entity, ())]
        for entity in entities
    }


def require_event_types(patterns: Iterable[str]) -> None:
    """Raise ValueError for a pattern that is neither `*`, `<entity>.*` nor an event type."""
    known = ["*"]
    for entity, verbs in event_types().items():
        known += [f"{entity}.*", *(f"{entity}.{verb}" for verb in verbs)]
    for pattern in patterns:
        if pattern not in known:
            alike = get_close_matches(pattern, known, 1)
            hint = f"did you mean {alike[0]}?" if alike else "use *, deal.* or deal.created."
            raise ValueError(f"There is no event {pattern!r}; {hint}")
