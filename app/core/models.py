"""Tables every feature stands on, and the columns all tenant tables and records share.

Keys are composite in the database, `(tenant_id, id)`, and so are foreign keys; both are plain SQL in
the migrations, because Tortoise can only express single-column ones. References are plain UUIDs here.
"""

from tortoise import Model, fields


class TenantRow(Model):
    """A row that belongs to one tenant; row-level security keeps it there."""

    id = fields.UUIDField(primary_key=True)
    tenant_id = fields.UUIDField()

    class Meta:
        abstract = True


class Record(TenantRow):
    """What every record has. `version` grows by one with each change and is the record's ETag."""

    version = fields.BigIntField(default=1)
    created_at = fields.DatetimeField()
    created_by = fields.UUIDField(null=True)
    updated_at = fields.DatetimeField()
    updated_by = fields.UUIDField(null=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        abstract = True


class OwnedRecord(Record):
    """A record somebody is responsible for; the owner decides who may see it."""

    owner_id = fields.UUIDField(null=True)
    tags = fields.JSONField(default=list)
    custom = fields.JSONField(default=dict)
    import_id = fields.UUIDField(null=True)

    class Meta:
        abstract = True


class TenantHead(Model):
    """The last number of a tenant's log; its row lock orders the tenant's commits."""

    tenant_id = fields.UUIDField(primary_key=True)
    seq = fields.BigIntField(default=0)

    class Meta:
        table = "tenant_heads"


class EventRow(Model):
    """A stored event; read and written by `app.core.log`."""

    seq = fields.BigIntField(primary_key=True)
    tenant_id = fields.UUIDField()
    at = fields.DatetimeField()
    id = fields.UUIDField()
    type = fields.TextField()
    entity = fields.TextField()
    entity_id = fields.UUIDField()
    version = fields.BigIntField()
    changed = fields.JSONField()
    before = fields.JSONField(null=True)
    data = fields.JSONField(null=True)
    resource = fields.TextField()
    owner_before = fields.UUIDField(null=True)
    owner_after = fields.UUIDField(null=True)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.TextField()
    actor_kind = fields.TextField()
    job_id = fields.UUIDField(null=True)
    undoes = fields.BigIntField(null=True)
    request_id = fields.TextField(null=True)
    ip = fields.TextField(null=True)
    agent = fields.TextField(null=True)

    class Meta:
        table = "events"


class ReaderCursor(Model):
    """How far a reader of the log (notifications, webhooks) has come in a tenant."""

    id = fields.UUIDField(primary_key=True)
    tenant_id = fields.UUIDField()
    reader = fields.TextField()
    seq = fields.BigIntField(default=0)

    class Meta:
        table = "reader_cursors"


class IdempotencyKey(Model):
    """The first success of a write, kept 14 days for its repetitions."""

    id = fields.UUIDField(primary_key=True)
    tenant_id = fields.UUIDField()
    user_id = fields.UUIDField()
    key = fields.TextField()
    fingerprint = fields.BinaryField()
    status = fields.IntField(null=True)
    headers = fields.JSONField(null=True)
    body = fields.BinaryField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "idempotency_keys"


class DueJob(Model):
    """Work for a background job: which, on what, and when; the truth behind arq's wake-ups."""

    id = fields.UUIDField(primary_key=True)
    tenant_id = fields.UUIDField()
    job = fields.TextField()
    target_id = fields.UUIDField()
    due_at = fields.DatetimeField()
    lease = fields.UUIDField(null=True)
    wanted_at = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)

    class Meta:
        table = "due_jobs"


class InstallationKey(TenantRow):
    """A key pair of the whole installation, kept in the platform's tenant; the secret half is sealed."""

    name = fields.TextField()
    public = fields.TextField()
    sealed = fields.BinaryField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "installation_keys"
