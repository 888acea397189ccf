"""A note says which of its versions was brought back last."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE notes ADD COLUMN restored_from timestamptz;"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE notes DROP COLUMN restored_from;"
