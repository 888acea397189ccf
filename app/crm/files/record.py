"""What a file is: an attachment of a record, its bytes in S3."""

from typing import Any
from uuid import UUID

from app.core.actor import Actor
from app.core.records.fields import Field
from app.core.records.guards import ParentGuard
from app.core.records.record_type import RecordType
from app.crm.files.links import signed_link


def add_link(actor: Actor, record: dict[str, Any]) -> None:
    """A link to download it with, good for some minutes."""
    record["url"] = signed_link(actor.tenant_id, UUID(record["id"]))


FILES = RecordType(
    name="files",
    entity="file",
    label="File",
    label_plural="Files",
    table="files",
    guard=ParentGuard("files"),
    present=add_link,
    fields=(
        Field("entity", "text", "On", required=True, writable=False),
        Field("entity_id", "id", "Record", required=True, writable=False),
        Field("name", "text", "Name", required=True),
        Field("size", "integer", "Size (bytes)", required=True, writable=False),
        Field("content_type", "text", "Type", required=True, writable=False),
        Field("sha256", "text", "SHA-256", required=True, writable=False),
    ),
)
