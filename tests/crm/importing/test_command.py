"""`salespulse import`: the same import from a file of this machine, without a worker."""

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Forbidden, Invalid
from app.crm.importing.command import actor_of, import_file
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import everything
from tests.crm.importing.files import MAPPING, OPTIONS, csv_bytes, pipeline


async def test_it_imports_without_a_worker(make_org: MakeOrg, tmp_path: Path) -> None:
    """The command runs the import itself, reports progress, and ends with the finished import."""
    org = await make_org()
    file = pipeline(2_500)
    path = tmp_path / "pipeline.csv"
    path.write_bytes(file.content)
    actor = await actor_of(org.slug, org.email_of("admin").upper())
    seen: list[dict[str, Any]] = []
    done = await import_file(
        actor, path, type="deals", mapping=MAPPING, options=OPTIONS, on_progress=seen.append
    )
    assert (done.data["status"], done.data["done"], done.data["failed"]) == ("done", 2500, 0)
    assert seen[0]["status"] == "queued"
    assert seen[-1] == done.data
    assert len(await everything(org.admin, "/deals")) == 2500
    assert (await org.admin.get("/imports")).data[0]["file_name"] == "pipeline.csv"


async def test_errors_can_be_written_to_a_file(make_org: MakeOrg, tmp_path: Path) -> None:
    """The failed rows are written with their reasons."""
    org = await make_org()
    path = tmp_path / "x.csv"
    path.write_bytes(csv_bytes([["n", "e"], ["A", "many"]]))
    mapping = {"n": {"field": "name"}, "e": {"field": "employees"}}
    done = await import_file(org.actor(), path, type="companies", mapping=mapping)
    assert done.data["failed"] == 1
    assert await done.write_errors(tmp_path / "errors.csv") > 0
    assert "'many' is not a number" in (tmp_path / "errors.csv").read_text("utf-8-sig")


async def test_what_is_wrong_is_said(make_org: MakeOrg, tmp_path: Path) -> None:
    """Unknown people, places, mappings and files are errors with a sentence, and begin no import."""
    org = await make_org()
    path = tmp_path / "x.csv"
    path.write_bytes(csv_bytes([["n"], ["A"]]))
    with pytest.raises(Invalid, match="no organisation"):
        await actor_of("nowhere", org.email_of("admin"))
    with pytest.raises(Invalid, match="not an active member"):
        await actor_of(org.slug, "nobody@example.com")
    with pytest.raises(Invalid):
        await import_file(org.actor(), path, type="companies", mapping={"z": {"field": "name"}})
    with pytest.raises(FileNotFoundError):
        await import_file(org.actor(), tmp_path / "none.csv", type="deals", mapping={})
    with pytest.raises(Forbidden):
        mapping = {"n": {"field": "owner_id", "create": True}}
        await import_file(org.actor("ana"), path, type="deals", mapping=mapping)
    assert (await org.admin.get("/imports")).data == []
