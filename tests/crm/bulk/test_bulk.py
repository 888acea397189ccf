"""Changing many records at once, over REST, and what a worker would do then."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.core.records.bulk.running import run_bulk
from app.core.records.bulk.steps import step
from tests.api import Answer, Api
from tests.crm.board import board_of, key
from tests.crm.importing.conftest import everything
from tests.orgs import Org


@pytest.fixture(scope="module")
async def org(make_org) -> Org:
    return await make_org("Bulk")


async def companies(api: Api, count: int, **fields: Any) -> list[str]:
    bodies = [{"name": f"c{n}", **fields} for n in range(count)]
    return [(await api.post("/companies", body)).data["id"] for body in bodies]


async def bulk(api: Api, path: str = "/companies/bulk", **body: Any) -> Answer:
    return await api.post(path, body)


async def read(api: Api, ids: list[str]) -> list[Any]:
    return [(await api.get(f"/companies/{one}")).json.get("data") for one in ids]


async def end(org: Org, api: Api, answer: Answer) -> Any:
    """The job when a worker has done it."""
    await run_bulk(org.tenant_id, UUID(answer.data["id"]))
    return (await api.get(f"/bulk-jobs/{answer.data['id']}")).data


async def test_fields_owner_and_tags(org: Org):
    """Fields are set, tags added and removed, of all named records, under one job."""
    ids = await companies(org.ana, 3, tags=["old", "kept"])
    since = int((await org.ana.get("/companies")).headers["X-Log-Seq"])
    answer = await bulk(
        org.ana,
        action="update",
        ids=ids,
        fields={"city": "Oslo", "owner_id": str(org.ben.user_id)},
        add_tags=["new"],
        remove_tags=["old"],
    )
    job = answer.data
    assert (answer.status, job["status"], job["total"], job["done"]) == (200, "done", 3, 3)
    assert (job["refused"], job["refusals"]) == (0, [])
    assert sorted(job["changes"]) == ["city", "owner_id", "tags"]
    for found in await read(org.ana, ids):
        assert (found["city"], found["tags"]) == ("Oslo", ["kept", "new"])
        assert found["owner_id"] == str(org.ben.user_id)
    events = (await org.ana.get(f"/events?since={since}")).data
    assert [e["type"] for e in events].count("company.updated") == 3
    assert {e["actor"]["id"] for e in events} == {str(org.ana.user_id)}


async def test_what_was_so_already(org: Org):
    """A record that has the value already is done, and told apart from those that changed."""
    ids = await companies(org.ana, 2, city="Oslo")
    ids += await companies(org.ana, 1, city="Oslo", tags=["key"])
    job = (await bulk(org.ana, action="update", ids=ids, add_tags=["key"])).data
    assert (job["done"], job["unchanged"], job["refused"]) == (3, 1, 0)
    job = (await bulk(org.ana, action="update", ids=ids, fields={"city": "Oslo"})).data
    assert (job["done"], job["unchanged"]) == (3, 3)


async def test_each_record_is_asked_for_itself(org: Org):
    """What one may not change is left, and told with its reason; the rest is done."""
    mine = await companies(org.ana, 2)
    theirs = await companies(org.cara, 1)
    gone = await companies(org.ana, 1)
    await org.ana.delete(f"/companies/{gone[0]}")
    job = (await bulk(org.ana, action="delete", ids=[*mine, *theirs, *gone])).data
    assert (job["done"], job["refused"]) == (2, 2)
    assert {r["id"]: r["error"] for r in job["refusals"]} == dict.fromkeys(
        [*theirs, *gone], "not_found"
    )
    assert (await org.ana.get(f"/bulk-jobs/{job['id']}/refusals")).data == job["refusals"]
    assert (await org.cara.get(f"/companies/{theirs[0]}")).status == 200
    assert await read(org.ana, mine) == [None, None]
    again = (await bulk(org.ana, action="restore", ids=mine)).data
    assert (again["done"], again["refused"]) == (2, 0)
    assert all(await read(org.ana, mine))


async def test_versions_and_rules(org: Org):
    """A record that somebody changed in the same field since is left; a rule's refusal is told."""
    one, two = await companies(org.ana, 2, city="Oslo")
    await org.ben.patch(f"/companies/{one}", {"city": "Bergen"})
    await org.ben.patch(f"/companies/{two}", {"industry": "x"})
    job = (
        await bulk(
            org.ana,
            action="update",
            ids=[one, two],
            fields={"city": "Bodø"},
            versions={one: 1, two: 1},
        )
    ).data
    assert (job["done"], [r["id"] for r in job["refusals"]]) == (1, [one])
    assert job["refusals"][0]["error"] == "conflict"
    assert [c["city"] for c in await read(org.ana, [one, two])] == ["Bergen", "Bodø"]
    # One of them can't be its own parent; the other can have it.
    job = (await bulk(org.ana, action="update", ids=[one, two], fields={"parent_id": one})).data
    assert (job["done"], job["refusals"][0]["id"]) == (1, one)
    assert "above itself" in job["refusals"][0]["message"]


