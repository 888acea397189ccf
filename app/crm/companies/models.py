"""Companies: the organisations we sell to."""

from tortoise import fields

from app.core.models import OwnedRecord


class Company(OwnedRecord):
    """A company; `parent_id` makes a hierarchy."""

    name = fields.TextField()
    domain = fields.TextField(null=True)
    website = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    industry = fields.TextField(null=True)
    employees = fields.BigIntField(null=True)
    city = fields.TextField(null=True)
    country = fields.TextField(null=True)
    description = fields.TextField(null=True)
    parent_id = fields.UUIDField(null=True)

    class Meta:
        table = "companies"
