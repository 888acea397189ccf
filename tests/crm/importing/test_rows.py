"""Rows that can't be imported are named with their reason; all others are imported."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Run, everything
from tests.crm.importing.files import csv_bytes

NAME = {"name": {"field": "name"}}


async def test_bad_rows_are_listed_and_the_rest_goes_on(make_org: MakeOrg, run: Run) -> None:
    """Each kind of mistake is told with its line and its reason, and good rows are not held up."""
    org = await make_org()
    rows = [
        ["name", "amount", "closed", "mail", "stage"],
        ["Good", "1.234,50", "31.12.2026", "x@example.com", "won"],
        ["Bad amount", "12.34", "", "", ""],
        ["Bad day", "", "31.02.2026", "", ""],
        ["", "", "", "", ""],  # a blank row is no row
        ["No stage", "", "", "", "Nirvana"],
        ["Too many", "", "", "", "", "six"],
        ["Too few"],
        ["x" * 501, "", "", "", ""],
        ["NUL\x00", "", "", "", ""],
        ["Giant", "", "", "g" * 100_001, ""],
        ["Two mistakes", "abc", "1.1.", "", ""],
        ["Also good", "", "", "", ""],
    ]
    mapping = {
        **NAME,
        "amount": {"field": "amount", "format": "1.234,56"},
        "closed": {"field": "expected_close_date", "format": "DD.MM.YYYY"},
        "mail": {"field": "custom.mail", "create": {"label": "Mail", "kind": "email"}},
        "stage": {"field": "stage_id"},
    }
    done = await run(org, org.admin, csv_bytes(rows), "deals", mapping)
    assert (done["status"], done["total"], done["done"], done["failed"]) == ("done", 11, 2, 9)
    deals = await everything(org.admin, "/deals", sort="name")
    assert [(d["name"], d["amount"]) for d in deals] == [("Also good", None), ("Good", "1234.50")]
    failed = await _errors(org.admin, done)
    reasons = {row["import_line"]: row["import_error"] for row in failed}
    assert "'12.34' is not a number like 1.234,56" in reasons["3"]
    assert "'31.02.2026' is not a date like DD.MM.YYYY" in reasons["4"]
    assert "no stage 'Nirvana'" in reasons["6"]
    assert "6 cells, the header has 5" in reasons["7"]
    assert "1 cells, the header has 5" in reasons["8"]
    assert "500 characters" in reasons["9"]
    assert "NUL" in reasons["10"]
    assert "longer than 100,000" in reasons["11"]
    assert "abc" in reasons["12"] and "1.1." in reasons["12"], "both mistakes are told"
    assert failed[0]["name"] == "Bad amount" and failed[0]["amount"] == "12.34"


async def test_the_mended_errors_can_be_imported(make_org: MakeOrg, run: Run) -> None:
    """The file of failures has the original columns: mended, it is imported with the same mapping."""
    org = await make_org()
    mapping = {**NAME, "n": {"field": "employees"}}
    content = csv_bytes([["name", "n"], ["One", "1"], ["Two", "two"]])
    done = await run(org, org.admin, content, "companies", mapping)
    answer = await org.admin.get(done["errors_url"].removeprefix("/api/v1"))
    mended = answer.content.replace(b",two,", b",2,")
    again = await run(org, org.admin, mended, "companies", mapping)
    assert (again["done"], again["failed"]) == (1, 0)
    found = await everything(org.admin, "/companies", sort="name")
    assert [(c["name"], c["employees"]) for c in found] == [("One", 1), ("Two", 2)]


@pytest.mark.parametrize(
    "cell", ["=1+1", "  =1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\uff1d1+1"]
)
async def test_the_errors_file_runs_no_formula(make_org: MakeOrg, run: Run, cell: str) -> None:
    """What a spreadsheet would run as a formula comes back as text, also behind white space."""
    org = await make_org()
    content = csv_bytes([["name", "n"], [cell, "x"], ["Good", "1"]])
    done = await run(org, org.admin, content, "companies", {**NAME, "n": {"field": "employees"}})
    answer = await org.admin.get(f"/imports/{done['id']}/errors")
    row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1]
    assert row[0] == f"'{cell}"
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_numbers_in_the_errors_file_stay_numbers(make_org: MakeOrg, run: Run) -> None:
    """A negative amount is no formula."""
    org = await make_org()
    content = csv_bytes([["name", "n"], ["-5.50", "x"]])
    done = await run(org, org.admin, content, "companies", {**NAME, "n": {"field": "employees"}})
    assert (await _errors(org.admin, done))[0]["name"] == "-5.50"


async def test_a_quote_that_is_never_closed(make_org: MakeOrg, run: Run) -> None:
    """A runaway quote costs the rows it swallows, told with their lines, and no more."""
    org = await make_org()
    content = b'name\nOne\n"Two\nThree\n'
    done = await run(org, org.admin, content, "companies", NAME)
    assert (done["status"], done["done"], done["failed"]) == ("done", 1, 1)
    assert "lines 3 to 4" in (await _errors(org.admin, done))[0]["import_error"]


async def test_every_kind_of_field(make_org: MakeOrg, run: Run) -> None:
    """Each kind of custom field takes its cells as the kernel would take them over REST."""
    org = await make_org()
    kinds = {
        "text": ("hello", "hello"),
        "long_text": ("a\nb", "a\nb"),
        "email": ("Ana@Example.COM", "ana@example.com"),
        "phone": ("+49 30 123456", "+4930123456"),
        "url": ("example.com", "https://example.com"),
        "integer": ("1,234", 1234),
        "number": ("1,234.5", 1234.5),
        "money": ("$1,234.50", "1234.50"),
        "date": ("12/31/2026", "2026-12-31"),
        "datetime": ("12/31/2026 5:00 PM", "2026-12-31T17:00:00+00:00"),
        "boolean": ("Yes", True),
        "select": ("Blue", "Blue"),
        "multi_select": ("Blue; Red", ["Blue", "Red"]),
    }
    mapping: dict[str, Any] = {**NAME, "tags": {"field": "tags"}}
    for kind in kinds:
        entry = {"field": f"custom.f_{kind}", "create": {"label": kind, "kind": kind}}
        mapping[kind] = entry
    content = csv_bytes(
        [
            ["name", "tags", *kinds],
            ["Full", "a, b", *[cell for cell, _ in kinds.values()]],
            ["Empty", "", *["" for _ in kinds]],
        ]
    )
    done = await run(org, org.admin, content, "companies", mapping)
    assert (done["done"], done["failed"]) == (2, 0), await _errors(org.admin, done)
    empty, full = await everything(org.admin, "/companies", sort="name")
    assert full["custom"] == {f"f_{kind}": value for kind, (_, value) in kinds.items()}
    assert full["tags"] == ["a", "b"]
    assert (empty["custom"], empty["tags"]) == ({}, [])


async def test_a_field_can_be_made_without_saying_how(make_org: MakeOrg, run: Run) -> None:
    """`create: true` for a custom field that is not there makes one of text, named after its key."""
    org = await make_org()
    mapping = {**NAME, "x": {"field": "custom.old_number", "create": True}}
    content = csv_bytes([["name", "x"], ["A", "17"]])
    done = await run(org, org.admin, content, "companies", mapping)
    assert done["created"]["fields"] == 1
    field = (await org.admin.get("/meta/companies/fields")).data[0]
    assert (field["key"], field["label"], field["kind"]) == ("old_number", "Old number", "text")
    again = await run(org, org.admin, content, "companies", mapping)
    assert (again["status"], again["created"]["fields"]) == ("done", 0)


async def test_formats_are_found_out(make_org: MakeOrg, run: Run) -> None:
    """Without a format the whole column decides: 13 can't be a month, so the others aren't either."""
    org = await make_org()
    content = csv_bytes(
        [
            ["name", "day", "value"],
            ["A", "02/01/2026", "1.000"],
            ["B", "13/01/2026", "1.000,50"],
        ]
    )
    mapping = {**NAME, "day": {"field": "opened_on"}, "value": {"field": "amount"}}
    done = await run(org, org.admin, content, "deals", mapping)
    assert done["status"] == "done", done["error"]
    found = await everything(org.admin, "/deals", sort="name")
    assert [(d["opened_on"], d["amount"]) for d in found] == [
        ("2026-01-02", "1000.00"),
        ("2026-01-13", "1000.50"),
    ]


async def test_ambiguous_dates_ask(make_org: MakeOrg, run: Run) -> None:
    """Dates that may be either way round are not guessed: the import says so and changes nothing."""
    org = await make_org()
    content = csv_bytes([["name", "day"], ["A", "02/01/2026"]])
    mapping = {**NAME, "day": {"field": "opened_on"}}
    done = await run(org, org.admin, content, "deals", mapping)
    assert done["status"] == "failed"
    assert "MM/DD/YYYY or DD/MM/YYYY" in done["error"]
    assert await everything(org.admin, "/deals") == []


async def test_money_knows_its_currency(make_org: MakeOrg, run: Run) -> None:
    """Amounts are in the row's currency, the option's or the organisation's, with its decimals."""
    org = await make_org()
    content = csv_bytes(
        [["name", "v", "c"], ["A", "1000", "JPY"], ["B", "1.5", ""], ["C", "1.5", "jpy"]]
    )
    mapping = {**NAME, "v": {"field": "amount"}, "c": {"field": "currency"}}
    done = await run(org, org.admin, content, "deals", mapping, {"currency": "USD"})
    assert (done["done"], done["failed"]) == (2, 1)
    found = await everything(org.admin, "/deals", sort="name")
    assert [(d["amount"], d["currency"]) for d in found] == [("1000", "JPY"), ("1.50", "USD")]
    assert "JPY has 0 decimals" in (await _errors(org.admin, done))[0]["import_error"]


