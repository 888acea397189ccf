"""Notes edited together: the note, and the Yjs updates its text is made of."""

from tortoise import fields

from app.core.models import Record, TenantRow


class Note(Record):
    """A note on a record. `text` is a plain projection of the document, for reading and search."""

    entity = fields.TextField()
    entity_id = fields.UUIDField()
    title = fields.TextField(default="")
    text = fields.TextField(default="")
    main = fields.BooleanField(default=False)

    class Meta:
        table = "notes"


class NoteUpdate(TenantRow):
    """A Yjs update (or, compacted, many merged into one). Updates commute; `n` only orders reading."""

    note_id = fields.UUIDField()
    n = fields.BigIntField()
    update = fields.BinaryField()
    author_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "note_updates"
