"""An import that is interrupted goes on exactly where it stopped: no row twice, none lost."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.crm.importing import batch, running
from app.crm.importing.running import run_import
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Post, everything
from tests.crm.importing.files import MAPPING, OPTIONS, csv_bytes, pipeline

FILE = pipeline(900)


async def test_every_break_is_survived(
    make_org: MakeOrg, post_import: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off before, within and after each batch, the import still makes each row one deal."""
    monkeypatch.setattr(running, "BATCH", 100)
    org = await make_org()
    answer = await post_import(org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    import_id = UUID(answer.data["id"])
    breaks = _Breaking(monkeypatch)
    runs = 0
    while not breaks.done:
        breaks.begin()
        runs += 1
        try:
            await run_import(org.tenant_id, import_id)
        except asyncpg.CannotConnectNowError:
            continue
    assert runs > 10
    found = (await org.admin.get(f"/imports/{import_id}")).data
    assert (found["status"], found["total"], found["done"]) == ("done", 900, 900)
    assert found["created"]["records"] == 900
    assert found["created"]["companies"] == len(FILE.companies)
    await _assert_each_once(org.admin)


async def test_a_cancelled_run_is_resumed(
    make_org: MakeOrg, post_import: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that shuts down in the middle leaves whole batches, and another one finishes."""
    monkeypatch.setattr(running, "BATCH", 50)
    org = await make_org()
    answer = await post_import(org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    import_id = UUID(answer.data["id"])
    for _ in range(4):
        task = asyncio.create_task(run_import(org.tenant_id, import_id))
        await asyncio.sleep(0.15)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    found = (await org.admin.get(f"/imports/{import_id}")).data
    assert found["done"] % 50 == 0
    await run_import(org.tenant_id, import_id)
    await _assert_each_once(org.admin)


async def test_two_runners_do_not_double(
    make_org: MakeOrg, post_import: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers at one import: one of them finds that it was overtaken, and each row is one deal."""
    monkeypatch.setattr(running, "BATCH", 50)
    org = await make_org()
    answer = await post_import(org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    import_id = UUID(answer.data["id"])
    await asyncio.gather(*(run_import(org.tenant_id, import_id) for _ in range(3)))
    await run_import(org.tenant_id, import_id)
    await _assert_each_once(org.admin)


async def test_a_finished_import_is_left_alone(make_org: MakeOrg, post_import: Post) -> None:
    """Running an import that has ended does nothing."""
    org = await make_org()
    content = csv_bytes([["n"], ["A"]])
    answer = await post_import(org.admin, content, "companies", {"n": {"field": "name"}})
    import_id = UUID(answer.data["id"])
    await run_import(org.tenant_id, import_id)
    before = (await org.admin.get(f"/imports/{import_id}")).data
    await run_import(org.tenant_id, import_id)
    assert (await org.admin.get(f"/imports/{import_id}")).data == before
    assert len(await everything(org.admin, "/companies")) == 1


async def test_a_row_the_database_refuses_is_found_by_halving(
    make_org: MakeOrg, post_import: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row that breaks a constraint fails alone; the other 899 are imported."""
    org = await make_org()
    answer = await post_import(org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    import_id = UUID(answer.data["id"])
    insert = batch.insert_records

    async def refusing(work: Any, kind: Any, records: Any, job: Any) -> None:
        if any(r.get("custom", {}).get("opportunity_id") == "OP000123" for r in records):
            # A real refusal by the database, which also aborts the transaction.
            await work.execute("INSERT INTO deals (tenant_id) VALUES ($1)", org.tenant_id)
        await insert(work, kind, records, job)

    monkeypatch.setattr(batch, "insert_records", refusing)
    await run_import(org.tenant_id, import_id)
    found = (await org.admin.get(f"/imports/{import_id}")).data
    assert (found["status"], found["done"], found["failed"]) == ("done", 899, 1)
    numbers = {d["custom"]["opportunity_id"] for d in await everything(org.admin, "/deals")}
    assert numbers == {row[0] for row in FILE.rows} - {"OP000123"}
    errors = (await org.admin.get(f"/imports/{import_id}/errors")).content
    assert b"OP000123" in errors


class _Breaking:
    """Breaks the n-th moment worth breaking at, one further each run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done = False
        self._at = 0
        self._passed = 0
        for module, name in (
            (running, "import_batch"),
            (running, "save_import"),
            (running, "prepare"),
            (batch, "insert_records"),
        ):
            self._wrap(monkeypatch, module, name)

    def begin(self) -> None:
        self._at += 1
        self._passed = 0
        self.done = True

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        inner = getattr(module, name)

        async def wrapped(*args: Any, **more: Any) -> Any:
            self._break()
            result = await inner(*args, **more)
            self._break()
            return result

        monkeypatch.setattr(module, name, wrapped)

    def _break(self) -> None:
        self._passed += 1
        if self._passed == self._at:
            self.done = False
            raise asyncpg.CannotConnectNowError("pulled the plug")


async def _assert_each_once(member: Any) -> None:
    deals = await everything(member, "/deals")
    numbers = Counter(deal["custom"]["opportunity_id"] for deal in deals)
    assert set(numbers) == {row[0] for row in FILE.rows}
    assert set(numbers.values()) == {1}
    companies = [c["name"].lower() for c in await everything(member, "/companies")]
    assert sorted(companies) == sorted(FILE.companies)
