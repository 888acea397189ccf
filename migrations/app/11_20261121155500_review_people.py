"""A review knows who took part in it."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE reviews ADD COLUMN took_part uuid[] NOT NULL DEFAULT '{}';"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE reviews DROP COLUMN took_part;"
