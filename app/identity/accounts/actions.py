"""Registering: a person, their organisation, and they its first admin."""

from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Actor, Request
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.uow import Work, unit_of_work
from app.identity.emails import normalised
from app.identity.members.actions import create_user, join
from app.identity.members.queries import Membership
from app.identity.passwords import hash_password, require_good
from app.identity.tenants.actions import found_tenant

OPERATORS = "salespulse"


@dataclass(frozen=True, slots=True)
class Founded:
    """A new organisation and its first admin."""

    user_id: UUID
    membership: Membership


async def register(
    source: Request,
    *,
    email: str,
    password: str,
    full_name: str,
    organization: str,
    slug: str | None = None,
) -> Founded:
    """Found an organisation with its first admin, its log and its pipeline, all or nothing.

    Raises Invalid, or Conflict `email_taken`. `slug` is only for whoever seeds data.
    """
    address = normalised(email)
    require_good(password, address)
    digest = await hash_password(password)
    founder = Actor(new_id(), None, kind="system", request=source)
    async with unit_of_work(founder) as work:
        user_id = await _new_user(work, address, digest, full_name)
        tenant = await found_tenant(work, organization, slug=slug)
        await join(work, user_id, "admin")
    return Founded(user_id, Membership(tenant.id, tenant.slug, tenant.name, "admin"))


async def create_superadmin(*, email: str, password: str, full_name: str) -> UUID:
    """Make somebody the platform's super admin, and return their user id.

    A person who has an account keeps their password. One who belongs nowhere yet becomes an admin of
    the operators' own organisation, an ordinary one, so that they can sign in.
    """
    address = normalised(email)
    require_good(password, address)
    digest = await hash_password(password)
    operators = Actor.system(await _operators())
    async with unit_of_work(operators) as work:
        user_id = await create_user(work, full_name, address, digest)
        await work.execute("UPDATE users SET is_superadmin = true WHERE id = $1", user_id)
        belongs = await work.fetchval(
            "SELECT true FROM members WHERE tenant_id = $1 AND user_id = $2",
            operators.tenant_id,
            user_id,
        )
        if not belongs:
            await join(work, user_id, "admin")
        return user_id


async def _operators() -> UUID:
    async with unit_of_work(Actor.system(new_id())) as work:
        found: UUID | None = await work.fetchval(
            "SELECT id FROM tenants WHERE slug = $1", OPERATORS
        )
        return found or (await found_tenant(work, "SalesPulse", slug=OPERATORS)).id


async def _new_user(work: Work, email: str, digest: str, full_name: str) -> UUID:
    created: UUID | None = await work.fetchval(
        """INSERT INTO users (id, email, password_hash, full_name) VALUES ($1, $2, $3, $4)
           ON CONFLICT (lower(email)) DO NOTHING RETURNING id""",
        new_id(),
        email,
        digest,
        full_name,
    )
    if created is None:
        raise Conflict(
            "There is an account with this e-mail address. Sign in instead.", code="email_taken"
        )
    return created
