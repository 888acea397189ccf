"""Names sort as people expect: "élan" beside "Elan", whatever the case."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

# A column, because under row-level security only leakproof operators may start an index scan, and
# fold() is not leakproof, while comparing two texts is.
# By table, the number of its index on (tenant_id, name, id), which this one replaces.
NAMED = {"companies": 1, "contacts": 1, "deals": 2}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "".join(
        f"""
ALTER TABLE {table} ADD COLUMN name_sort text COLLATE "C" GENERATED ALWAYS AS (fold(name)) STORED;
DROP INDEX {table}_{number};
CREATE INDEX {table}_name_sort ON {table} (tenant_id, name_sort, id) WHERE deleted_at IS NULL;
"""
        for table, number in NAMED.items()
    )


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "".join(
        f"ALTER TABLE {table} DROP COLUMN name_sort;\n"
        f"CREATE INDEX {table}_{number} ON {table} (tenant_id, name, id) WHERE deleted_at IS NULL;\n"
        for table, number in NAMED.items()
    )
