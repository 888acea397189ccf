"""Bulk jobs: what is to be done to which records, how far it is, and what was refused."""

from tortoise import fields

from app.core.models import Record


class BulkJob(Record):
    """A change of many records; `position` is how far it is in `record_ids`, or, when it undoes
    another job, the number of that job's event it has come down to."""

    owner_id = fields.UUIDField(null=True)
    type = fields.TextField()
    action = fields.TextField()
    change = fields.JSONField(default=dict)
    record_ids = fields.JSONField(default=list)
    undoes = fields.UUIDField(null=True)
    undone_by = fields.UUIDField(null=True)
    status = fields.TextField(default="queued")
    error = fields.TextField(null=True)
    total = fields.BigIntField()
    done = fields.BigIntField(default=0)
    unchanged = fields.BigIntField(default=0)
    refused = fields.BigIntField(default=0)
    position = fields.BigIntField(default=0)
    refusals = fields.JSONField(default=list)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bulk_jobs"