async def test_by_filter(make_org):
    """A filter finds what the list shows to the caller, no more; an empty one everything."""
    org = await make_org()
    await companies(org.ana, 3, city="Oslo")
    await companies(org.ana, 1, city="Bergen")
    await companies(org.cara, 2, city="Oslo")
    job = (
        await bulk(org.ana, action="update", filter={"city": "Oslo"}, fields={"industry": "Energy"})
    ).data
    assert (job["total"], job["done"]) == (3, 3)
    sized = {"employees": {"gte": "10"}}
    assert (await bulk(org.ana, action="delete", filter=sized)).data["total"] == 0
    assert (await bulk(org.ana, action="delete", search="c0", filter={})).data["total"] == 2
    assert (await bulk(org.ana, action="restore", filter={})).data["done"] == 2
    found = (await org.admin.get("/companies", params={"filter[industry]": "Energy"})).json
    assert found["pagination"]["total"] == 3


async def test_undo_and_redo_of_it_all(org: Org):
    """The whole change is taken back, but for what was touched since; and that is taken back again."""
    ids = await companies(org.ana, 3, city="Oslo")
    job = (await bulk(org.ana, action="update", ids=ids, fields={"city": "Bergen"})).data
    await org.ben.patch(f"/companies/{ids[1]}", {"city": "Bodø"})
    undone = (await org.ana.post(f"/bulk-jobs/{job['id']}/undo")).data
    assert (undone["action"], undone["undoes"], undone["status"]) == ("undo", job["id"], "done")
    assert (undone["done"], [r["id"] for r in undone["refusals"]]) == (2, [ids[1]])
    assert "Ben" in undone["refusals"][0]["message"]
    assert [c["city"] for c in await read(org.ana, ids)] == ["Oslo", "Bodø", "Oslo"]
    path = f"/bulk-jobs/{job['id']}"
    assert (await org.ana.get(path)).data["undone_by"] == undone["id"]
    assert (await org.ana.post(f"{path}/undo")).error == "already_undone"
    redone = (await org.ana.post(f"/bulk-jobs/{undone['id']}/undo")).data
    assert (redone["done"], redone["refused"]) == (2, 0)
    assert [c["city"] for c in await read(org.ana, ids)] == ["Bergen", "Bodø", "Bergen"]
    assert (await org.ana.get(path)).data["undone_by"] is None


async def test_deleted_ones_come_back(make_org):
    """Undoing a bulk deletion brings everything back, cards to their places."""
    org = await make_org()
    board = await board_of(org.ana)
    deals = [await board.deal(org.ana, name) for name in "dcba"]
    three = [deal["id"] for deal in deals[:3]]
    job = (await bulk(org.ana, "/deals/bulk", action="delete", ids=three)).data
    assert await board.names(org.ana) == ["a"]
    await org.ana.post(f"/bulk-jobs/{job['id']}/undo")
    assert await board.names(org.ana) == ["a", "b", "c", "d"]
    won = {"stage_id": board.stages["Won"]}
    job = (await bulk(org.ana, "/deals/bulk", action="update", filter={}, fields=won)).data
    assert await board.names(org.ana) == []
    seq = await _event_of(org.ana, job["id"])
    assert (await org.ana.post(f"/events/{seq}/undo")).data["undoes"] == job["id"]
    assert await board.names(org.ana) == ["a", "b", "c", "d"]


async def _event_of(api: Api, job_id: str) -> int:
    events = (await api.get("/events?since=0&limit=1000")).data
    return next(e["seq"] for e in events if e["entity_id"] == job_id)


async def test_many_are_left_to_a_worker(make_org):
    """More than a hundred: accepted, done by a worker, with progress, cancelled and gone on with."""
    org = await make_org()
    await asyncio.gather(*(companies(org.ana, 30) for _ in range(4)))
    answer = await bulk(org.ana, action="update", filter={}, fields={"city": "Oslo"})
    assert (answer.status, answer.data["status"], answer.data["total"]) == (202, "queued", 120)
    job = await end(org, org.ana, answer)
    assert (job["status"], job["done"], job["refused"]) == ("done", 120, 0)
    assert await end(org, org.ana, answer) == job  # running it again does nothing
    undone = await org.ana.post(f"/bulk-jobs/{job['id']}/undo")
    assert undone.status == 202
    assert (await org.ana.post(f"/bulk-jobs/{undone.data['id']}/undo")).error == "going_on"
    stopped = await org.ana.post(f"/bulk-jobs/{undone.data['id']}/cancel")
    assert stopped.data["status"] == "cancelled"
    assert (await end(org, org.ana, undone))["done"] == 0
    found = await everything(org.ana, "/companies")
    assert {c["city"] for c in found} == {"Oslo"}


