"""What workers can know of who is connected, and who is looking: by the leases in Redis."""

from app.core.presence import Here, who_is_here
from app.core.runtime import Runtime
from tests.jobs.waiting import until
from tests.orgs import Org
from tests.realtime.conftest import Listen


async def test_workers_know_who_is_here_and_who_looks(
    org: Org, runtime: Runtime, listen: Listen
) -> None:
    """Connected is here; a hidden window is not looking, another one that is not hidden is."""

    async def ana_is(expected: Here | None) -> None:
        async def found() -> bool:
            here = await who_is_here(runtime.patient_redis, org.tenant_id)
            return here.get(org.ana.user_id) == expected

        await until(found)

    first = await listen(org.ana)
    await first.say("watch", {"topic": "tenant"})
    await ana_is(Here(watching=True))
    await first.say("presence", {"topic": "tenant", "state": {"away": True}})
    await ana_is(Here(watching=False))
    second = await listen(org.ana)
    await second.say("watch", {"topic": "tenant"})
    await ana_is(Here(watching=True))
    await first.client.disconnect()
    await second.client.disconnect()
    await ana_is(None)
