"""A bulk job tells how many of its records were so already."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE bulk_jobs ADD COLUMN unchanged bigint NOT NULL DEFAULT 0;"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE bulk_jobs DROP COLUMN unchanged;"
