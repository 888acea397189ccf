"""Contract, "REST": lists, pages, sorting, filters."""

import io
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.house import Person, error_of

MARK = uuid4().hex[:8]
AMOUNTS = (None, "10.00", "250.50", "99999.99")


@pytest.fixture(scope="module")
def deals(ana: Person) -> list[dict[str, Any]]:
    """Four deals of ana's that no other test has, by amount."""
    return [
        ana.deal(name=f"{MARK} {number}", amount=amount, lost_reason=f"{MARK}-{number % 2}")
        for number, amount in enumerate(AMOUNTS)
    ]


def names(ana: Person, **filters: str) -> list[str]:
    """The last words of the names of those deals that the filters let through."""
    params = {"filter[name][starts]": MARK, "sort": "name", **filters}
    return [row["name"].split()[1] for row in ana.read("/deals", **params)]


def test_shape(ana: Person) -> None:
    """`{"data": […], "pagination": {…}}`, limit 50 by default, and `X-Log-Seq`."""
    answer = ana.get("/deals")
    body = answer.json()
    assert set(body) == {"data", "pagination"}
    assert set(body["pagination"]) == {
        "limit", "next_cursor", "page", "total", "total_is_min", "total_pages",
    }  # fmt: skip
    assert body["pagination"]["limit"] == 50
    assert int(answer.headers["X-Log-Seq"]) > 0


def test_cursor(ana: Person, deals: list[dict[str, Any]]) -> None:
    """ "`?cursor=` (next_cursor null at the end)": each row once, in order."""
    seen: list[str] = []
    params = {"filter[name][starts]": MARK, "sort": "-amount,name", "limit": "1"}
    for _ in deals:
        body = ana.get("/deals", params=params).json()
        seen += [row["name"].split()[1] for row in body["data"]]
        assert body["pagination"]["total"] == len(deals)
        params["cursor"] = body["pagination"]["next_cursor"]
    assert sorted(seen) == ["0", "1", "2", "3"]
    assert [n for n in seen if n != "0"] == ["3", "2", "1"]
    assert params["cursor"] is None


def test_page(ana: Person, deals: list[dict[str, Any]]) -> None:
    """ "or `?page=` (up to row 10,000)" """
    params = {"filter[name][starts]": MARK, "sort": "name", "limit": "3", "page": "2"}
    body = ana.get("/deals", params=params).json()
    assert [row["id"] for row in body["data"]] == [deals[3]["id"]]
    assert (body["pagination"]["page"], body["pagination"]["total_pages"]) == (2, 2)
    assert ana.get("/deals", params={"limit": 200, "page": 50}).status_code == 200
    error_of(ana.get("/deals", params={"limit": 200, "page": 51}), 400)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"filter[amount]": "10"}, ["1"]),
        ({"filter[amount][eq]": "250.50"}, ["2"]),
        ({"filter[amount][ne]": "10.00"}, ["0", "2", "3"]),
        ({"filter[amount][in]": "10.00,99999.99"}, ["1", "3"]),
        ({"filter[amount][lt]": "250.50"}, ["1"]),
        ({"filter[amount][lte]": "250.50"}, ["1", "2"]),
        ({"filter[amount][gt]": "250.50"}, ["3"]),
        ({"filter[amount][gte]": "250.50"}, ["2", "3"]),
        ({"filter[amount][empty]": "true"}, ["0"]),
        ({"filter[amount][empty]": "false"}, ["1", "2", "3"]),
        ({"filter[lost_reason][contains]": f"{MARK[2:]}-1"}, ["1", "3"]),
        ({"filter[lost_reason][starts]": f"{MARK}-0"}, ["0", "2"]),
        ({"filter[amount][gte]": "10", "filter[lost_reason]": f"{MARK}-0"}, ["2"]),
        ({"search": f"{MARK[:6]}"}, ["0", "1", "2", "3"]),
    ],
)
def test_filters(
    ana: Person, deals: list[dict[str, Any]], filters: dict[str, str], expected: list[str]
) -> None:
    """ "`?filter[amount][gte]=…` (eq, ne, in, lt, lte, gt, gte, contains, starts, empty)" """
    assert names(ana, **filters) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filter[colour]", "red"),
        ("filter[amount][like]", "1"),
        ("filter[amount][gte]", "much"),
        ("filter[stage_id]", "not-an-id"),
        ("filter", "x"),
        ("sort", "colour"),
        ("cursor", "bm90aGluZw=="),
        ("limit", "201"),
        ("limit", "0"),
        ("limit", "many"),
        ("page", "0"),
        ("count", "roughly"),
        ("include", "everything"),
        ("colour", "red"),
    ],
)
def test_unknown_is_refused(ana: Person, name: str, value: str) -> None:
    """ "Unknown filter, sort, operator or cursor: 400." """
    error = error_of(ana.get("/deals", params={name: value}), 400)
    assert error["error"] == "validation_error"
    assert name in error["details"]["fields"]


def test_a_cursor_is_of_its_order(ana: Person) -> None:
    """A cursor of another order is an unknown cursor: 400."""
    body = ana.get("/deals", params={"limit": 1, "sort": "name"}).json()
    cursor = body["pagination"]["next_cursor"]
    error_of(ana.get("/deals", params={"sort": "-name", "cursor": cursor}), 400)


def test_include(admin: Person, ana: Person) -> None:
    """`?include=company,owner`"""
    company = ana.made("/companies", {"name": "Included Inc"})
    deal = ana.deal(name="With its company", company_id=company["id"])
    found = admin.read(f"/deals/{deal['id']}", include="company,owner")
    assert found["company"]["name"] == "Included Inc"
    assert found["owner"]["id"] == ana.id


def test_totals_beyond_ten_thousand(rival: Person) -> None:
    """ "totals exact to 10,000, beyond that 10,000 with `total_is_min: true`, `?count=exact` counts all".

    The rows come by `POST /imports`, whose numbers are checked on the way.
    """
    rows = 10_050
    csv = "Company\n" + "".join(f"Many {n:05}\n" for n in range(rows))
    answer = rival.post(
        "/imports",
        data={"type": "companies", "mapping": '{"Company": {"field": "name"}}'},
        files={"file": ("many.csv", io.BytesIO(csv.encode()), "text/csv")},
    )
    assert answer.status_code == 202, answer.text
    job = answer.json()["data"]
    for _ in range(300):
        if job["status"] not in ("queued", "running"):
            break
        time.sleep(0.1)
        job = rival.read(f"/imports/{job['id']}")
    assert (job["status"], job["total"], job["done"], job["failed"]) == ("done", rows, rows, 0)

    rough = rival.get("/companies", params={"filter[name][starts]": "Many"}).json()["pagination"]
    assert (rough["total"], rough["total_is_min"]) == (10_000, True)
    params = {"filter[name][starts]": "Many", "count": "exact"}
    exact = rival.get("/companies", params=params).json()["pagination"]
    assert (exact["total"], exact["total_is_min"]) == (rows, False)
    assert exact["total_pages"] == 201
