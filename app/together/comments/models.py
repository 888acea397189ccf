"""Comments on any record."""

from tortoise import fields

from app.core.models import Record


class Comment(Record):
    """A comment; `mentions` are user ids, `parent_id` the comment it answers."""

    entity = fields.TextField()
    entity_id = fields.UUIDField()
    body = fields.TextField()
    mentions = fields.JSONField(default=list)
    parent_id = fields.UUIDField(null=True)

    class Meta:
        table = "comments"
