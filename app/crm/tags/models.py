"""Tags: names to group records by."""

from tortoise import fields

from app.core.models import Record


class Tag(Record):
    """A tag; records carry its name."""

    name = fields.TextField()
    color = fields.TextField(default="slate")

    class Meta:
        table = "tags"
