"""The preview: what is in a file, and a proposal that imports it well."""

import json
from typing import Any

from tests.api import Answer, Api
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Run, everything
from tests.crm.importing.files import MAPPING, csv_bytes, pipeline


async def _preview(member: Api, content: bytes, type: str, **options: Any) -> Answer:
    data = {"type": type, "options": json.dumps(options)}
    files = {"file": ("file.csv", content, "text/csv")}
    return await member.post("/imports/preview", data=data, files=files)


async def test_the_proposal_imports_the_file(make_org: MakeOrg, run: Run) -> None:
    """For a usual sales pipeline the guesses are right: taken as they are, they import every row."""
    org = await make_org()
    file = pipeline(800)
    found = (await _preview(org.admin, file.content, "deals")).data
    assert {c: e["field"] for c, e in found["mapping"].items()} == {
        c: e["field"] for c, e in MAPPING.items()
    }
    assert found["mapping"]["engage_date"]["format"] == "MM/DD/YYYY"
    assert found["options"]["template"] == {"name": "{product} \u2013 {account}"}
    assert len(found["rows"]) == 20
    assert (found["encoding"], found["delimiter"]) == ("utf-8-sig", ",")
    done = await run(org, org.admin, file.content, "deals", found["mapping"], found["options"])
    assert (done["done"], done["failed"]) == (800, 0)


async def test_two_spellings_are_pointed_out(make_org: MakeOrg) -> None:
    """GTXPro and GTX Pro are shown as one thing, with the alias that makes them one."""
    org = await make_org()
    found = (await _preview(org.admin, pipeline(300).content, "deals")).data
    product = next(c for c in found["columns"] if c["name"] == "product")
    assert [set(group) for group in product["similar"]] == [{"GTXPro", "GTX Pro"}]
    (alias,) = found["options"]["aliases"]["product"].items()
    assert set(alias) == {"GTXPro", "GTX Pro"}


async def test_spellings_are_compared_with_what_is_there(make_org: MakeOrg) -> None:
    """A file that only knows GTXPro is told of the option GTX Pro, which stays."""
    org = await make_org()
    field = {
        "label": "Product",
        "key": "product",
        "kind": "select",
        "options": [{"value": "GTX Pro"}],
    }
    await org.admin.post("/meta/deals/fields", field)
    content = csv_bytes([["deal", "product"], *[[f"D{n}", "GTXPro"] for n in range(5)]])
    found = (await _preview(org.admin, content, "deals")).data
    assert found["mapping"]["product"]["field"] == "custom.product"
    assert found["options"]["aliases"] == {"product": {"GTXPro": "GTX Pro"}}


async def test_companies_and_contacts_are_guessed_too(make_org: MakeOrg) -> None:
    """The usual column names of accounts and address books find their fields."""
    org = await make_org()
    header = [
        "account",
        "sector",
        "year_established",
        "employees",
        "office_location",
        "subsidiary_of",
    ]
    rows = [
        ["Acme", "medical", "1996", "2822", "Kenya", ""],
        ["Beta", "retail", "1999", "5", "Italy", "Acme"],
    ]
    found = (await _preview(org.admin, csv_bytes([header, *rows]), "companies")).data
    fields = {column: entry["field"] for column, entry in found["mapping"].items()}
    assert fields == {
        "account": "name",
        "sector": "industry",
        "year_established": "custom.year_established",
        "employees": "employees",
        "office_location": "country",
        "subsidiary_of": "parent_id",
    }
    header = ["Full Name", "E-Mail", "Mobile", "Company", "Title"]
    rows = [["Ana", "ana@example.com", "+49 30 1234567", "Acme", "CEO"]]
    found = (await _preview(org.admin, csv_bytes([header, *rows]), "contacts")).data
    fields = [entry["field"] for entry in found["mapping"].values()]
    assert fields == ["name", "email", "phone", "company_id", "job_title"]


async def test_first_and_last_names_make_a_name(make_org: MakeOrg, run: Run) -> None:
    """An address book with the name in two columns is proposed as one name, and imports so."""
    org = await make_org()
    content = csv_bytes([["First Name", "Last Name", "E-mail"], ["Ana", "Silva", "a@example.com"]])
    found = (await _preview(org.admin, content, "contacts")).data
    assert found["options"]["template"] == {"name": "{First Name} {Last Name}"}
    done = await run(org, org.admin, content, "contacts", found["mapping"], found["options"])
    assert done["done"] == 1
    assert [c["name"] for c in await everything(org.admin, "/contacts")] == ["Ana Silva"]


