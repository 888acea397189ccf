"""Background jobs: who is at one, what was asked for meanwhile, and how to find what is pending."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = """
-- lease: the token of the worker that is at it (due_at is then when the lease ends);
-- wanted_at: asked for again meanwhile; attempts: runs that failed since the last that didn't.
ALTER TABLE due_jobs
    ADD COLUMN lease uuid,
    ADD COLUMN wanted_at timestamptz,
    ADD COLUMN attempts int NOT NULL DEFAULT 0;

CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (tenant_id, webhook_id, next_attempt_at)
    WHERE status = 'pending';

-- A notification that comes from no event (source_seq 0) is said once about a thing.
DROP INDEX notifications_3;
CREATE UNIQUE INDEX notifications_3
    ON notifications (tenant_id, source_seq, owner_id, kind, entity_id);
"""

DOWN = """
DROP INDEX notifications_3;
CREATE UNIQUE INDEX notifications_3 ON notifications (tenant_id, source_seq, owner_id, kind);
DROP INDEX webhook_deliveries_pending;
ALTER TABLE due_jobs DROP COLUMN attempts, DROP COLUMN wanted_at, DROP COLUMN lease;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN
