"""Notes edited together: the note, the Yjs updates its text is made of, its sittings, its writers."""

from tortoise import fields

from app.core.models import Record, TenantRow


class Note(Record):
    """A note on a record. `text` is a plain projection of the document, for reading and search.

    So are `mentions` (user ids) and `team_mentions` (team ids). `restored_from` is the end of the sitting
    that was brought back last.
    """

    entity = fields.TextField()
    entity_id = fields.UUIDField()
    title = fields.TextField(default="")
    text = fields.TextField(default="")
    mentions = fields.JSONField(default=list)
    team_mentions = fields.JSONField(default=list)
    main = fields.BooleanField(default=False)
    restored_from = fields.DatetimeField(null=True)

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


class NoteVersion(TenantRow):
    """What the note was at the end of a sitting: all updates up to number `n`."""

    note_id = fields.UUIDField()
    n = fields.BigIntField()
    authors = fields.JSONField(default=list)
    started_at = fields.DatetimeField(auto_now_add=True)
    ended_at = fields.DatetimeField(auto_now_add=True)
    restored_from = fields.DatetimeField(null=True)

    class Meta:
        table = "note_versions"


class NoteWriter(TenantRow):
    """Who brought a Yjs client's clocks from `clock` up to, but without, `until`."""

    note_id = fields.UUIDField()
    client = fields.BigIntField()
    clock = fields.BigIntField()
    until = fields.BigIntField()
    user_id = fields.UUIDField(null=True)

    class Meta:
        table = "note_writers"
