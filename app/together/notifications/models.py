"""Notifications: what one person should know."""

from tortoise import fields

from app.core.models import Record


class Notification(Record):
    """Something for one person (`owner_id`) about a record; `source_seq` is the event it came from."""

    owner_id = fields.UUIDField()
    kind = fields.TextField()
    entity = fields.TextField()
    entity_id = fields.UUIDField()
    title = fields.TextField()
    body = fields.TextField(default="")
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.TextField(default="")
    source_seq = fields.BigIntField()
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications"
