"""What is on the wire, as far as a listener looks: changes, and frames from a client."""

import re
from array import array
from dataclasses import dataclass, field
from datetime import datetime

PONG = b"\x81\x81\x00\x00\x00\x003"  # "3", masked with zeros
AT = re.compile(rb'"at":"([^"]+)"')
SEQ = re.compile(rb'"seq":(\d+)')
TAG = re.compile(rb'"entity_id":"([^"]+)","version":(\d+)')
PID = re.compile(rb'"pid":"([^"]+)"')
OFFSET = re.compile(rb',"([0-9]+-[0-9]+)"\]$')
CHANGES = b'"changes"'


@dataclass(slots=True)
class Change:
    """One distinct message: what it tells, and when it was heard (seconds since 1970)."""

    seqs: tuple[int, ...]
    at: float
    tag: str
    offset: str | None
    heard: array = field(default_factory=lambda: array("d"))


def read_change(text: bytes) -> Change:
    """What a `changes` message tells."""
    seqs = tuple(int(found) for found in SEQ.findall(text))
    at, tag, offset = AT.search(text), TAG.search(text), OFFSET.search(text)
    moment = datetime.fromisoformat(at[1].decode()).timestamp() if at else 0.0
    name = f"{tag[1].decode()}:{tag[2].decode()}" if tag else ""
    return Change(seqs, moment, name, offset[1].decode() if offset else None)


def masked(text: str) -> bytes:
    """A text frame from a client; the mask is zero, which is a mask too."""
    payload = text.encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload
