"""At 100,000 rows every list, filter and search must still find its rows through an index.

Row-level security bars operators that are not leakproof from index conditions, so a plan that is
fine for the owner can be a scan for the app: everything here is explained as the app role.
"""

import re
from collections.abc import AsyncGenerator
from uuid import UUID

import asyncpg
import orjson
import pytest

from app.core.actor import Actor
from app.core.records import filters, sorting
from app.core.records.fields import Field
from app.core.records.reading import list_conditions, parse_list
from app.core.records.record_type import RecordType
from app.core.records.sql import Parameters
from app.core.uow import View, snapshot
from app.crm.companies.record import COMPANIES
from app.crm.contacts.record import CONTACTS
from app.crm.deals.record import DEALS
from tests.crm.board import board_of

pytestmark = pytest.mark.slow

ROWS = 100_000  # any scan of a tenant's rows is far beyond what is allowed below
HANDFUL = ROWS // 150
OTHERS = 10_000  # rows of another tenant in the same tables

FILL = {
    "companies": """INSERT INTO companies (tenant_id, name, city, employees, owner_id, created_at)
        SELECT $1, 'Company ' || n, 'City ' || n % 5000, n % 1000, $2, now() - n * interval '1 s'
        FROM generate_series(1, $3::int) n""",
    "contacts": """INSERT INTO contacts (tenant_id, name, email, owner_id, created_at)
        SELECT $1, 'Person ' || n, 'p' || n || '@example.test', $2, now() - n * interval '1 s'
        FROM generate_series(1, $3::int) n""",
    "deals": """INSERT INTO deals (tenant_id, name, pipeline_id, stage_id, position, amount, currency,
                                   owner_id, created_at, expected_close_date)
        SELECT $1, 'Deal ' || n, $4, $5, 'a' || lpad(n::text, 8, '0'), n * 100, 'EUR', $2,
               now() - n * interval '1 s', current_date + n % 400
        FROM generate_series(1, $3::int) n""",
}

FIELDS = """INSERT INTO field_index (tenant_id, kind, record_id, field, text_value, number_value, n)
    SELECT $1, 'companies', uuidv7(), 'custom.size', n % 1000, n % 1000, 1
    FROM generate_series(1, $2::int) n"""


@pytest.fixture(scope="module")
async def big(make_org, settings) -> AsyncGenerator[Actor]:
    """An organisation with 100,000 records of each kind, beside a smaller one."""
    org, other = await make_org("Big"), await make_org("Other")
    owner = await asyncpg.connect(settings.database_owner_url)
    # Filling search for one kind is enough (and its trigrams take the most time).
    await owner.execute("ALTER TABLE companies DISABLE TRIGGER USER")
    await owner.execute("ALTER TABLE deals DISABLE TRIGGER USER")
    for one, rows in ((org, ROWS), (other, OTHERS)):
        board = await board_of(one.admin)
        stage = UUID(board.stages["Lead in"])
        await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(one.tenant_id))
        for table, sql in FILL.items():
            args = [one.tenant_id, one.ana.user_id, rows]
            args += [UUID(board.id), stage] if table == "deals" else []
            await owner.execute(sql, *args, timeout=300)
        await owner.execute(FIELDS, one.tenant_id, rows, timeout=300)
    await owner.execute("ALTER TABLE companies ENABLE TRIGGER USER")
    await owner.execute("ALTER TABLE deals ENABLE TRIGGER USER")
    await owner.execute("VACUUM ANALYZE companies, contacts, deals, search_docs, field_index")
    await owner.close()
    yield org.actor("admin")


async def _plan(view: View, sql: str, values: list[object]) -> dict[str, object]:
    text = await view.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values)
    return orjson.loads(text)[0]["Plan"]


def _scanned(plan: dict[str, object]) -> int:
    """The most rows any node of the plan has looked at to give what it gave."""
    loops = int(plan.get("Actual Loops", 1))
    own = (int(plan["Actual Rows"]) + int(plan.get("Rows Removed by Filter", 0))) * loops
    return max([own, *(_scanned(child) for child in plan.get("Plans", []))])


