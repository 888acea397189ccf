"""Comments on any record."""

from tortoise import fields

from app.core.models import Record


class Comment(Record):
    """A comment; `mentions` are user ids, `team_mentions` team ids, `parent_id` what it answers.

    `reactions`: `[{"emoji", "user_ids"}]`. `resolved_at` is set on a thread's first comment only.
    """

    entity = fields.TextField()
    entity_id = fields.UUIDField()
    body = fields.TextField()
    mentions = fields.JSONField(default=list)
    team_mentions = fields.JSONField(default=list)
    parent_id = fields.UUIDField(null=True)
    reactions = fields.JSONField(default=list)
    edited_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)
    resolved_by = fields.UUIDField(null=True)

    class Meta:
        table = "comments"
