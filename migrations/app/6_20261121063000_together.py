"""Comments that are reacted to and resolved; notifications that group, go by mail and by push."""

from tortoise import BaseDBAsyncClient

from app.core.schema import RECORD, across_tenants, tenant_table

RUN_IN_TRANSACTION = True

COMMENTS = """
ALTER TABLE comments
    ADD COLUMN team_mentions uuid[] NOT NULL DEFAULT '{}',
    -- [{"emoji": "…", "user_ids": [...]}], in the order of first use
    ADD COLUMN reactions jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN resolved_at timestamptz,
    ADD COLUMN resolved_by uuid;
ALTER TABLE comments ADD CONSTRAINT comments_resolved_by_fk
    FOREIGN KEY (tenant_id, resolved_by) REFERENCES members (tenant_id, user_id)
    ON DELETE SET NULL (resolved_by);
"""

NOTIFICATIONS = """
-- happened_at: of the latest of the `count` events it stands for; created_at stays the first's.
ALTER TABLE notifications
    ADD COLUMN subject text NOT NULL DEFAULT '',
    ADD COLUMN comment_id uuid,
    ADD COLUMN count int NOT NULL DEFAULT 1,
    ADD COLUMN actors jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN happened_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN in_app boolean NOT NULL DEFAULT true,
    ADD COLUMN mailed_at timestamptz;
"""

HAPPENED = """
UPDATE notifications SET happened_at = created_at;
"""

NOTIFICATION_INDEXES = """
DROP INDEX notifications_1;
CREATE INDEX notifications_1 ON notifications (tenant_id, owner_id, happened_at, id);
-- The same columns in an order that also finds what to group with.
DROP INDEX notifications_3;
CREATE UNIQUE INDEX notifications_3
    ON notifications (tenant_id, owner_id, entity_id, kind, source_seq);
"""

NEW = (
    tenant_table(
        "notification_settings",
        f"""user_id uuid NOT NULL,
    channels jsonb NOT NULL DEFAULT '{{}}',
    mail_after int NOT NULL DEFAULT 10,
    mail_problem text,
    mail_problem_at timestamptz,{RECORD}""",
        people=["user_id CASCADE"],
        indexes=["UNIQUE (tenant_id, user_id)"],
    )
    + tenant_table(
        "subscriptions",
        f"""user_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('following', 'none', 'muted')),{RECORD}""",
        people=["user_id CASCADE"],
        indexes=[
            "UNIQUE (tenant_id, user_id, entity_id, entity)",
            "(tenant_id, entity_id, entity)",
        ],
    )
    + tenant_table(
        "mails",
        """user_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'sending'
        CHECK (status IN ('sending', 'waiting', 'sent', 'bounced', 'failed', 'dropped')),
    notification_ids uuid[] NOT NULL,
    message_id text NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    repeats int NOT NULL DEFAULT 0,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    began_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz""",
        people=["user_id CASCADE"],
        indexes=["(tenant_id, user_id, created_at)"],
    )
    + tenant_table(
        "push_subscriptions",
        f"""user_id uuid NOT NULL,
    session_id uuid,
    endpoint_digest bytea NOT NULL,
    sealed bytea NOT NULL,
    base_path text NOT NULL DEFAULT '',
    label text NOT NULL DEFAULT '',
    last_error text,{RECORD}""",
        people=["user_id CASCADE"],
        indexes=["UNIQUE (tenant_id, user_id, endpoint_digest)"],
    )
    + tenant_table(
        "push_deliveries",
        """subscription_id uuid NOT NULL,
    notification_id uuid,
    attempts int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()""",
        references={
            "subscription_id CASCADE": "push_subscriptions",
            "notification_id CASCADE": "notifications",
        },
        indexes=["UNIQUE (tenant_id, subscription_id, notification_id)"],
    )
    # Of the installation as a whole, so in the platform's tenant: the key push services know us by.
    + tenant_table(
        "installation_keys",
        """name text NOT NULL,
    public text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()""",
        indexes=["UNIQUE (tenant_id, name)"],
    )
)

DOWN = """
DROP TABLE installation_keys, push_deliveries, push_subscriptions, mails, subscriptions,
    notification_settings;
DROP INDEX notifications_3;
CREATE UNIQUE INDEX notifications_3
    ON notifications (tenant_id, source_seq, owner_id, kind, entity_id);
DROP INDEX notifications_1;
CREATE INDEX notifications_1 ON notifications (tenant_id, owner_id, created_at, id);
ALTER TABLE notifications DROP COLUMN mailed_at, DROP COLUMN in_app, DROP COLUMN happened_at,
    DROP COLUMN actors, DROP COLUMN count, DROP COLUMN comment_id, DROP COLUMN subject;
ALTER TABLE comments DROP COLUMN resolved_by, DROP COLUMN resolved_at, DROP COLUMN edited_at,
    DROP COLUMN reactions, DROP COLUMN team_mentions;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    happened = across_tenants(["notifications"], HAPPENED)
    return COMMENTS + NOTIFICATIONS + happened + NOTIFICATION_INDEXES + NEW


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN
