"""Custom fields: what a tenant adds to a record type."""

from tortoise import fields

from app.core.models import Record


class FieldDefinition(Record):
    """A custom field. Its values live in the record's `custom` under `key`."""

    record_type = fields.TextField()
    key = fields.TextField()
    label = fields.TextField()
    kind = fields.TextField()
    options = fields.JSONField(null=True)
    ref = fields.TextField(null=True)
    position = fields.TextField()

    class Meta:
        table = "field_definitions"
