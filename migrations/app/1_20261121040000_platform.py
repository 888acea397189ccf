"""The platform's log, and what this installation says about itself."""

from tortoise import BaseDBAsyncClient

from app.core.ids import PLATFORM_TENANT

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    # The owner is held to row-level security as well, so it has to say whose row this is.
    return f"""
SELECT set_config('app.tenant_id', '{PLATFORM_TENANT}', true);
INSERT INTO tenant_heads (tenant_id) VALUES ('{PLATFORM_TENANT}') ON CONFLICT DO NOTHING;
SELECT set_config('app.tenant_id', '', true);

-- Data sets that are being loaded (the demo's): while there is one, /ready says no.
CREATE TABLE loading (name text PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE loading;"
