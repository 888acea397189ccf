"""Organisations for tests, complete with people. Tenants are isolated, so nobody cleans up."""

from dataclasses import dataclass
from uuid import UUID

from quart import Quart

from app.core.actor import Actor, Request
from app.core.ids import new_id
from app.core.tokens import issue_access_token
from app.identity.accounts.actions import register
from app.identity.members.actions import add_member
from app.identity.members.queries import Membership
from app.identity.sessions.actions import open_session
from app.identity.teams.actions import create_team
from app.identity.teams.schemas import NewTeam, TeamMemberIn
from tests.api import Api

PASSWORD = "correct-horse-battery"
SOURCE = Request(id="tests", ip="127.0.0.1", agent="tests")


@dataclass(frozen=True, slots=True)
class Org:
    """An organisation: `manager` manages ana's and ben's team, cara is in another, the rest in none.

    Every person is a signed-in `Api`; their password is `PASSWORD`, their address `email_of(name)`.
    """

    app: Quart
    tenant_id: UUID
    slug: str
    team_id: UUID
    other_team_id: UUID
    admin: Api
    manager: Api
    ana: Api
    ben: Api
    cara: Api
    support: Api
    viewer: Api

    @property
    def people(self) -> dict[str, Api]:
        """Everybody, by name."""
        names = ("admin", "manager", "ana", "ben", "cara", "support", "viewer")
        return {name: getattr(self, name) for name in names}

    def email_of(self, name: str) -> str:
        """The address of one of `people`."""
        return f"{name}@{self.slug}.test"

    def actor(self, name: str = "admin") -> Actor:
        """One of `people` as an actor, for calling actions directly."""
        api: Api = getattr(self, name)
        return Actor(self.tenant_id, api.user_id, api.session_id, request=SOURCE)

    @property
    def system(self) -> Actor:
        """Nobody in particular, in this organisation."""
        return Actor.system(self.tenant_id)


async def build_org(app: Quart, name: str) -> Org:
    """A new organisation; `name` may be used any number of times."""
    slug = f"org-{new_id().hex[-12:]}"
    founded = await register(
        SOURCE,
        email=f"admin@{slug}.test",
        password=PASSWORD,
        full_name=f"Admin of {name}",
        organization=name,
        slug=slug,
    )
    tenant_id = founded.membership.tenant_id
    system = Actor.system(tenant_id)
    ids: dict[str, UUID] = {"admin": founded.user_id}
    roles: dict[str, str] = {
        "manager": "manager",
        "ana": "rep",
        "ben": "rep",
        "cara": "rep",
        "support": "support",
        "viewer": "read_only",
    }
    for person, role in roles.items():
        ids[person] = await add_member(
            system,
            full_name=person.capitalize(),
            role=role,
            email=f"{person}@{slug}.test",
            password=PASSWORD,
        )
    team = [
        TeamMemberIn(user_id=ids["manager"], manages=True),
        TeamMemberIn(user_id=ids["ana"]),
        TeamMemberIn(user_id=ids["ben"]),
    ]
    team_id = await create_team(system, NewTeam(name="North", members=team))
    other = [TeamMemberIn(user_id=ids["cara"])]
    other_team_id = await create_team(system, NewTeam(name="South", members=other))
    everyone: dict[str, str] = {"admin": "admin", **roles}
    people = {
        person: await sign_in(app, ids[person], founded.membership, role)
        for person, role in everyone.items()
    }
    return Org(app, tenant_id, slug, team_id, other_team_id, **people)


async def sign_in(app: Quart, user_id: UUID, place: Membership, role: str) -> Api:
    """A new session of somebody, as a signed-in `Api`."""
    session = await open_session(SOURCE, user_id, place)
    token = issue_access_token(
        user_id=user_id, tenant_id=place.tenant_id, session_id=session.session_id, role=role
    )
    return Api(app, token, user_id=user_id, session_id=session.session_id)
