"""Founding an organisation, and changing what it is called."""

import re
import unicodedata

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import NotFound
from app.core.event_types import declare_events
from app.core.uow import Work, unit_of_work
from app.identity.models import Tenant
from app.identity.tenants.queries import TENANT
from app.identity.tenants.schemas import TenantChanges

EVERYONE = Audience.of("tenant", None)
declare_events("tenant", "updated")


async def found_tenant(work: Work, name: str, *, slug: str | None = None) -> Tenant:
    """Create the organisation of this unit of work, with its log and its first pipeline.

    The unit must be `unit_of_work(Actor.system(new_id()))`: the actor's tenant is the new one.
    """
    tenant_id = work.actor.tenant_id
    name = name.strip()
    wanted = slug or slug_of(name)
    # Another registration may be taking the same slug: the constraint decides, not a look before.
    for number in range(1, 1000):
        taken = wanted if number == 1 else f"{wanted}-{number}"
        if await work.fetchval(
            """INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $3)
               ON CONFLICT (slug) DO NOTHING RETURNING id""",
            tenant_id,
            taken,
            name,
        ):
            break
    else:
        raise RuntimeError(f"A thousand organisations are called {wanted}.")
    await work.execute("INSERT INTO tenant_heads (tenant_id) VALUES ($1)", tenant_id)
    await _create_default_pipeline(work.actor)
    return await Tenant.get(id=tenant_id)


async def change_tenant(actor: Actor, changes: TenantChanges) -> None:
    """Rename the organisation or change its default currency; for admins."""
    async with unit_of_work(actor) as work:
        work.require("tenant", "update")
        before = await work.fetchrow(
            "SELECT name, currency FROM tenants WHERE id = $1 FOR NO KEY UPDATE", actor.tenant_id
        )
        if before is None:
            raise NotFound()
        wanted = changes.model_dump(exclude_unset=True)
        changed = {key: before[key] for key, value in wanted.items() if before[key] != value}
        if not changed:
            return
        await Tenant.filter(id=actor.tenant_id).update(**{key: wanted[key] for key in changed})
        work.record(
            "tenant.updated",
            entity="tenant",
            entity_id=actor.tenant_id,
            version=1,
            audience=EVERYONE,
            changed=tuple(changed),
            before=changed,
            data=await work.fetchval(TENANT, actor.tenant_id),
        )


def slug_of(name: str) -> str:
    """A name as it may stand in an address: `Müller & Söhne` gives `muller-sohne`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "organisation"


async def _create_default_pipeline(actor: Actor) -> None:
    # Late: pipelines are records of the CRM, which itself knows about members.
    from app.crm.pipelines.actions import create_default_pipeline

    await create_default_pipeline(actor)
