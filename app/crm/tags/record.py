"""What a tag is: a name with a colour. Records carry the names."""

from app.core.records.fields import Field
from app.core.records.guards import OpenGuard
from app.core.records.record_type import RecordType

TAGS = RecordType(
    name="tags",
    entity="tag",
    label="Tag",
    label_plural="Tags",
    table="tags",
    guard=OpenGuard("tags"),
    default_sort="name",
    fields=(
        Field("name", "text", "Name", required=True),
        Field("color", "text", "Color", nullable=False, default="slate"),
    ),
)