async def test_a_pipeline_column_can_be_imported(make_org: MakeOrg, run: Run) -> None:
    """Where each row names its pipeline, stages are matched in it, and the proposal makes none."""
    org = await make_org()
    content = csv_bytes(
        [["Deal Name", "Pipeline", "Deal Stage"], ["A", "sales", "won"], ["B", "Sales", "Nowhere"]]
    )
    found = (await _preview(org.admin, content, "deals")).data
    assert "create" not in found["mapping"]["Deal Stage"]
    done = await run(org, org.admin, content, "deals", found["mapping"], found["options"])
    assert (done["done"], done["failed"]) == (1, 1)


async def test_a_close_date_ahead_is_expected(make_org: MakeOrg) -> None:
    """A column of close dates means the expected close if most of them are still to come."""
    org = await make_org()
    ahead = csv_bytes([["deal", "close date"], ["A", "2099-01-31"], ["B", "2098-01-31"]])
    found = (await _preview(org.admin, ahead, "deals")).data
    assert found["mapping"]["close date"]["field"] == "expected_close_date"
    past = csv_bytes([["deal", "close date"], ["A", "2016-01-31"], ["B", "2017-01-31"]])
    found = (await _preview(org.admin, past, "deals")).data
    assert found["mapping"]["close date"]["field"] == "closed_at"


async def test_a_rep_is_offered_only_what_they_may_make(make_org: MakeOrg, run: Run) -> None:
    """For a rep the proposal makes no members, stages or fields, so that it can be posted as it is."""
    org = await make_org()
    found = (await _preview(org.ana, pipeline(100).content, "deals")).data
    assert found["mapping"]["opportunity_id"] is None
    assert "create" not in found["mapping"]["sales_agent"]
    assert "create" not in found["mapping"]["deal_stage"]
    assert found["mapping"]["account"]["create"] is True


async def test_values_that_don_t_fit_are_no_guess(make_org: MakeOrg, run: Run) -> None:
    """A column called employees full of words is no number: the proposal is one that can be posted."""
    org = await make_org()
    content = csv_bytes([["name", "employees"], ["A", "many"], ["B", "few"]])
    found = (await _preview(org.admin, content, "companies")).data
    assert found["mapping"]["employees"]["field"] == "custom.employees_2"
    column = next(c for c in found["columns"] if c["name"] == "employees")
    assert "employees" in [guess["field"] for guess in column["alternatives"]]
    done = await run(org, org.admin, content, "companies", found["mapping"], found["options"])
    assert (done["done"], done["failed"]) == (2, 0)
    found = (await _preview(org.ana, content, "companies")).data
    assert found["mapping"]["employees"]["field"] == "custom.employees_2", "it is there by now"


async def test_a_preview_stores_nothing(make_org: MakeOrg) -> None:
    """Looking into a file begins no import and makes no record."""
    org = await make_org()
    assert (await _preview(org.admin, pipeline(50).content, "deals")).status == 200
    assert (await org.admin.get("/imports")).data == []
    assert await everything(org.admin, "/deals") == []


async def test_the_beginning_of_a_file_is_enough(make_org: MakeOrg) -> None:
    """A file that is cut off in the middle of a row is previewed without the broken row."""
    org = await make_org()
    content = csv_bytes([["n", "x"], *[[f"Name {n}", "ü" * 50] for n in range(60_000)]])
    found = (await _preview(org.admin, content, "companies")).data
    assert found["problems"] == []
    assert found["mapping"]["n"] is None or found["rows"][0] == ["Name 0", "ü" * 50]


async def test_problems_are_told_before_the_import(make_org: MakeOrg) -> None:
    """Bad rows and doubled columns are listed; a file that is no table is refused."""
    org = await make_org()
    found = (await _preview(org.admin, b"n,a,a\nx,1,2\nbroken\n", "companies")).data
    assert any("Line 3" in problem for problem in found["problems"])
    assert any("called 'a'" in problem for problem in found["problems"])
    answer = await _preview(org.admin, b"PK\x03\x04", "companies")
    assert answer.status == 400