async def _list_plan(view: View, kind: RecordType, query: dict[str, str]) -> dict[str, object]:
    asked = await parse_list(view, kind, query)
    p = Parameters()
    where = await list_conditions(view, kind, asked, p)
    if asked.page.after is not None:
        where += f" AND {sorting.after(asked.keys, asked.page.after, p)}"
    sql = (
        f"SELECT {kind.json_sql()} FROM {kind.table} t WHERE {where}"
        f" ORDER BY {sorting.order_by(asked.keys)} LIMIT {asked.page.limit + 1}"
    )
    return await _plan(view, sql, p.values)


SORTS = [
    (COMPANIES, "name"),
    (COMPANIES, "-created_at"),
    (COMPANIES, "-updated_at"),
    (CONTACTS, "name"),
    (CONTACTS, "-created_at"),
    (DEALS, "-created_at"),
    (DEALS, "name"),
    (DEALS, "amount"),
    (DEALS, "-amount"),
    (DEALS, "expected_close_date"),
    (DEALS, "-expected_close_date"),
]


@pytest.mark.parametrize(("kind", "sort"), SORTS)
async def test_first_page_reads_a_page(big, kind, sort):
    """The first page of a list in any offered order reads about a page of rows."""
    async with snapshot(big) as view:
        plan = await _list_plan(view, kind, {"sort": sort})
    assert _scanned(plan) <= 200, plan


@pytest.mark.parametrize("sort", ["name", "-created_at"])
async def test_deep_page_by_cursor_reads_a_page(big, sort):
    """A cursor deep in the list starts the index scan right there."""
    async with snapshot(big) as view:
        row = await view.fetchrow(
            "SELECT name_sort, created_at::text, id::text FROM companies WHERE tenant_id = $1"
            " ORDER BY name_sort OFFSET $2 LIMIT 1",
            big.tenant_id,
            ROWS // 2,
        )
        p = Parameters()
        keys = sorting.sort_keys(sort, COMPANIES.by_key.get)
        values = [row["name_sort" if sort == "name" else "created_at"], row["id"]]
        where = f"t.tenant_id = {p(big.tenant_id)} AND t.deleted_at IS NULL"
        where += f" AND {sorting.after(keys, values, p)}"
        sql = (
            f"SELECT t.id FROM companies t WHERE {where} ORDER BY {sorting.order_by(keys)} LIMIT 51"
        )
        plan = await _plan(view, sql, p.values)
    assert _scanned(plan) <= 200, plan


FILTERS = [
    (DEALS, {"filter[amount]": "1234.00"}),
    (DEALS, {"filter[amount][gte]": "49990", "filter[amount][lte]": "50000"}),
    (DEALS, {"filter[company_id]": "01931b5e-0f2b-7a5e-8000-0123456789ab"}),
    (CONTACTS, {"filter[email]": "p77@example.test"}),
    (COMPANIES, {"filter[tags]": "vip"}),
    (CONTACTS, {"search": "person 77777"}),
    (CONTACTS, {"search": "prson 98765"}),
]


@pytest.mark.parametrize(("kind", "query"), FILTERS)
async def test_selective_filters_read_what_they_find(big, kind, query):
    """A filter that finds a handful looks at about a handful, under row-level security."""
    async with snapshot(big) as view:
        plan = await _list_plan(view, kind, query)
    assert _scanned(plan) <= HANDFUL, plan


async def test_search_function_uses_its_indexes(big):
    """Search reads index pages, not the table: words by GIN, similar spelling by trigram GiST."""
    async with snapshot(big) as view:
        for text in ("person 4711", "prson 4711"):
            plan = await _plan(view, "SELECT * FROM search_ids($1, $2, 50)", [["contacts"], text])
            blocks = int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
            assert blocks < 20_000, (text, blocks)


async def test_custom_field_filters_use_field_index(big, settings):
    """A custom field's filter is answered by its typed index."""
    field = Field("size", "number", "Size", custom=True)
    p = Parameters()
    tenant = f"t.tenant_id = {p(big.tenant_id)}"
    condition = filters.condition(filters.Filter(field, "gt", 997.0), p, "companies")
    async with snapshot(big) as view:
        plan = await _plan(
            view, f"SELECT t.id FROM companies t WHERE {tenant} AND {condition}", p.values
        )
    assert re.search(r"field_index_\d", orjson.dumps(plan).decode())
    assert _scanned(plan) <= HANDFUL
