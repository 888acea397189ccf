"""The record types there are, by plural name and by entity; filled as they are declared."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.records.record_type import RecordType

TYPES: "dict[str, RecordType]" = {}
BY_ENTITY: "dict[str, RecordType]" = {}


def parents() -> "dict[str, RecordType]":
    """The types that comments, notes and files can hang on, by entity."""
    return {entity: found for entity, found in BY_ENTITY.items() if found.owned}
