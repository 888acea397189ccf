"""Bulk changes as workers run them: in processes that may be killed at any moment."""

from collections import Counter
from typing import Any

from app.core.actor import Actor
from app.core.uow import unit_of_work
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import everything
from tests.jobs.conftest import MakeWorker
from tests.jobs.waiting import until
from tests.orgs import Org

RECORDS = 1_200
COMPANIES = """INSERT INTO companies (tenant_id, name, owner_id)
    SELECT $1, 'Company ' || n, $2 FROM generate_series(1, $3::int) n"""


async def test_a_killed_worker_s_bulk_change_is_finished_by_another(
    make_org: MakeOrg, make_worker: MakeWorker
) -> None:
    """kill -9 in the middle of a bulk change: the next worker goes on; every record is changed once and
    has one event of it; and the same of its undo, which leaves them as they were."""
    org = await make_org()
    async with unit_of_work(Actor.system(org.tenant_id)) as work:
        await work.execute(COMPANIES, org.tenant_id, org.admin.user_id, RECORDS)
    asked = {"action": "update", "filter": {}, "fields": {"city": "Oslo"}}
    job = (await org.admin.post("/companies/bulk", asked)).data
    assert job["total"] == RECORDS
    await _kill_one_at_it(org, make_worker, job["id"])
    await make_worker()
    await _is_done(org, job["id"])
    assert await _companies(org) == {(2, "Oslo"): RECORDS}

    undo = (await org.admin.post(f"/bulk-jobs/{job['id']}/undo")).data
    await _is_done(org, undo["id"])
    assert await _companies(org) == {(3, None): RECORDS}
    assert await _events(org) == {"Oslo": RECORDS, None: RECORDS}


async def _kill_one_at_it(org: Org, make_worker: MakeWorker, job_id: str) -> None:
    """Start a worker and kill it when some of the job is done."""
    path = f"/bulk-jobs/{job_id}"

    async def begun() -> Any:
        return (await org.admin.get(path)).data["done"]

    worker = await make_worker()
    await until(begun, timeout=30)
    worker.kill()
    await worker.wait()
    halfway = (await org.admin.get(path)).data
    assert halfway["status"] == "running", "too fast to be killed: change more records"
    assert 0 < halfway["done"] < RECORDS


async def _is_done(org: Org, job_id: str) -> None:
    """Wait until all of the job is done."""

    async def ended() -> Any:
        found = (await org.admin.get(f"/bulk-jobs/{job_id}")).data
        return found if found["status"] not in ("queued", "running") else None

    done = await until(ended, timeout=60)
    assert (done["status"], done["done"], done["refused"]) == ("done", RECORDS, 0)


async def _companies(org: Org) -> Counter[tuple[int, str | None]]:
    """How many there are of each version and city."""
    found = await everything(org.admin, "/companies")
    return Counter((company["version"], company["city"]) for company in found)


async def _events(org: Org) -> Counter[str | None]:
    """How many companies have an event that gave them a city; each has one, or this raises."""
    seen: Counter[tuple[str, str | None]] = Counter()
    since, more = 0, True
    while more:
        answer = await org.admin.get(f"/events?since={since}&limit=1000")
        for event in answer.data:
            if event["type"] == "company.updated":
                seen[event["entity_id"], event["data"]["city"]] += 1
        since, more = (answer.json["pagination"][key] for key in ("to", "more"))
    assert set(seen.values()) == {1}
    return Counter(city for _, city in seen)
