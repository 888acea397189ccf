"""Which records a presence state names, and whose they are: who may not see one is not told of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.failures import LOST_CONNECTION
from app.core.ids import parse_id
from app.core.log import Event
from app.core.permissions import allows, scope
from app.core.records.registry import TYPES
from app.core.uow import snapshot
from realtime.connection import Connection
from realtime.topics import Member
from realtime.views import View

# What of a state names a record: an address, the deal one is on, the card in one's hand.
ADDRESS = re.compile(r"^/(companies|contacts|deals)/([0-9a-f-]{36})$")
DEALS = ("deal", "dragging")
HIDDEN = "hidden"  # stands for an id in what is told
NOTHING = frozenset[str]()

About = dict[str, tuple[str, str | None]]  # id → type, owner; a list after its way through JSON


def named(state: Mapping[str, Any]) -> dict[str, str]:
    """The records that a state names: id → type."""
    found: dict[str, str] = {}
    addresses = (state.get("at"), *(f"/deals/{state.get(key)}" for key in DEALS))
    for address in addresses:
        match = ADDRESS.match(address) if isinstance(address, str) else None
        if match and parse_id(match[2]):
            found[match[2]] = match[1]
    return found


async def about(actor: Actor, state: Mapping[str, Any], known: About) -> About:
    """Whose the records are that a state names; `known` is what the state before said of them.

    A record that is not there (yet) is nobody's, as it is while the database is away.
    """
    wanted = named(state)
    found = {id_: known[id_] for id_ in wanted if id_ in known}
    for id_ in wanted.keys() - found.keys():
        kind = wanted[id_]
        try:
            async with snapshot(actor) as view:
                owner = await view.fetchval(
                    f"SELECT owner_id::text FROM {TYPES[kind].table}"
                    " WHERE tenant_id = $1 AND id = $2",
                    actor.tenant_id,
                    UUID(id_),
                )
        except (*LOST_CONNECTION, TimeoutError):
            owner = None
        found[id_] = (kind, owner)
    return found


class Mentions:
    """The records that some members name, and who may not see which of them.

    Each record is asked about once for all listeners who share a view, not once for each of them.
    """

    def __init__(self, members: Iterable[Member]) -> None:
        self._about: About = {}
        for member in members:
            if "about" in member:
                self._about |= member["about"]
        self._kinds = {kind for kind, _ in self._about.values()}
        self._hidden: dict[tuple[View, UUID | None], frozenset[str]] = {}

    def unseen(self, to: Connection) -> frozenset[str]:
        """Which of the records this listener may not see."""
        if not self._about:
            return NOTHING
        # Where a role reads only its own records, each person is a view of their own.
        own = any(scope(to.access, kind, "read") == "own" for kind in self._kinds)
        view = (View.of(to.access), to.user_id if own else None)
        found = self._hidden.get(view)
        if found is None:
            found = self._hidden[view] = frozenset(
                id_ for id_, (kind, owner) in self._about.items() if not _may_see(to, kind, owner)
            )
        return found


def _may_see(to: Connection, kind: str, owner: str | None) -> bool:
    reach = scope(to.access, kind, "read")
    return reach == "all" or allows(reach, to.access, to.user_id, UUID(owner) if owner else None)


def told(member: Member, hide: frozenset[str]) -> Member:
    """A member as clients get it: without whose the records are, and without the ids in `hide`."""
    shown = {key: value for key, value in member.items() if key != "about"}
    ids = hide & member.get("about", {}).keys()
    if ids:
        text = orjson.dumps(shown["state"]).decode()
        for id_ in ids:
            text = text.replace(id_, HIDDEN)
        shown["state"] = orjson.loads(text)
        shown["state"].pop("panel", None)  # nor what of it they look at
    return shown


def handed_over(member: Member, events: Iterable[Event]) -> Member | None:
    """The member after records it names have changed hands; None if none has."""
    now: About = dict(member.get("about", {}))
    for event in events:
        id_ = str(event.entity_id)
        if id_ in now and event.audience.owner_before != event.audience.owner_after:
            owner = event.audience.owner_after
            now[id_] = (now[id_][0], str(owner) if owner else None)
    return {**member, "about": now} if now != member.get("about", {}) else None
