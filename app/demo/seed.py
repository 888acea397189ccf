"""Filling an empty database with the demo, once, through the same actions as everybody."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from uuid import UUID

import orjson

from app.config import Settings
from app.core.actor import Actor, Request
from app.core.db import pool
from app.core.ids import new_id
from app.core.readiness import begin_loading, end_loading
from app.core.records.record_type import RecordType
from app.core.records.writing import create_record
from app.core.runtime import open_runtime
from app.core.uow import snapshot, unit_of_work
from app.crm.companies.record import COMPANIES as COMPANY
from app.crm.contacts.record import CONTACTS as CONTACT
from app.crm.deals.record import DEALS
from app.crm.fields.actions import create_field
from app.crm.fields.schemas import FieldCreate, Option
from app.crm.tags.record import TAGS
from app.demo import cast
from app.demo.deals import Account, deal_fields
from app.identity.accounts.actions import create_superadmin, register
from app.identity.members.actions import add_member
from app.identity.teams.actions import create_team
from app.identity.teams.schemas import NewTeam, TeamMemberIn
from app.together.comments.record import COMMENTS

LOADING = "demo"
DOOR = b"demo"  # the door of kind "demo" that says which tenant is the demo's
SEED = 20261


async def seed_demo(settings: Settings) -> None:
    """Fill the database unless it has the demo already."""
    async with open_runtime(settings, pool_max=4):
        await seed()


async def seed() -> UUID:
    """The demo's tenant, filled if it was not there (or not finished)."""
    found = await demo_tenant()
    if found:
        return found
    await begin_loading(LOADING)
    await _set_aside_unfinished()
    tenant_id = await _fill_demo()
    await _fill_rival(tenant_id)
    await create_superadmin(email=cast.ROOT.email, password=cast.PASSWORD, full_name=cast.ROOT.name)
    await pool().execute(
        "INSERT INTO doors (kind, digest, tenant_id, target_id) VALUES ('demo', $1, $2, $2)",
        DOOR,
        tenant_id,
    )
    await end_loading(LOADING)
    return tenant_id


async def _set_aside_unfinished() -> None:
    """What a killed attempt has left keeps its rows but gives up the names."""
    await pool().execute(
        "UPDATE users SET email = NULL WHERE email LIKE '%@demo.test' OR email LIKE '%@rival.test'"
    )
    await pool().execute(
        "UPDATE tenants SET slug = slug || '-' || id WHERE slug IN ('demo', 'rival')"
    )


async def demo_tenant() -> UUID | None:
    """The demo's tenant if this installation is a demo and completely filled."""
    return await pool().fetchval(
        "SELECT tenant_id FROM doors WHERE kind = 'demo' AND digest = $1", DOOR
    )


async def _fill_demo() -> UUID:
    founded = await register(
        Request(),
        email=cast.DEMO_ADMIN.email,
        password=cast.PASSWORD,
        full_name=cast.DEMO_ADMIN.name,
        organization="Meridian Sales",
        slug="demo",
    )
    tenant_id = founded.membership.tenant_id
    people = await _people(tenant_id, founded.user_id, cast.DEMO_PEOPLE)
    people["admin"] = Actor(tenant_id, founded.user_id)
    await _teams(people)
    await _vocabulary(people["admin"])
    chance = random.Random(SEED)  # noqa: S311 - the same demo for everybody
    accounts = await _accounts(people)
    deals = await _deals(people, chance, accounts)
    await _talk(people, deals)
    return tenant_id


async def _people(
    tenant_id: UUID, admin_id: UUID, members: Sequence[cast.Person]
) -> dict[str, Actor]:
    """Actors by the first part of their address."""
    admin = Actor(tenant_id, admin_id)
    return {
        person.email.split("@")[0]: Actor(
            tenant_id,
            await add_member(
                admin,
                full_name=person.name,
                role=person.role,
                email=person.email,
                password=cast.PASSWORD,
            ),
        )
        for person in members
    }


async def _teams(people: Mapping[str, Actor]) -> None:
    north = [
        TeamMemberIn(user_id=_id(people["manager"]), manages=True),
        TeamMemberIn(user_id=_id(people["ana"])),
        TeamMemberIn(user_id=_id(people["ben"])),
    ]
    await create_team(people["admin"], NewTeam(name="North", members=north))
    south = [TeamMemberIn(user_id=_id(people["cara"]))]
    await create_team(people["admin"], NewTeam(name="South", members=south))


async def _vocabulary(admin: Actor) -> None:
    """A custom field and some tags, so that both can be seen at once."""
    options = [Option(value=source) for source in cast.SOURCES]
    await create_field(admin, "deals", FieldCreate(label="Source", kind="select", options=options))
    for name, color in (("Key account", "violet"), ("Urgent", "red"), ("Upsell", "green")):
        await create_record(admin, TAGS, {"name": name, "color": color})


