"""What members and the supervisor say to each other, over a Unix connection, in lines of JSON.

The member says `{"protocol": 1, "pid": …, "wanted": ["postgresql", …]}`; once those services answer
the supervisor says `{"services": {name: {"address": …, …}}}`, or `{"error": "a sentence"}`. Then the
connection stays open: its end is how each learns that the other has gone.
"""

import json
from pathlib import Path
from typing import Any

PROTOCOL = 1

POSTGRESQL = "postgresql"
REDIS = "redis"
S3 = "s3"

JSON = dict[str, Any]


def encode(message: JSON) -> bytes:
    """One line."""
    return json.dumps(message).encode() + b"\n"


def decode(line: bytes) -> JSON | None:
    """The message, or None when the line is no complete message."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def read_services(path: Path) -> JSON:
    """What services.json says; empty when it is missing or broken. Raises PermissionError."""
    try:
        return decode(path.read_bytes()) or {}
    except (FileNotFoundError, NotADirectoryError):
        return {}


def other_version(pid: object) -> str:
    """The sentence for a member and a supervisor that don't understand each other."""
    return (
        f"The embedded services here run under another version of SalesPulse (process {pid}); "
        "stop the commands that use this data directory, then try again."
    )
