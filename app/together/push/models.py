"""Browsers, and what is on its way to them."""

from tortoise import fields

from app.core.models import Record, TenantRow


class PushSubscription(Record):
    """A browser that takes pushes for somebody; address and keys are sealed."""

    user_id = fields.UUIDField()
    session_id = fields.UUIDField(null=True)
    endpoint_digest = fields.BinaryField()
    sealed = fields.BinaryField()
    base_path = fields.TextField(default="")
    label = fields.TextField(default="")
    last_error = fields.TextField(null=True)

    class Meta:
        table = "push_subscriptions"


class PushDelivery(TenantRow):
    """A notification on its way to one browser, and how often that was asked; without one it is a test."""

    subscription_id = fields.UUIDField()
    notification_id = fields.UUIDField(null=True)
    attempts = fields.IntField(default=0)
    asked = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "push_deliveries"
