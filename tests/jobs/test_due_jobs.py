"""Due jobs: what is asked for is done, once at a time, whatever happens to who does it."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.core import jobs
from app.core.ids import new_id
from app.core.jobs import claim, extend, find_due, finish, release, schedule
from app.core.uow import unit_of_work
from jobs import registry
from jobs.registry import Job
from jobs.runner import Runner
from tests.conftest import MakeOrg
from tests.jobs.waiting import until
from tests.orgs import Org


async def ask(org: Org, target: UUID, at: datetime | None = None) -> None:
    """Schedule the job `sample`."""
    async with unit_of_work(org.system) as work:
        await schedule(work, "sample", target, at=at)


async def due(org: Org) -> list[UUID]:
    """What is due in an organisation."""
    return [found.target_id for found in await find_due(["sample"], org.tenant_id)]


async def test_a_job_is_taken_by_one(make_org: MakeOrg) -> None:
    """Of many workers that reach for a due job, one gets it, and then it is not due any more."""
    org, target = await make_org(), new_id()
    await ask(org, target)
    leases = await asyncio.gather(*(claim(org.tenant_id, "sample", target) for _ in range(10)))
    assert len([lease for lease in leases if lease]) == 1
    assert await due(org) == []


async def test_nothing_is_scheduled_by_work_that_failed(make_org: MakeOrg) -> None:
    """A job belongs to the change that asks for it: no change, no job."""
    org = await make_org()
    with pytest.raises(ZeroDivisionError):
        async with unit_of_work(org.system) as work:
            await schedule(work, "sample", new_id())
            raise ZeroDivisionError
    assert await due(org) == []


async def test_many_of_one_kind_do_not_hide_another(make_org: MakeOrg) -> None:
    """However many of one kind wait, the oldest of each kind are found."""
    org, target = await make_org(), new_id()
    for _ in range(3):
        await ask(org, new_id())
    async with unit_of_work(org.system) as work:
        await schedule(work, "other", target)
    found = await find_due(["sample", "other"], org.tenant_id, limit=2)
    assert [due.job for due in found] == ["sample", "sample", "other"]
    assert found[-1].target_id == target


async def test_a_job_waits_for_its_time(make_org: MakeOrg) -> None:
    """Scheduled for later it is not due; scheduled again, the earlier time counts."""
    org, target = await make_org(), new_id()
    await ask(org, target, datetime.now(UTC) + timedelta(hours=1))
    assert await due(org) == []
    await ask(org, target)
    assert await due(org) == [target]
    await ask(org, target, datetime.now(UTC) + timedelta(hours=1))
    assert await due(org) == [target]


async def test_asked_for_while_running_it_runs_again(make_org: MakeOrg) -> None:
    """Not at the same time, and not never: once more afterwards."""
    org, target = await make_org(), new_id()
    await ask(org, target)
    lease = await claim(org.tenant_id, "sample", target)
    assert lease
    await ask(org, target)
    assert await due(org) == []
    await finish(lease)
    assert await due(org) == [target]
    again = await claim(org.tenant_id, "sample", target)
    assert again
    await finish(again)
    assert await due(org) == []


async def test_a_lost_lease_is_noticed(make_org: MakeOrg, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was away too long learns that the job is somebody else's, and can't end it."""
    monkeypatch.setattr(jobs, "LEASE_SECONDS", 0.05)
    org, target = await make_org(), new_id()
    await ask(org, target)
    slow = await claim(org.tenant_id, "sample", target)
    await asyncio.sleep(0.1)
    monkeypatch.setattr(jobs, "LEASE_SECONDS", 15)
    quick = await claim(org.tenant_id, "sample", target)
    assert slow and quick
    assert not await extend(slow)
    await finish(slow)
    await release(slow, failed=True)
    assert await extend(quick)


class Sample:
    """A registered job whose runs are counted and can be made to fail or wait."""

    def __init__(self) -> None:
        self.runs = 0
        self.now = self.most = 0
        self.failures = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, tenant_id: UUID, target_id: UUID) -> datetime | None:
        """Run."""
        self.runs += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.gate.wait()
            if self.failures:
                self.failures -= 1
                raise RuntimeError("the sample fails")
        finally:
            self.now -= 1
        return None


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Sample:
    found = Sample()
    monkeypatch.setitem(registry.JOBS, "sample", Job("sample", found, limit=2))
    return found


async def test_a_failed_job_is_tried_again_after_a_pause(make_org: MakeOrg, sample: Sample) -> None:
    """An exception is logged, the job is due again, later each time."""
    org, target = await make_org(), new_id()
    runner = Runner(lambda: None)
    sample.failures = 1
    await ask(org, target)
    runner.start("sample", org.tenant_id, target)

    async def failed_once() -> bool:
        return sample.runs == 1 and not sample.now

    await until(failed_once)
    await runner.stop(5)
    assert await due(org) == []

    async def is_due() -> list[UUID]:
        return await due(org)

    assert await until(is_due) == [target]
    runner.start("sample", org.tenant_id, target)
    await runner.stop(5)
    assert (sample.runs, await due(org)) == (2, [])


async def test_no_more_run_at_once_than_allowed(make_org: MakeOrg, sample: Sample) -> None:
    """Where there is no room a job stays due, and the runner says when there is room again."""
    org = await make_org()
    room = asyncio.Event()
    runner = Runner(room.set)
    targets = [new_id() for _ in range(3)]
    for target in targets:
        await ask(org, target)
    sample.gate.clear()
    assert [runner.start("sample", org.tenant_id, t) for t in targets] == [True, True, False]

    async def both() -> bool:
        return sample.now == 2

    await until(both)
    sample.gate.set()
    async with asyncio.timeout(5):
        await room.wait()
    await runner.stop(5)
    assert sample.most == 2
    assert await due(org) == [targets[2]]


async def test_a_long_job_keeps_its_lease(
    make_org: MakeOrg, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it runs nobody else gets it, however long it takes."""
    monkeypatch.setattr(jobs, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr("jobs.runner.HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr("jobs.runner.LEASE_SECONDS", 1.0)
    org, target = await make_org(), new_id()
    await ask(org, target)
    sample.gate.clear()
    runner = Runner(lambda: None)
    runner.start("sample", org.tenant_id, target)
    for _ in range(16):
        await asyncio.sleep(0.1)
        assert await due(org) == []
    sample.gate.set()
    await runner.stop(5)
    assert sample.runs == 1


async def test_stopping_gives_jobs_back(make_org: MakeOrg, sample: Sample) -> None:
    """A worker told to stop does not keep a job that takes too long: it is due again at once."""
    org, target = await make_org(), new_id()
    await ask(org, target)
    sample.gate.clear()
    runner = Runner(lambda: None)
    runner.start("sample", org.tenant_id, target)

    async def running() -> bool:
        return sample.now == 1

    await until(running)
    await runner.stop(0.1)
    assert sample.now == 0
    assert await due(org) == [target]