async def test_a_crash_in_the_middle(make_org, monkeypatch):
    """Whoever goes on after a crash goes on exactly there: each record is changed once."""
    org = await make_org()
    await asyncio.gather(*(companies(org.ana, 30) for _ in range(4)))
    answer = await bulk(org.ana, action="update", filter={}, fields={"city": "Oslo"})
    steps = 0

    async def failing(work: Any, job: Any, limit: int) -> bool:
        nonlocal steps
        steps += 1
        left = await step(work, job, 50)
        if steps == 2:
            raise ConnectionError
        return left

    monkeypatch.setattr("app.core.records.bulk.running.step", failing)
    with pytest.raises(ConnectionError):
        await run_bulk(org.tenant_id, UUID(answer.data["id"]))
    halfway = (await org.ana.get(f"/bulk-jobs/{answer.data['id']}")).data
    assert (halfway["status"], halfway["done"]) == ("running", 50)
    job = await end(org, org.ana, answer)
    assert (job["status"], job["done"]) == ("done", 120)
    assert {c["version"] for c in await everything(org.ana, "/companies")} == {2}


async def test_somebody_who_has_left(make_org):
    """A member deactivated meanwhile changes nothing more: the job ends, and says why."""
    org = await make_org()
    await asyncio.gather(*(companies(org.ana, 30) for _ in range(4)))
    answer = await bulk(org.ana, action="delete", filter={})
    await org.admin.patch(f"/users/{org.ana.user_id}", {"active": False})
    job = await end(org, org.admin, answer)
    assert (job["status"], job["done"]) == ("failed", 0)
    assert "not a member" in job["error"]


async def test_what_makes_no_sense(org: Org):
    """Each mistake is named, and nothing is changed."""
    [one] = await companies(org.ana, 1)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"action": "update", "ids": [one]}, "fields"),
        ({"action": "update", "fields": {"city": "x"}}, "ids"),
        ({"action": "update", "ids": [one], "filter": {}, "fields": {"city": "x"}}, "ids"),
        ({"action": "delete", "ids": [one], "fields": {"city": "x"}}, "fields"),
        ({"action": "delete", "ids": []}, "ids"),
        ({"action": "explode", "ids": [one]}, "action"),
        ({"action": "update", "ids": [one], "fields": {"employees": "many"}}, "fields.employees"),
        ({"action": "update", "ids": [one], "fields": {"version": 3}}, "fields.version"),
        ({"action": "delete", "filter": {"nonsense": "x"}}, "filter[nonsense]"),
        ({"action": "delete", "filter": {"city": {"near": "x"}}}, "filter[city][near]"),
        (
            {"action": "update", "ids": [one], "fields": {"tags": []}, "add_tags": ["a"]},
            "fields.tags",
        ),
    ]
    for body, name in wrong:
        answer = await org.ana.post("/companies/bulk", body)
        assert answer.status == 400, body
        assert name in answer.json["details"]["fields"], (body, answer.json)
    many = [f"01931b5e-0f2b-7a5e-8000-{n:012}" for n in range(10_001)]
    assert (await bulk(org.ana, action="delete", ids=many)).status == 400
    refused = await bulk(org.viewer, action="delete", ids=[one])
    assert (refused.status, (await org.ana.get(f"/companies/{one}")).status) == (403, 200)


async def test_asked_twice_done_once(org: Org):
    """With its idempotency key a bulk change and its undo are done once."""
    ids = await companies(org.ana, 2)
    body = {"action": "update", "ids": ids, "add_tags": ["x"]}
    once = key()
    first = await org.ana.post("/companies/bulk", body, headers=once)
    again = await org.ana.post("/companies/bulk", body, headers=once)
    assert (again.status, again.data) == (200, first.data)
    assert [c["version"] for c in await read(org.ana, ids)] == [2, 2]


async def test_whose_job_it_is(org: Org):
    """One's own jobs, or all for an admin; another's is not found, nor undone."""
    [one] = await companies(org.ana, 1)
    job = (await bulk(org.ana, action="update", ids=[one], fields={"city": "x"})).data
    path = f"/bulk-jobs/{job['id']}"
    assert (await org.ben.get(path)).status == 404
    assert (await org.ben.post(f"{path}/undo")).status == 404
    assert job["id"] in {j["id"] for j in (await org.admin.get("/bulk-jobs")).data}
    assert job["id"] not in {j["id"] for j in (await org.ben.get("/bulk-jobs")).data}
    assert (await org.admin.post(f"{path}/undo")).status == 200
    assert (await org.ana.get(f"/companies/{one}")).data["city"] is None
