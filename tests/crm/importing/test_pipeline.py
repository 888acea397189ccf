"""The main job: a dirty sales pipeline becomes deals, and every figure is the file's."""

from collections import Counter
from decimal import Decimal

from app.core.actor import Actor
from app.core.uow import snapshot
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Post, Run, everything
from tests.crm.importing.files import MAPPING, OPTIONS, csv_bytes, pipeline

FILE = pipeline(2_300)  # three batches


async def test_counts_and_sums_are_the_files(make_org: MakeOrg, run: Run) -> None:
    """After an import each stage holds as many deals and as much money as the file says."""
    org = await make_org()
    done = await run(org, org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    assert (done["status"], done["total"], done["done"], done["failed"]) == ("done", 2300, 2300, 0)
    assert done["errors_url"] is None
    stages = await _stages(org.admin)
    for name in ("Prospecting", "Engaging", "Won", "Lost"):
        assert stages[name]["count"] == FILE.count(name), name
        total = Decimal(stages[name]["total"].get("EUR", "0"))
        assert total == FILE.total(name), name


async def test_missing_things_are_made_once(make_org: MakeOrg, run: Run) -> None:
    """Companies in any case and spacing, members, stages and options are each made once."""
    org = await make_org()
    done = await run(org, org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    companies = await everything(org.admin, "/companies")
    assert {c["name"].lower() for c in companies} == FILE.companies
    assert len(companies) == done["created"]["companies"] == len(FILE.companies)
    assert done["created"]["members"] == 5
    assert done["created"]["stages"] == 2  # Won and Lost were there
    stages = list(await _stages(org.admin))
    assert stages[-2:] == ["Won", "Lost"], "open stages come before the end"
    fields = (await org.admin.get("/meta/deals/fields")).data
    product = next(f for f in fields if f["key"] == "product")
    assert {o["value"] for o in product["options"]} == {
        "GTX Basic", "GTX Pro", "MG Special", "GTX Plus Pro",
    }  # fmt: skip


async def test_each_row_became_its_deal(make_org: MakeOrg, run: Run) -> None:
    """Every field of every row is in its deal; empty cells are null; names come from the template."""
    org = await make_org()
    await run(org, org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    deals = {
        d["custom"]["opportunity_id"]: d
        for d in await everything(org.admin, "/deals", include="company,owner")
    }
    assert len(deals) == len(FILE.rows)
    for number, agent, spelled, account, stage, opened, closed, value in FILE.rows:
        deal = deals[number]
        product = spelled.replace("GTXPro", "GTX Pro")
        company = " ".join(account.split())
        assert deal["owner"]["full_name"] == agent
        assert deal["custom"]["product"] == product
        assert (deal["company"] or {}).get("name", "").lower() == company.lower()
        assert deal["amount"] == (f"{value}.00" if value else None)
        assert deal["opened_on"] == _iso(opened)
        assert (deal["closed_at"] or "")[:10] == (_iso(closed) or "")
        assert deal["name"] == (f"{product} \u2013 {account}" if account else product)
        assert bool(closed) == (stage in ("Won", "Lost"))


async def test_the_file_s_order_is_the_board_s(make_org: MakeOrg, run: Run) -> None:
    """Imported deals stand in their stage in the file's order, after those that were there."""
    org = await make_org()
    stages = await _stages(org.admin)
    first = await org.admin.post(
        "/deals",
        {
            "name": "Here before",
            "pipeline_id": stages["Won"]["pipeline_id"],
            "stage_id": stages["Won"]["id"],
        },
    )
    assert first.status == 201
    await run(org, org.admin, FILE.content, "deals", MAPPING, OPTIONS)
    won = await everything(
        org.admin, "/deals", sort="position", **{"filter[stage_id]": stages["Won"]["id"]}
    )
    expected = [row[0] for row in FILE.rows if row[4] == "Won"]
    assert won[0]["name"] == "Here before"
    assert [deal["custom"]["opportunity_id"] for deal in won[1:]] == expected


async def test_an_import_tells_what_it_did(make_org: MakeOrg, run: Run) -> None:
    """The log has one event a record under the import's job id, equal to the record as it is read."""
    org = await make_org()
    small = pipeline(40)
    done = await run(org, org.admin, small.content, "deals", MAPPING, OPTIONS)
    async with snapshot(Actor.system(org.tenant_id)) as view:
        rows = await view.fetch(
            "SELECT type, entity_id, data::text AS data, job_id, actor_kind FROM events"
            " WHERE tenant_id = $1 AND job_id = $2 ORDER BY seq",
            org.tenant_id,
            done["id"],
        )
    kinds = Counter(row["type"] for row in rows)
    assert kinds["deal.created"] == 40
    assert kinds["company.created"] == len(small.companies)
    assert kinds["member.created"] == done["created"]["members"]
    assert {row["actor_kind"] for row in rows if row["type"] == "deal.created"} == {"import"}
    deals = {d["id"]: d for d in await everything(org.admin, "/deals")}
    import orjson

    for row in rows:
        if row["type"] == "deal.created":
            assert orjson.loads(row["data"]) == deals[str(row["entity_id"])]


async def test_progress_is_told_as_events(make_org: MakeOrg, run: Run) -> None:
    """Whoever may see the import is told when it begins, moves on and ends; nobody else is."""
    org = await make_org()
    done = await run(
        org, org.ana, csv_bytes([["n"], ["A"], ["B"]]), "companies", {"n": {"field": "name"}}
    )
    path = "/events?since=0&limit=200"
    types = [e["type"] for e in (await org.ana.get(path)).data if e["entity_id"] == done["id"]]
    assert types[0] == "import.created"
    assert types.count("import.updated") >= 2
    last = [e for e in (await org.ana.get(path)).data if e["entity_id"] == done["id"]][-1]
    assert last["data"]["status"] == "done"
    assert last["data"]["done"] == 2
    assert [e for e in (await org.ben.get(path)).data if e["entity_id"] == done["id"]] == []


async def test_two_imports_at_once_share_what_they_make(
    make_org: MakeOrg, post_import: Post
) -> None:
    """Two files that name the same new companies, imported side by side, make each company once."""
    import asyncio
    from uuid import UUID

    from app.crm.importing.running import run_import

    org = await make_org()
    mapping = {"n": {"field": "name"}, "c": {"field": "company_id", "create": True}}
    rows = [["n", "c"], *[[f"Deal {n}", f"Shared {n % 50}"] for n in range(1500)]]
    ids = [
        UUID((await post_import(org.admin, csv_bytes(rows), "deals", mapping)).data["id"])
        for _ in range(2)
    ]
    await asyncio.gather(*(run_import(org.tenant_id, each) for each in ids))
    assert len(await everything(org.admin, "/companies")) == 50
    assert len(await everything(org.admin, "/deals")) == 3000


async def _stages(member) -> dict:
    pipeline_id = (await member.get("/pipelines")).data[0]["id"]
    board = (await member.get(f"/pipelines/{pipeline_id}/board?limit=1")).data
    return {stage["name"]: {**stage, "pipeline_id": pipeline_id} for stage in board["stages"]}


def _iso(day: str) -> str | None:
    if not day:
        return None
    month, date, year = day.split("/")
    return f"{year}-{int(month):02}-{int(date):02}"
