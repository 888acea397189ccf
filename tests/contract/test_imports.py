"""Contract, `POST /imports`."""

import json
import time
from typing import Any
from uuid import uuid4

import httpx

from tests.contract.house import Person, error_of

ENDED = ("done", "failed", "undone")


def post(
    caller: Person, csv: str, mapping: Any, kind: str = "deals", **options: Any
) -> httpx.Response:
    return caller.post(
        "/imports",
        data={"type": kind, "mapping": json.dumps(mapping), "options": json.dumps(options)},
        files={"file": ("rows.csv", csv.encode(), "text/csv")},
    )


def ended(caller: Person, job: dict[str, Any], *states: str) -> dict[str, Any]:
    """The import as soon as it is over."""
    for _ in range(150):
        found: dict[str, Any] = caller.read(f"/imports/{job['id']}")
        if found["status"] in (states or ENDED):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_import_and_undo(rival: Person) -> None:
    """ "mapping `{column: {field, format?, create?}}`", "formats are written like `MM/DD/YYYY`,
    `1.234,56`", "(`status`, `total`, `done`, `failed`, `errors_url`)", "`POST /imports/{id}/undo`"
    """
    mark = uuid4().hex[:8]
    stage = rival.stages()[0]["name"]
    csv = (
        "Deal;Worth;Closes;Firm;Where\n"
        f"{mark} A;1.234,56;01/31/2027;{mark} Ltd;{stage}\n"
        f"{mark} B;12,00;02/28/2027;{mark} Ltd;{stage}\n"
        f"{mark} C;much;02/30/2027;;{stage}\n"
    )
    mapping = {
        "Deal": {"field": "name"},
        "Worth": {"field": "amount", "format": "1.234,56"},
        "Closes": {"field": "expected_close_date", "format": "MM/DD/YYYY"},
        "Firm": {"field": "company_id", "create": True},
        "Where": {"field": "stage_id"},
    }
    answer = post(rival, csv, mapping)
    assert answer.status_code == 202, answer.text
    job = ended(rival, answer.json()["data"])
    assert (job["status"], job["total"], job["done"], job["failed"]) == ("done", 3, 2, 1), job
    errors = rival.get(str(rival.base_url.join(job["errors_url"])))
    assert errors.status_code == 200
    assert f"{mark} C" in errors.text

    params = {"filter[name][starts]": mark, "sort": "name", "include": "company"}
    found = rival.read("/deals", **params)
    assert [(d["amount"], d["expected_close_date"]) for d in found] == [
        ("1234.56", "2027-01-31"),
        ("12.00", "2027-02-28"),
    ]
    assert {d["company"]["name"] for d in found} == {f"{mark} Ltd"}

    assert rival.post(f"/imports/{job['id']}/undo").status_code == 202
    assert ended(rival, job, "undone")["status"] == "undone"
    assert rival.read("/deals", **params) == []


def test_refusals(ana: Person, rival: Person, cara: Person) -> None:
    """Wrong type, unknown columns or fields: 400; not multipart: 415; another's import: 404."""
    name = {"Deal": {"field": "name"}}
    error_of(post(rival, "Deal\nx\n", name, kind="leaves"), 400)
    error_of(post(rival, "Deal\nx\n", {"Deal": {"field": "colour"}}), 400)
    error_of(post(rival, "Deal\nx\n", {"Nowhere": {"field": "name"}}), 400)
    error_of(rival.post("/imports", json={}), 415)
    job = post(rival, "Company\nx\n", {"Company": {"field": "name"}}, "companies").json()["data"]
    error_of(ana.get(f"/imports/{job['id']}"), 404)
    ended(rival, job)
