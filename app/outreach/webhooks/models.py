"""Webhooks and their deliveries."""

from tortoise import fields

from app.core.models import Record, TenantRow


class Webhook(Record):
    """An address that wants to hear of events; the secret is sealed at rest."""

    url = fields.TextField()
    events = fields.JSONField()
    description = fields.TextField(default="")
    secret = fields.BinaryField()
    active = fields.BooleanField(default=True)
    disabled_reason = fields.TextField(null=True)
    failing_since = fields.DatetimeField(null=True)

    class Meta:
        table = "webhooks"


class WebhookDelivery(TenantRow):
    """One event on its way to one webhook; `message_id` stays the same over all attempts."""

    webhook_id = fields.UUIDField()
    seq = fields.BigIntField()
    event_type = fields.TextField()
    message_id = fields.TextField()
    body = fields.BinaryField()
    status = fields.TextField(default="pending")
    attempts = fields.IntField(default=0)
    next_attempt_at = fields.DatetimeField(null=True)
    response_status = fields.IntField(null=True)
    error = fields.TextField(null=True)
    duration_ms = fields.IntField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_deliveries"
