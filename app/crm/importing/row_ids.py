"""The id of the record that a row becomes: always the same, so that no row can become two."""

from hashlib import sha256
from uuid import UUID


def record_id(import_id: UUID, number: int) -> UUID:
    """A UUIDv7 with the import's own time; rows sort in the file's order.

    After the time come 32 bits of row number (around the version and variant bits) and 42 of a hash.
    """
    digest = int.from_bytes(sha256(import_id.bytes + number.to_bytes(8)).digest()[:8])
    time = import_id.int >> 80
    high, low = number >> 20 & 0xFFF, number & 0xFFFFF
    tail = low << 42 | digest & (1 << 42) - 1
    return UUID(int=time << 80 | 7 << 76 | high << 64 | 2 << 62 | tail)
