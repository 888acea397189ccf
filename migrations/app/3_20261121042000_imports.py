"""What an import has made, and names as people compare them."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

# A generated column and not an expression index: under row-level security only leakproof operators
# may use an index, and lower() is not leakproof, while plain equality of two texts is.
NAMED = ("companies", "contacts")


async def upgrade(db: BaseDBAsyncClient) -> str:
    names = "".join(
        f"""
ALTER TABLE {table} ADD COLUMN name_key text GENERATED ALWAYS AS (name_key(name)) STORED;
CREATE INDEX {table}_name_key ON {table} (tenant_id, name_key) WHERE deleted_at IS NULL;
"""
        for table in NAMED
    )
    return f"""
ALTER TABLE imports ADD COLUMN outcome jsonb NOT NULL DEFAULT '{{}}';

-- "Acme  Corp" and "acme corp" are one name.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT lower(btrim(regexp_replace(name, '[[:space:]\u00a0]+', ' ', 'g'))) $$;
{names}
DROP INDEX companies_6;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "".join(f"ALTER TABLE {table} DROP COLUMN name_key;\n" for table in NAMED) + (
        "CREATE INDEX companies_6 ON companies (tenant_id, lower(name)) WHERE deleted_at IS NULL;\n"
        "DROP FUNCTION name_key;\n"
        "ALTER TABLE imports DROP COLUMN outcome;"
    )
