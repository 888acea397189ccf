"""What has happened to a record since a version of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.core import log
from app.core.uow import View


@dataclass(frozen=True, slots=True)
class Newer:
    """One event, as far as who meets it must know it; `before` holds the changed fields as they were."""

    seq: int
    type: str
    at: datetime
    changed: tuple[str, ...]
    before: dict[str, Any]
    undoes: int | None
    actor_id: UUID | None
    actor_name: str

    def signed(self) -> dict[str, Any]:
        """When, and by whom: `{at, by: {id, name}}`."""
        by = {"id": self.actor_id, "name": self.actor_name}
        return {"at": log.timestamp(self.at), "by": by}

    def told(self) -> dict[str, Any]:
        """Who, what and when, for the reason of a refusal."""
        return {"seq": self.seq, "type": self.type, **self.signed()}


async def newer_than(view: View, entity: str, record_id: UUID, version: int) -> list[Newer]:
    """The record's events after this version, oldest first."""
    rows = await view.fetch(
        """SELECT seq, type, at, changed::text AS changed, before::text AS before, undoes,
                  actor_id, actor_name FROM events
           WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3 AND version > $4
           ORDER BY version""",
        view.actor.tenant_id,
        entity,
        record_id,
        version,
    )
    return [
        Newer(
            row["seq"],
            row["type"],
            row["at"],
            tuple(orjson.loads(row["changed"])),
            orjson.loads(row["before"] or "{}"),
            row["undoes"],
            row["actor_id"],
            row["actor_name"],
        )
        for row in rows
    ]
