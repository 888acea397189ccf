"""Imports: a file, its mapping, how far it has come, and what went wrong."""

from tortoise import fields

from app.core.models import Record, TenantRow


class Import(Record):
    """An import; `mapping` and `options` as posted, counts in rows."""

    owner_id = fields.UUIDField(null=True)
    type = fields.TextField()
    file_name = fields.TextField()
    object_key = fields.TextField()
    mapping = fields.JSONField()
    options = fields.JSONField()
    status = fields.TextField(default="queued")
    error = fields.TextField(null=True)
    total = fields.BigIntField(null=True)
    done = fields.BigIntField(default=0)
    failed = fields.BigIntField(default=0)
    position = fields.BigIntField(default=0)
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    outcome = fields.JSONField(default=dict)

    class Meta:
        table = "imports"


class ImportFailure(TenantRow):
    """A row that could not be imported, as it was, and why. `line` counts the file's rows from 1."""

    import_id = fields.UUIDField()
    line = fields.BigIntField()
    row = fields.JSONField()
    message = fields.TextField()

    class Meta:
        table = "import_failures"
