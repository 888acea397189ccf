"""An organisation to measure with: people who may see its deals, and changes they hear of."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Literal
from uuid import UUID

import jwt
import orjson

from app.core import log
from app.core.actor import Actor, Request
from app.core.audience import Audience
from app.core.ids import new_id
from app.core.tokens import issue_access_token
from app.core.uow import unit_of_work
from app.identity.accounts.actions import register
from app.identity.members.actions import add_member
from app.identity.sessions.actions import open_session
from app.web.features import declare_routes
from bench.connections import Ticket

SOURCE = Request(id="bench", ip="127.0.0.1", agent="bench")
PASSWORD = "correct-horse-battery"
PEER_SECRET = "a secret that only the peer and its clients know"
Seeing = Literal["admin", "support", "read_only"]  # roles that read every deal
ROLES: tuple[Seeing, ...] = ("admin", "support", "read_only")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the house, signed in."""

    user_id: UUID
    session_id: UUID
    role: Seeing


@dataclass(frozen=True, slots=True)
class House:
    """An organisation; the first of its people is an admin, with `email` and `PASSWORD`."""

    tenant_id: UUID
    slug: str
    people: Sequence[Person]

    @property
    def email(self) -> str:
        """The admin's address."""
        return f"admin@{self.slug}.test"

    @property
    def space(self) -> str:
        """Its Socket.IO namespace."""
        return f"/t/{self.tenant_id}"

    def actor(self, number: int = 0) -> Actor:
        """One of the people, as who acts."""
        person = self.people[number]
        return Actor(self.tenant_id, person.user_id, person.session_id, request=SOURCE)

    def token(self, person: Person) -> str:
        """A fresh access token."""
        return issue_access_token(
            user_id=person.user_id,
            tenant_id=self.tenant_id,
            session_id=person.session_id,
            role=person.role,
        )

    def tickets(self, port: int, count: int) -> list[Ticket]:
        """Listeners of ours: the people take turns, each with as many windows as it takes."""
        tokens = [self.token(person) for person in self.people]
        return [
            Ticket(port, PATH, f'40{self.space},{{"token":"{token}"}}')
            for token in islice(cycle(tokens), count)
        ]

    def peer_tickets(self, port: int, count: int, *, recover: bool = False) -> list[Ticket]:
        """The same for a socket.io server of the peer's, which has tokens of its own."""
        tokens = [
            jwt.encode(
                {"sub": str(p.user_id), "tid": str(self.tenant_id), "exp": 4_000_000_000},
                PEER_SECRET,
            )
            for p in self.people
        ]
        return [
            Ticket(port, PATH, f'40{self.space},{{"token":"{token}"}}', recover)
            for token in islice(cycle(tokens), count)
        ]

    async def change(self, count: int = 1, filler: int = 0) -> list[log.Event]:
        """Commit so many changes of a deal's amount in one transaction, and ring the doorbell."""
        actor = self.actor()
        more = {"filler": "x" * filler} if filler else {}
        async with unit_of_work(actor) as work:
            for n in range(count):
                work.record(
                    "deal.updated",
                    entity="deal",
                    entity_id=new_id(),
                    version=next(_versions),
                    audience=Audience("deals", None, actor.user_id),
                    changed=("amount",),
                    before={"amount": "1000.00"},
                    data={"amount": f"{1000 + n}.00", **more},
                )
        return work.events


PATH = "/socket.io/?EIO=4&transport=websocket"
_versions = itertools.count(1)


async def found_house(people: int = 100) -> House:
    """A new organisation with so many signed-in people."""
    declare_routes()
    slug = f"bench-{new_id().hex[-12:]}"
    founded = await register(
        SOURCE,
        email=f"admin@{slug}.test",
        password=PASSWORD,
        full_name="Bench Admin",
        organization="Bench",
        slug=slug,
    )
    place = founded.membership
    system = Actor.system(place.tenant_id)
    found: list[tuple[UUID, Seeing]] = [(founded.user_id, "admin")]
    for n, role in zip(range(1, people), cycle(ROLES), strict=False):
        found.append((await add_member(system, full_name=f"Person {n}", role=role), role))
    signed_in = [
        Person(user_id, (await open_session(SOURCE, user_id, place)).session_id, role)
        for user_id, role in found
    ]
    return House(place.tenant_id, slug, signed_in)


def payload(events: Sequence[log.Event]) -> dict[str, Any]:
    """What our `changes` says of these events, for a peer or a floor to say the same."""
    return {
        "from": events[0].seq - 1,
        "to": events[-1].seq,
        "events": [orjson.loads(orjson.dumps(log.wire(event), default=str)) for event in events],
    }


def message(space: str, body: dict[str, Any]) -> str:
    """The text of a `changes` message, as socket.io and we write it."""
    return f'42{space},["changes",{orjson.dumps(body).decode()}]'
