"""What the watchers of a topic are told is made once for each way of seeing it, however many they are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Access
from app.core.ids import new_id
from app.core.permissions import policy_of
from realtime.connection import Connection
from realtime.frames import Frame
from realtime.telling import tell_watchers
from realtime.topics import Member, Topic

TENANT = new_id()
OWN_ONLY = policy_of("custom", '{"deals": {"read": "own"}}')


class Wire:
    """A client that keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def write(self, frame: Frame) -> None:
        """As a connection does."""
        self.frames.append(frame)


class Peers(frozenset[UUID]):
    """A team that counts how often it is asked about somebody."""

    asked = 0

    def __contains__(self, person: object) -> bool:
        Peers.asked += 1
        return super().__contains__(person)


def watcher(access: Access, user_id: UUID | None = None) -> tuple[Connection, Wire]:
    """Somebody with this access, and their wire."""
    wire = Wire()
    return Connection(str(new_id()), TENANT, user_id or new_id(), None, 0.0, wire, access), wire


def room_of(*connections: Connection) -> Topic:
    """A topic they all watch."""
    room = Topic("tenant")
    for connection in connections:
        room.watchers[connection.id] = (connection, {"id": connection.id})
    return room


def at_deals(owners: Sequence[UUID]) -> tuple[list[str], dict[str, list[Any]]]:
    """As many deals as owners, and the news that somebody is on each of them."""
    deals = [str(new_id()) for _ in owners]
    changed: list[Member] = [
        {"id": f"c{n}", "state": {"deal": deal}, "about": {deal: ("deals", str(owner))}}
        for n, (deal, owner) in enumerate(zip(deals, owners, strict=True))
    ]
    return deals, {"joined": [], "left": [], "changed": changed}


def shown(wire: Wire) -> list[str]:
    """The deals that a client has been told of, in order."""
    (frame,) = wire.frames
    body = orjson.loads(frame.text[frame.text.index("[") :])[1]
    return [member["state"]["deal"] for member in body["changed"]]


def test_a_team_is_asked_about_a_record_once() -> None:
    """A hundred watchers of two teams, and ten open deals: twenty questions and two frames."""
    people = [new_id() for _ in range(10)]
    teams = [Peers(people[:5]), Peers(people[5:])]
    rep = policy_of("rep")
    watchers = [watcher(Access("Rep", "rep", teams[n % 2], rep)) for n in range(100)]
    deals, told = at_deals(people)
    Peers.asked = 0
    size = tell_watchers(TENANT, room_of(*(connection for connection, _ in watchers)), told)
    assert Peers.asked == 2 * len(deals)
    assert shown(watchers[0][1]) == [*deals[:5], *["hidden"] * 5]
    assert shown(watchers[1][1]) == [*["hidden"] * 5, *deals[5:]]
    frames = {id(wire.frames[0]): wire.frames[0] for _, wire in watchers}
    assert len(frames) == 2 and size == max(frame.size for frame in frames.values())


def test_one_s_own_is_asked_of_each_person() -> None:
    """Of two people with the same role, who may read only what is theirs, each sees only their own deal."""
    ana, ben, admin = new_id(), new_id(), new_id()
    mine = [
        watcher(Access("Own", "custom", frozenset({user}), OWN_ONLY), user) for user in (ana, ben)
    ]
    every = watcher(Access("Admin", "admin", frozenset({admin}), policy_of("admin")), admin)
    deals, told = at_deals([ana, ben])
    tell_watchers(TENANT, room_of(*(connection for connection, _ in (*mine, every))), told)
    assert shown(mine[0][1]) == [deals[0], "hidden"]
    assert shown(mine[1][1]) == ["hidden", deals[1]]
    assert shown(every[1]) == deals
