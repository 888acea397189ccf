"""What the first screen says about the demo."""

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.uow import snapshot
from app.demo import cast
from app.demo.actions import ACT
from app.demo.schemas import Demo, DemoAccount
from app.demo.seed import demo_tenant


async def describe_demo() -> Demo:
    """Who one can sign in as; raises NotFound if this installation is no demo."""
    tenant_id = await demo_tenant()
    if tenant_id is None:
        raise NotFound()
    async with snapshot(Actor.system(tenant_id)) as view:
        simulate = await view.fetchval(
            "SELECT EXISTS (SELECT FROM due_jobs WHERE tenant_id = $1 AND job = $2)", tenant_id, ACT
        )
    # Ana first: she is who a newcomer is signed in as.
    people = sorted((cast.DEMO_ADMIN, *cast.DEMO_PEOPLE), key=lambda p: p.email != "ana@demo.test")
    accounts = [_account(p, "demo") for p in people]
    accounts += [_account(p, "rival") for p in (cast.RIVAL_ADMIN, *cast.RIVAL_PEOPLE)]
    return Demo(accounts=accounts, password=cast.PASSWORD, simulate=simulate)


def _account(person: cast.Person, tenant: str) -> DemoAccount:
    return DemoAccount(email=person.email, full_name=person.name, role=person.role, tenant=tenant)
