"""Identifiers: UUIDv7, so that ids sort by time and indexes stay dense."""

from uuid import UUID

import uuid_utils

# Belongs to no organisation: its log carries sessions, users and suspensions (design: the platform log).
PLATFORM_TENANT = UUID("00000000-0000-7000-8000-000000000000")


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def parse_id(text: str) -> UUID | None:
    """The UUID that `text` spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