async def _accounts(people: Mapping[str, Actor]) -> list[Account]:
    accounts: list[Account] = []
    owners = cycle(("ana", "ben", "ana", "ana", "cara", "ben"))
    for row, (name, title), owner in zip(cast.COMPANIES, cast.CONTACTS, owners, strict=False):
        keys = ("name", "domain", "industry", "city", "country", "employees")
        fields = dict(zip(keys, row, strict=True))
        website = {"website": f"https://{row[1]}"}
        company = await _create(people[owner], COMPANY, {**fields, **website})
        first, *_, last = name.lower().split()
        address = f"{first[0]}.{last}@{row[1]}".encode("ascii", "ignore").decode()
        person = {"name": name, "job_title": title, "email": address, "company_id": company}
        contact = await _create(people[owner], CONTACT, {**person, "city": row[3]})
        accounts.append(Account(row[0], owner, company, contact))
    return accounts


async def _deals(
    people: Mapping[str, Actor], chance: random.Random, accounts: Sequence[Account]
) -> list[UUID]:
    admin = people["admin"]
    async with snapshot(admin) as view:
        rows = await view.fetch(
            "SELECT id, kind, pipeline_id FROM stages WHERE tenant_id = $1 ORDER BY position",
            admin.tenant_id,
        )
    stages = [(row["id"], row["kind"]) for row in rows]
    today = datetime.now(UTC).date()
    made: list[UUID] = []
    for account, fields in deal_fields(chance, rows[0]["pipeline_id"], stages, accounts, today):
        tags = chance.sample(("Key account", "Urgent", "Upsell"), chance.choice((0, 0, 1, 1, 2)))
        # Ana and Ben share a team, and now and then each other's accounts.
        owner = account.owner if account.owner == "cara" else chance.choice(("ana", "ana", "ben"))
        made.append(await _create(people[owner], DEALS, {**fields, "tags": tags}))
    return made


async def _talk(people: Mapping[str, Actor], deals: Sequence[UUID]) -> None:
    names = {who: person.name.split()[0] for who, person in _by_key().items()}
    async with snapshot(people["admin"]) as view:
        rows = await view.fetch(
            "SELECT id FROM deals WHERE tenant_id = $1 AND id = ANY($2::uuid[])"
            " AND owner_id = ANY($3::uuid[]) AND closed_at IS NULL ORDER BY id DESC",
            people["admin"].tenant_id,
            list(deals),
            [_id(people["ana"]), _id(people["ben"])],
        )
    for row, (author, mentioned, text) in zip(rows, cast.TALK, strict=False):
        said = {
            "entity": "deal",
            "entity_id": row["id"],
            "body": text.format(names[mentioned]),
            "mentions": [_id(people[mentioned])],
        }
        await create_record(people[author], COMMENTS, said)


async def _fill_rival(demo: UUID) -> None:
    founded = await register(
        Request(),
        email=cast.RIVAL_ADMIN.email,
        password=cast.PASSWORD,
        full_name=cast.RIVAL_ADMIN.name,
        organization="Rival Inc",
        slug="rival",
    )
    tenant_id = founded.membership.tenant_id
    people = await _people(tenant_id, founded.user_id, cast.RIVAL_PEOPLE)
    admin = Actor(tenant_id, founded.user_id)
    ana = next(p for p in cast.DEMO_PEOPLE if p.email.startswith("ana@"))
    await add_member(admin, full_name=ana.name, role="read_only", email=ana.email)
    await _create(people["rep"], COMPANY, {"name": "Secret Target Ltd"})
    async with snapshot(admin) as view:
        stage = await view.fetchrow(
            "SELECT id, pipeline_id FROM stages WHERE tenant_id = $1 ORDER BY position", tenant_id
        )
    if stage:
        where = {"pipeline_id": stage["pipeline_id"], "stage_id": stage["id"]}
        await _create(people["rep"], DEALS, {"name": "Secret Target takeover", **where})


async def _create(actor: Actor, kind: RecordType, fields: Mapping[str, object]) -> UUID:
    record_id = new_id()
    async with unit_of_work(actor):
        text = await create_record(actor, kind, {"id": record_id, **fields})
    return UUID(orjson.loads(text)["id"])


def _by_key() -> dict[str, cast.Person]:
    return {p.email.split("@")[0]: p for p in (cast.DEMO_ADMIN, *cast.DEMO_PEOPLE)}


def _id(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise RuntimeError("A person of the demo has an id.")
    return actor.user_id
