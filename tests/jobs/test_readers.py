"""Readers of the log: from a cursor to an effect, exactly once in the database."""

import asyncio
from uuid import UUID

import pytest

from app.core.uow import Work, snapshot
from jobs import readers
from jobs.readers import behind, drain
from jobs.registry import Reader
from tests.conftest import MakeOrg
from tests.orgs import Org


async def tally(work: Work, since: int, upto: int) -> None:
    """An effect that can be counted: a due job for every event seen."""
    await work.execute(
        """INSERT INTO due_jobs (tenant_id, job, target_id, due_at)
           SELECT tenant_id, 'seen', id, 'infinity' FROM events
           WHERE tenant_id = $1 AND seq > $2 AND seq <= $3""",
        work.actor.tenant_id,
        since,
        upto,
    )


async def position(org: Org, name: str) -> tuple[int, int, int]:
    """The head, the reader's cursor, and how many events it has seen."""
    async with snapshot(org.system) as view:
        row = await view.fetchrow(
            """SELECT seq, (SELECT seq FROM reader_cursors WHERE tenant_id = $1 AND reader = $2) AS at,
                      (SELECT count(*) FROM due_jobs WHERE tenant_id = $1 AND job = 'seen') AS seen
               FROM tenant_heads WHERE tenant_id = $1""",
            org.tenant_id,
            name,
        )
    assert row is not None
    return row["seq"], row["at"] or 0, row["seen"]


async def test_the_event_that_wakes_a_reader_first_is_seen(make_org: MakeOrg) -> None:
    """A new tenant's cursor begins at the beginning of its log, not at its present end."""
    org = await make_org()
    await drain(Reader("first", tally), org.tenant_id)
    head, at, seen = await position(org, "first")
    assert head == at == seen > 0


async def test_two_workers_see_each_event_once(
    make_org: MakeOrg, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drained by many at once while people write, each event has its effect exactly once."""
    monkeypatch.setattr(readers, "WINDOW", 3)
    org = await make_org()

    async def effect(work: Work, since: int, upto: int) -> None:
        await asyncio.sleep(0.001)
        await tally(work, since, upto)

    reader = Reader("parallel", effect)

    async def write(n: int) -> None:
        await org.admin.post("/companies", {"name": f"Company {n}"})

    async def read() -> None:
        for _ in range(20):
            await drain(reader, org.tenant_id)

    await asyncio.gather(*(write(n) for n in range(30)), *(read() for _ in range(4)))
    while await drain(reader, org.tenant_id):
        pass
    head, at, seen = await position(org, "parallel")
    assert head == at == seen


async def test_who_comes_second_does_not_wait(make_org: MakeOrg) -> None:
    """While one worker is at a tenant, another goes on to other work at once."""
    org = await make_org()
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow(work: Work, since: int, upto: int) -> None:
        inside.set()
        await leave.wait()

    first = asyncio.create_task(drain(Reader("slow", slow), org.tenant_id))
    await inside.wait()
    async with asyncio.timeout(1):
        await drain(Reader("slow", slow), org.tenant_id)
    leave.set()
    await first


async def test_a_crash_between_effect_and_commit_leaves_no_trace(make_org: MakeOrg) -> None:
    """Effect and cursor commit together: after a crash in between both are as before, and the next
    run makes good for it."""
    org = await make_org()

    async def crash(work: Work, since: int, upto: int) -> None:
        await tally(work, since, upto)
        raise ConnectionError("killed")

    with pytest.raises(ConnectionError):
        await drain(Reader("crashing", crash), org.tenant_id)
    assert (await position(org, "crashing"))[1:] == (0, 0)
    await drain(Reader("crashing", tally), org.tenant_id)
    head, at, seen = await position(org, "crashing")
    assert head == at == seen


async def test_the_sweeper_finds_who_is_behind(make_org: MakeOrg) -> None:
    """A tenant is named as long as one of the readers has something to see in its log."""
    org = await make_org()

    async def is_behind() -> bool:
        found: list[UUID] = await behind(["one", "two"], limit=10_000)
        return org.tenant_id in found

    await drain(Reader("one", tally), org.tenant_id)
    assert await is_behind()

    async def nothing(work: Work, since: int, upto: int) -> None:
        pass

    await drain(Reader("two", nothing), org.tenant_id)
    assert not await is_behind()
    await org.admin.post("/companies", {"name": "Umbra"})
    assert await is_behind()
