"""Imports as workers run them: in processes that may be killed at any moment."""

from collections import Counter
from typing import Any

from tests.conftest import MakeOrg
from tests.crm.importing.conftest import everything, post_file
from tests.crm.importing.files import MAPPING, OPTIONS, pipeline
from tests.jobs.conftest import MakeWorker
from tests.jobs.waiting import until

ROWS = 6_000
FILE = pipeline(ROWS)


async def test_a_killed_worker_s_import_is_finished_by_another(
    make_org: MakeOrg, make_worker: MakeWorker
) -> None:
    """kill -9 in the middle of an import: the next worker goes on; each row is one deal, each in order."""
    org = await make_org()
    answer = await post_file(org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    path = f"/imports/{answer.data['id']}"

    async def begun() -> Any:
        found = (await org.admin.get(path)).data
        assert found["status"] != "done", "too fast to be killed: make the file longer"
        return found if found["done"] >= 1_000 else None

    worker = await make_worker()
    halfway = await until(begun, timeout=30)
    worker.kill()
    await worker.wait()
    assert halfway["done"] < ROWS
    await make_worker()

    async def ended() -> Any:
        found = (await org.admin.get(path)).data
        return found if found["status"] in ("done", "failed") else None

    done = await until(ended, timeout=60)
    assert (done["status"], done["total"], done["done"]) == ("done", ROWS, ROWS)
    numbers = Counter(
        deal["custom"]["opportunity_id"] for deal in await everything(org.admin, "/deals")
    )
    assert set(numbers.values()) == {1}
    assert len(numbers) == ROWS


async def test_a_worker_undoes(make_org: MakeOrg, make_worker: MakeWorker) -> None:
    """A worker picks an import and then its undo up as they are asked for."""
    org = await make_org()
    await make_worker()
    answer = await post_file(org.admin, pipeline(300).content, "deals", MAPPING, OPTIONS)
    path = f"/imports/{answer.data['id']}"

    async def in_state(status: str) -> bool:
        return (await org.admin.get(path)).data["status"] == status

    await until(lambda: in_state("done"), timeout=20)
    assert (await org.admin.post(f"{path}/undo")).status == 202
    await until(lambda: in_state("undone"), timeout=20)
    assert await everything(org.admin, "/deals") == []
