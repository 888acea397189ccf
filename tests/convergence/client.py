"""A client in thirty lines: a snapshot, and events applied to it as every client must.

What it does on an event is all there is to do: put the record as it is now, or take it away together
with what hangs on it. A record that was not known before is opened, as a screen would.
"""

from dataclasses import dataclass, field
from typing import Any

from app.core.records.registry import BY_ENTITY, TYPES
from tests.api import Api

State = dict[str, dict[str, Any]]
DEPENDANTS = ("comments", "notes", "files")
OTHERS = {
    "member": "/users",
    "team": "/teams",
    "subscription": "/subscriptions",
    "notification": "/notifications",
}
# Only its reader may have it, so it is in no event (a signed link).
NOT_IN_EVENTS = {"url"}


@dataclass(slots=True)
class Client:
    """What one person's screen knows, by entity and id, and the log position it is at."""

    api: Api
    records: State = field(default_factory=dict)
    seq: int = 0

    async def load(self) -> None:
        """A fresh snapshot of everything this person may list."""
        for kind in TYPES.values():
            self.records[kind.entity] = await self._list(f"/{kind.name}")
        for entity, path in OTHERS.items():
            self.records[entity] = await self._list(path)

    async def catch_up(self) -> None:
        """Apply the changes since `seq`."""
        while True:
            answer = await self.api.get(f"/events?since={self.seq}&limit=1000")
            for event in answer.data:
                await self._apply(event)
            self.seq = answer.json["pagination"]["to"]
            if not answer.json["pagination"]["more"]:
                return

    async def _apply(self, event: dict[str, Any]) -> None:
        entity, record_id = event["entity"], event["entity_id"]
        if entity not in self.records:
            return
        known = self.records[entity].get(record_id)
        if event["data"] is None or event["type"].endswith((".deleted", ".removed")):
            self.records[entity].pop(record_id, None)
            self._cascade(entity, record_id)
        elif known is None or known["version"] <= event["version"]:
            self.records[entity][record_id] = event["data"]
            if known is None and entity in BY_ENTITY and BY_ENTITY[entity].owned:
                await self._open(entity, record_id)

    def _cascade(self, entity: str, record_id: str) -> None:
        for name in DEPENDANTS:
            rows = self.records[TYPES[name].entity]
            for key in [k for k, r in rows.items() if r["entity_id"] == record_id]:
                del rows[key]

    async def _open(self, entity: str, record_id: str) -> None:
        where = f"filter[entity]={entity}&filter[entity_id]={record_id}"
        for name in DEPENDANTS:
            self.records[TYPES[name].entity] |= await self._list(f"/{name}?{where}")

    async def _list(self, path: str) -> dict[str, Any]:
        answer = await self.api.get(path, params=None if "?" in path else {"limit": 200})
        if path in OTHERS.values():
            answer = await self.api.get(path)
        assert not answer.json.get("pagination", {}).get("next_cursor"), path
        self.seq = max(self.seq, int(answer.headers.get("X-Log-Seq", 0)))
        return {r["id"]: without_links(r) for r in answer.data}


def without_links(record: dict[str, Any]) -> dict[str, Any]:
    """The record as events have it."""
    return {key: value for key, value in record.items() if key not in NOT_IN_EVENTS}
