"""What a group of listeners with the same access sees of the log, encoded once for all of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Access
from app.core.log import Event
from app.core.permissions import scope
from app.core.policy import Policy
from app.core.records.masking import event_mask, event_sight
from realtime.frames import Frame, namespace_of, raw_frame

BULK_OVER = 500  # events of one job and entity; more become one
FRAME_BYTES = 64 * 1024
FRAME_EVENTS = 200
NOBODY = frozenset[UUID]()


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides what is seen, but for events that belong to one person alone."""

    policy: Policy
    peers: frozenset[UUID]

    @classmethod
    def of(cls, access: Access) -> "View":
        """The view an access gives."""
        policy = access.policy
        # Who reads nothing by team sees the same whoever their peers are: most people of most
        # organisations then share a view, and what is made for it.
        by_team = any(rule.read == "team" for rule in policy.rules.values())
        return cls(policy, access.peers if by_team else NOBODY)


@dataclass(slots=True)
class Item:
    """A piece of a frame: JSON, and the number it ends at."""

    to: int
    body: bytes


Framed = tuple[int, int, tuple[bytes, ...]]  # since, to, bodies


@dataclass(slots=True)
class Batch:
    """Consecutive events on their way to listeners, with what was already encoded of them.

    `bulky` names the jobs whose events are too many to be sent one by one: (job, entity) pairs.
    """

    events: Sequence[Event]
    bulky: frozenset[tuple[UUID, str]] = frozenset()
    _encoded: dict[tuple[int, frozenset[str]], bytes] = field(
        default_factory=dict[tuple[int, frozenset[str]], bytes]
    )
    _removed: dict[int, bytes] = field(default_factory=dict[int, bytes])
    _framed: dict[Framed, list[Frame]] = field(default_factory=dict[Framed, list[Frame]])

    def full(self, event: Event, hide: frozenset[str]) -> bytes:
        """The event without the hidden fields."""
        key = (event.seq, hide)
        found = self._encoded.get(key)
        if found is None:
            found = self._encoded[key] = orjson.dumps(log.wire(event, hide))
        return found

    def removed(self, event: Event) -> bytes:
        """Only that the record has left."""
        found = self._removed.get(event.seq)
        if found is None:
            found = self._removed[event.seq] = orjson.dumps(log.removed(event))
        return found

    def frames(self, tenant_id: UUID, since: int, to: int, items: Sequence[Item]) -> list[Frame]:
        """`changes_frames` of items of this batch: the same ones for all who see the same of it.

        People without a team are a view each, and mostly see what the others see.
        """
        key = (since, to, tuple(item.body for item in items))
        found = self._framed.get(key)
        if found is None:
            found = self._framed[key] = changes_frames(tenant_id, since, to, items)
        return found


def owners_alone(batch: Batch, access: Access) -> frozenset[UUID]:
    """The people who see events of this batch that others of the same view don't."""
    people: set[UUID] = set()
    for event in batch.events:
        audience = event.audience
        if scope(access, audience.resource, "read") == "own":
            people |= {p for p in (audience.owner_before, audience.owner_after) if p}
    return frozenset(people)


def items_for(batch: Batch, access: Access, user_id: UUID | None) -> list[Item]:
    """What this access (and, for what is one's own, this user) sees of a batch, in order."""
    items: list[Item] = []
    bulk: dict[tuple[UUID, str], list[Event]] = {}
    for event in batch.events:
        seen = event_sight(event, access, user_id)
        if seen == "none":
            continue
        if event.job_id and (event.job_id, event.entity) in batch.bulky:
            bulk.setdefault((event.job_id, event.entity), []).append(event)
        elif seen == "full":
            items.append(Item(event.seq, batch.full(event, event_mask(event, access))))
        else:
            items.append(Item(event.seq, batch.removed(event)))
    if bulk:
        items += [_bulk_item(*key, events) for key, events in bulk.items()]
        items.sort(key=lambda item: item.to)
    return items


def _bulk_item(job_id: UUID, entity: str, events: Sequence[Event]) -> Item:
    counts = Counter(event.type.rpartition(".")[2] for event in events)
    first, last = events[0].seq, events[-1].seq
    body: dict[str, Any] = {
        "type": "bulk",
        "entity": entity,
        "from": first - 1,
        "to": last,
        "job_id": str(job_id),
        "counts": dict(counts),
    }
    return Item(last, orjson.dumps(body))


def jobs_over_limit(counts: Mapping[tuple[UUID, str], int]) -> frozenset[tuple[UUID, str]]:
    """The (job, entity) pairs that have more events than are sent one by one."""
    return frozenset(key for key, count in counts.items() if count > BULK_OVER)


def count_jobs(events: Iterable[Event]) -> "Counter[tuple[UUID, str]]":
    """How many events each job has per entity."""
    return Counter((e.job_id, e.entity) for e in events if e.job_id)


def changes_frames(tenant_id: UUID, since: int, to: int, items: Sequence[Item]) -> list[Frame]:
    """`changes` frames that cover (since, to] exactly, none much over FRAME_BYTES unless one event is."""
    frames: list[Frame] = []
    part: list[bytes] = []
    size = 0
    for n, item in enumerate(items):
        part.append(item.body)
        size += len(item.body)
        last = n == len(items) - 1
        if last or size >= FRAME_BYTES or len(part) >= FRAME_EVENTS:
            end = to if last else item.to
            frames.append(_frame(tenant_id, since, end, part))
            since, part, size = end, [], 0
    return frames or [_frame(tenant_id, since, to, [])]


def _frame(tenant_id: UUID, since: int, to: int, bodies: Sequence[bytes]) -> Frame:
    events = b",".join(bodies).decode()
    return raw_frame(
        namespace_of(tenant_id), "changes", f'{{"from":{since},"to":{to},"events":[{events}]}}'
    )
