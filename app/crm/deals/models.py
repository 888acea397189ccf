"""Deals: what may be sold, where it stands, and who works on it."""

from tortoise import fields

from app.core.models import OwnedRecord


class Deal(OwnedRecord):
    """A deal. `amount` in minor units of `currency`; `position` orders it within its stage."""

    name = fields.TextField()
    pipeline_id = fields.UUIDField()
    stage_id = fields.UUIDField()
    position = fields.TextField()
    amount = fields.BigIntField(null=True)
    currency = fields.TextField()
    contact_id = fields.UUIDField(null=True)
    company_id = fields.UUIDField(null=True)
    expected_close_date = fields.DateField(null=True)
    opened_on = fields.DateField(null=True)
    closed_at = fields.DatetimeField(null=True)
    lost_reason = fields.TextField(null=True)
    description = fields.TextField(null=True)

    class Meta:
        table = "deals"
