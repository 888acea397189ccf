"""What a route answers with, before it becomes an HTTP response."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, JSON bytes (or none) and headers; a `stream` is sent in place of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    stream: AsyncIterator[bytes] | None = None


def reply(data: Any, *, status: int = 200, seq: int = 0, version: int | None = None) -> Reply:
    """`{"data": …}`; `data` is anything JSON, or a JSON text already built (`orjson.Fragment`)."""
    headers: dict[str, str] = {}
    if seq:
        headers["X-Log-Seq"] = str(seq)
    if version is not None:
        headers["ETag"] = f'"{version}"'
    return Reply(orjson.dumps({"data": data}, default=str), status, headers)


def record_reply(text: str, *, status: int = 200, seq: int = 0) -> Reply:
    """A record's JSON text, with its version as ETag."""
    record = orjson.Fragment(text)
    return reply(record, status=status, seq=seq, version=orjson.loads(text)["version"])


NO_CONTENT = Reply(status=204)
