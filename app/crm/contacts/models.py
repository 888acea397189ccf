"""Contacts: the people we talk to."""

from tortoise import fields

from app.core.models import OwnedRecord


class Contact(OwnedRecord):
    """A person, usually at a company."""

    name = fields.TextField()
    email = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    job_title = fields.TextField(null=True)
    company_id = fields.UUIDField(null=True)
    city = fields.TextField(null=True)
    country = fields.TextField(null=True)
    description = fields.TextField(null=True)

    class Meta:
        table = "contacts"