async def test_parents_may_come_later_in_the_file(make_org: MakeOrg, run: Run) -> None:
    """A company may name a parent further down; circles are refused, with the record kept."""
    org = await make_org()
    content = csv_bytes(
        [
            ["name", "parent"],
            ["Child", "mother  corp"],
            ["Mother Corp", ""],
            ["Hen", "Egg"],
            ["Egg", "Hen"],
            ["Orphan", "Nobody"],
        ]
    )
    done = await run(
        org, org.admin, content, "companies", {**NAME, "parent": {"field": "parent_id"}}
    )
    assert (done["done"], done["failed"]) == (5, 0)
    found = {c["name"]: c for c in await everything(org.admin, "/companies")}
    assert found["Child"]["parent_id"] == found["Mother Corp"]["id"]
    assert found["Orphan"]["parent_id"] is None
    assert [bool(found[name]["parent_id"]) for name in ("Hen", "Egg")] == [True, False]
    reasons = [row["import_error"] for row in await _errors(org.admin, done)]
    assert any("can't stand above itself" in reason for reason in reasons)
    assert any("no company 'Nobody'" in reason for reason in reasons)


async def test_duplicates_can_be_skipped_or_updated(make_org: MakeOrg, run: Run) -> None:
    """By name for companies, whatever its case; skipping changes nothing, updating leaves empty cells."""
    org = await make_org()
    made = await org.admin.post(
        "/companies", {"name": "Acme  Corp", "city": "Rome", "industry": "Iron"}
    )
    mapping = {**NAME, "city": {"field": "city"}, "industry": {"field": "industry"}}
    content = csv_bytes(
        [
            ["name", "city", "industry"],
            ["ACME corp", "Oslo", ""],
            ["New", "", ""],
            ["new", "Bern", ""],
        ]
    )
    skipped = await run(org, org.admin, content, "companies", mapping, {"duplicates": "skip"})
    assert (skipped["created"]["records"], skipped["created"]["skipped"]) == (1, 2)
    acme = (await org.admin.get(f"/companies/{made.data['id']}")).data
    assert (acme["version"], acme["city"]) == (1, "Rome")
    updated = await run(org, org.admin, content, "companies", mapping, {"duplicates": "update"})
    assert (updated["created"]["records"], updated["created"]["updated"]) == (0, 3)
    acme = (await org.admin.get(f"/companies/{made.data['id']}")).data
    assert (acme["city"], acme["industry"]) == ("Oslo", "Iron")
    assert len(await everything(org.admin, "/companies")) == 2


