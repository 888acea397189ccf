"""Reviews: a board is presented from one number of the log to another."""

from tortoise import BaseDBAsyncClient

from app.core.schema import RECORD, tenant_table

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return tenant_table(
        "reviews",
        f"""pipeline_id uuid NOT NULL,
    presenter_id uuid,
    started_seq bigint NOT NULL,
    ended_seq bigint,
    ended_at timestamptz,
    totals_before jsonb NOT NULL DEFAULT '[]',
    totals_after jsonb,
    empty_since timestamptz,{RECORD}""",
        references={"pipeline_id CASCADE": "pipelines"},
        people=["presenter_id"],
        indexes=[
            "UNIQUE (tenant_id, pipeline_id) WHERE ended_at IS NULL AND deleted_at IS NULL",
            "(tenant_id, pipeline_id, created_at)",
            "(tenant_id, created_at, id)",
        ],
    )


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE reviews;"
