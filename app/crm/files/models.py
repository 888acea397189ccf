"""Files attached to records; their bytes are in S3."""

from tortoise import fields

from app.core.models import Record


class File(Record):
    """An attachment: what was uploaded, by whom, to which record. `size` in bytes."""

    entity = fields.TextField()
    entity_id = fields.UUIDField()
    name = fields.TextField()
    size = fields.BigIntField()
    content_type = fields.TextField()
    sha256 = fields.TextField()
    object_key = fields.TextField()

    class Meta:
        table = "files"
