"""Which event takes back which, and changes of many records at once."""

from tortoise import BaseDBAsyncClient

from app.core.schema import RECORD, tenant_table

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return (
        """
ALTER TABLE events ADD COLUMN undoes bigint;
-- What one job did, to take it back; most events belong to none.
CREATE INDEX events_job ON events (tenant_id, job_id, seq) WHERE job_id IS NOT NULL;
"""
        + tenant_table(
            "bulk_jobs",
            f"""owner_id uuid,
    type text NOT NULL,
    action text NOT NULL CHECK (action IN ('update', 'delete', 'restore', 'undo')),
    change jsonb NOT NULL DEFAULT '{{}}',
    record_ids uuid[] NOT NULL DEFAULT '{{}}',
    undoes uuid,
    undone_by uuid,
    status text NOT NULL DEFAULT 'queued'
        CHECK (status IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    error text,
    total bigint NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    position bigint NOT NULL DEFAULT 0,
    refusals jsonb NOT NULL DEFAULT '[]',
    finished_at timestamptz,{RECORD}""",
            people=["owner_id"],
            indexes=["(tenant_id, created_at, id)"],
        )
    )


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TABLE bulk_jobs;
DROP INDEX events_job;
ALTER TABLE events DROP COLUMN undoes;
"""
