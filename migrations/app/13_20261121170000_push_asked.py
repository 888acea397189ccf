"""A push that is asked for again while it is being sent is sent again."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE push_deliveries ADD COLUMN asked int NOT NULL DEFAULT 1;"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE push_deliveries DROP COLUMN asked;"
