"""Notifications: what one person should know, and how they want to hear of it."""

from tortoise import fields

from app.core.models import Record, TenantRow


class Notification(Record):
    """Something for one person (`owner_id`) about a record; `source_seq` is the latest event in it.

    `count` events of one kind on one record are one row while it is unread; `actors` caused them.
    """

    owner_id = fields.UUIDField()
    kind = fields.TextField()
    entity = fields.TextField()
    entity_id = fields.UUIDField()
    comment_id = fields.UUIDField(null=True)
    title = fields.TextField()
    subject = fields.TextField(default="")
    body = fields.TextField(default="")
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.TextField(default="")
    actors = fields.JSONField(default=list)
    count = fields.IntField(default=1)
    source_seq = fields.BigIntField()
    happened_at = fields.DatetimeField()
    in_app = fields.BooleanField(default=True)
    mailed_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications"


class NotificationSettings(Record):
    """One person's choices: `channels` holds what differs from the defaults, by kind and channel.

    `mail_after` minutes of absence; `mail_problem` says why mail to them has stopped.
    """

    user_id = fields.UUIDField()
    channels = fields.JSONField(default=dict)
    mail_after = fields.IntField(default=10)
    mail_problem = fields.TextField(null=True)
    mail_problem_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notification_settings"


class Mail(TenantRow):
    """A digest on its way; `repeats` counts attempts that may have been made twice."""

    user_id = fields.UUIDField()
    status = fields.TextField(default="sending")
    notification_ids = fields.JSONField()
    message_id = fields.TextField()
    attempts = fields.IntField(default=0)
    repeats = fields.IntField(default=0)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    began_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mails"
