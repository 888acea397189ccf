"""The doorbell's messages, read back into events (see `app.core.doorbell.encode`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.core.audience import Audience
from app.core.log import Event
from realtime.stream import Ring


def decode(message: bytes) -> Ring:
    """What a ring says; raises ValueError or KeyError if it is not one."""
    body = orjson.loads(message)
    rung = body.get("events")
    events = None if rung is None else [_event(item) for item in rung]
    return Ring(int(body["from"]), int(body["to"]), events)


def _event(item: dict[str, Any]) -> Event:
    wire: dict[str, Any] = item["event"]
    resource, owner_before, owner_after = item["audience"]
    return Event(
        type=wire["type"],
        entity=wire["entity"],
        entity_id=UUID(wire["entity_id"]),
        version=wire["version"],
        audience=Audience(resource, _uuid(owner_before), _uuid(owner_after)),
        changed=tuple(wire["changed"]),
        before=_text(wire["before"]),
        data=_text(wire["data"]),
        id=UUID(wire["id"]),
        seq=wire["seq"],
        at=datetime.fromisoformat(wire["at"]),
        actor_id=_uuid(wire["actor"]["id"]),
        actor_name=wire["actor"]["name"],
        actor_kind=wire["actor"]["kind"],
        job_id=_uuid(item["job"]),
        undoes=wire.get("undoes"),
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
