"""What a note is: a document that several people write at once, hanging on a record.

Its text is made of Yjs updates (sockets, `note:*`); `text` is their plain projection and is never
written over REST.
"""

from app.core.event_types import declare_events
from app.core.records.fields import Field
from app.core.records.guards import ParentGuard
from app.core.records.record_type import RecordType

NOTES = RecordType(
    name="notes",
    entity="note",
    label="Note",
    label_plural="Notes",
    table="notes",
    guard=ParentGuard("notes"),
    title="title",
    searchable=("title", "text"),
    told_on_parent=("version_restored",),
    fields=(
        Field("entity", "text", "On", required=True, writable=False, creatable_only=True),
        Field("entity_id", "id", "Record", required=True, writable=False, creatable_only=True),
        Field("title", "text", "Title", nullable=False, default=""),
        Field("text", "long_text", "Text", nullable=False, writable=False),
        Field("mentions", "users", "Mentioned", nullable=False, writable=False, default=()),
        Field(
            "team_mentions", "teams", "Teams mentioned", nullable=False, writable=False, default=()
        ),
        Field("main", "boolean", "Main", nullable=False, writable=False),
        Field("restored_from", "datetime", "Restored from", writable=False),
    ),
)

declare_events("note", "version_restored")
