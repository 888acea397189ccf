"""Isolation in the database itself: every tenant table, tried with another tenant and with none."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from app.core.ids import new_id
from tests.isolation.matrix import browser
from tests.isolation.world import World, build_world

# Written and read only by the owner's functions, which have the tenant inside.
NO_GRANT = {"search_docs"}
# Positions and due ids may be read across tenants by streams and sweepers; never written.
READABLE = {"tenant_heads", "reader_cursors", "due_jobs"}

TENANT_TABLES = """SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"""

# Tenant-free by design: sign-in must find them before the tenant is known.
TENANT_FREE = {"sessions", "doors"}


@pytest.fixture(scope="module")
async def owner(settings) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.database_owner_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def app_role(settings) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.database_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def world(make_org) -> World:
    """An organisation with at least a row in the tables that the API can fill."""
    found = await build_world(await make_org("Tables"))
    for noun in ("companies", "contacts", "deals", "comments", "note_versions", "files", "tags"):
        await found.one(noun)
    for noun in ("reviews", "bulk_jobs", "fields", "teams", "roles", "webhooks", "deliveries"):
        await found.one(noun)
    await found.one("followed")
    await found.org.ana.patch("/notifications/settings", {"mail_after": 30})
    taking = await found.org.ana.post("/push-subscriptions", browser(found))
    await found.org.ana.post(f"/push-subscriptions/{taking.data['id']}/test")
    body = {"name": "tagged", "tags": ["vip"]}
    await found.org.ana.post("/companies", body, headers={"Idempotency-Key": "k"})
    return found


async def _tables(owner: asyncpg.Connection) -> dict[str, asyncpg.Record]:
    rows = await owner.fetch(TENANT_TABLES)
    return {row["name"]: row for row in rows if row["name"] not in TENANT_FREE}


async def test_row_security_is_forced_everywhere(owner):
    """Every table with a tenant_id has forced row-level security."""
    for name, row in (await _tables(owner)).items():
        assert row["enabled"], name
        assert row["forced"] or name in NO_GRANT, name


async def test_keys_and_indexes_begin_with_the_tenant(owner):
    """Primary keys, foreign keys between tenant tables, and ordered indexes are led by tenant_id."""
    tables = await _tables(owner)
    constraints = await owner.fetch(
        """SELECT c.conrelid::regclass::text AS name, c.confrelid::regclass::text AS target, c.contype,
                  a.attname AS first, cardinality(c.conkey) AS columns
           FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
           WHERE c.contype IN ('p', 'f')"""
    )
    for row in constraints:
        if row["name"] not in tables or row["target"] in ("users", "tenants"):
            continue
        assert row["first"] == "tenant_id", dict(row)
    indexes = await owner.fetch(
        """SELECT i.indrelid::regclass::text AS name, i.indexrelid::regclass::text AS index,
                  m.amname AS method, a.attname AS first
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
           LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"""
    )
    for row in indexes:
        led = row["first"] == "tenant_id"
        # Found by user before the tenant is known; words of all tenants; what is due anywhere.
        known = row["index"] in ("members_1", "search_docs_doc", "due_jobs_due")
        assert led or known or row["name"] not in tables, dict(row)


@pytest.mark.parametrize("tenant", ["other", "unset", "empty"])
async def test_nothing_of_another_tenant(owner, app_role, world, tenant):
    """With another tenant set, or none, no row of ours can be read, changed, deleted or forged."""
    setting = {"other": str(new_id()), "unset": None, "empty": ""}[tenant]
    for name in await _tables(owner):
        if name in NO_GRANT:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app_role.fetch(f"SELECT * FROM {name}")
            continue
        ours = await _ours(owner, world, name)
        transaction = app_role.transaction()
        await transaction.start()
        try:
            if setting is not None:
                await app_role.execute("SELECT set_config('app.tenant_id', $1, true)", setting)
            await _attempt(app_role, name, world, ours)
        finally:
            await transaction.rollback()


async def _ours(owner: asyncpg.Connection, world: World, name: str) -> str | None:
    """A row of ours as JSON, read as the owner of the tables within our tenant."""
    async with owner.transaction():
        tenant = str(world.org.tenant_id)
        await owner.execute("SELECT set_config('app.tenant_id', $1, true)", tenant)
        return await owner.fetchval(
            f"SELECT to_json(t)::text FROM {name} t WHERE tenant_id = $1", world.org.tenant_id
        )


async def _attempt(app_role: asyncpg.Connection, name: str, world: World, ours: str | None) -> None:
    tenant_id = world.org.tenant_id
    if name not in READABLE:
        count = await app_role.fetchval(
            f"SELECT count(*) FROM {name} WHERE tenant_id = $1", tenant_id
        )
        assert count == 0, name
    for sql in (
        f"UPDATE {name} SET tenant_id = tenant_id WHERE tenant_id = $1",
        f"DELETE FROM {name} WHERE tenant_id = $1",
    ):
        savepoint = app_role.transaction()
        await savepoint.start()
        try:
            assert (await app_role.execute(sql, tenant_id)).endswith(" 0"), name
        except asyncpg.InsufficientPrivilegeError:
            pass  # not even granted
        finally:
            await savepoint.rollback()
    if ours is None:
        return
    columns = ", ".join(await _writable_columns(app_role, name))
    savepoint = app_role.transaction()
    await savepoint.start()
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app_role.execute(
                f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"
                f" SELECT {columns} FROM json_populate_record(NULL::{name}, $1::json)",
                ours,
            )
    finally:
        await savepoint.rollback()


async def _writable_columns(app_role: asyncpg.Connection, name: str) -> list[str]:
    rows = await app_role.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        name,
    )
    return [f'"{row["attname"]}"' for row in rows]


async def test_the_api_fills_most_tables(owner, world):
    """The attempts above mean something: most tables do have a row of ours."""
    empty = [name for name in await _tables(owner) if await _ours(owner, world, name) is None]
    assert set(empty) <= {
        "imports",
        "import_failures",
        "installation_keys",
        "mails",
        "note_updates",
        "notifications",
        "reader_cursors",
    }
