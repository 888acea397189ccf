"""Notes mention teams, as comments do."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE notes ADD COLUMN team_mentions uuid[] NOT NULL DEFAULT '{}';"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "ALTER TABLE notes DROP COLUMN team_mentions;"
