"""Due jobs are looked for kind by kind, so that many of one kind don't hide the others."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP INDEX due_jobs_due;
        CREATE INDEX due_jobs_due ON due_jobs (job, due_at);
    """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP INDEX due_jobs_due;
        CREATE INDEX due_jobs_due ON due_jobs (due_at);
    """