async def test_a_dry_run_changes_nothing(make_org: MakeOrg, run: Run) -> None:
    """A dry run finds the same mistakes and makes no record, member, stage, field or company."""
    org = await make_org()
    content = csv_bytes(
        [
            ["name", "who", "co", "st", "pr", "v"],
            ["A", "New Person", "New Co", "New", "P", "1"],
            ["B", "", "", "", "", "x"],
        ]
    )
    mapping = {
        **NAME,
        "who": {"field": "owner_id", "create": True},
        "co": {"field": "company_id", "create": True},
        "st": {"field": "stage_id", "create": True},
        "pr": {"field": "custom.pr", "create": {"label": "Pr", "kind": "select"}},
        "v": {"field": "amount"},
    }
    done = await run(org, org.admin, content, "deals", mapping, {"dry_run": True})
    assert (done["status"], done["done"], done["failed"]) == ("done", 1, 1)
    assert set(done["created"].values()) == {0}
    for path in ("/deals", "/companies", "/meta/deals/fields"):
        assert (await org.admin.get(path)).data == []
    assert len((await org.admin.get("/users")).data) == 7
    assert len(await _errors(org.admin, done)) == 1


async def _errors(member, done) -> list[dict[str, str]]:
    answer = await member.get(f"/imports/{done['id']}/errors")
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
