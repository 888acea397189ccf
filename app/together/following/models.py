"""Who follows what."""

from tortoise import fields

from app.core.models import Record


class Subscription(Record):
    """That somebody follows a record, wants nothing more of it (`none`), or has muted it."""

    user_id = fields.UUIDField()
    entity = fields.TextField()
    entity_id = fields.UUIDField()
    state = fields.TextField()

    class Meta:
        table = "subscriptions"
