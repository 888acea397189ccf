"""The copy on the phone: records and the place in the log, in one SQLite file, always consistent."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from typing import Any

TYPES = {"company": "companies", "contact": "contacts", "deal": "deals"}  # entity: path

TABLES = """
CREATE TABLE IF NOT EXISTS records (
  entity TEXT, id TEXT, version INTEGER, body TEXT, PRIMARY KEY (entity, id));
CREATE TABLE IF NOT EXISTS place (only INTEGER PRIMARY KEY CHECK (only = 1), position INTEGER);
CREATE TABLE IF NOT EXISTS waiting (
  n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, method TEXT, path TEXT, body TEXT);
"""


class Store:
    """`Store(path)`; `:memory:` by default. Every change of it is one transaction."""

    def __init__(self, path: str = ":memory:") -> None:
        self.db = sqlite3.connect(path)
        self.db.executescript(TABLES)

    @property
    def position(self) -> int | None:
        """The log position this copy is at; None: it is empty, take a snapshot."""
        row = self.db.execute("SELECT position FROM place").fetchone()
        return row[0] if row else None

    def replace(self, snapshot: dict[str, list[dict[str, Any]]], position: int | None) -> None:
        """Put fresh rows in the place of all we had of these entities; None keeps the position."""
        with self.db:
            for entity, rows in snapshot.items():
                self.db.execute("DELETE FROM records WHERE entity = ?", (entity,))
                for row in rows:
                    self._put(entity, row)
            if position is not None:
                self._move_to(position)

    def apply(self, events: Iterable[dict[str, Any]], to: int) -> None:
        """Take events in order. All there is to do: put the record as it is now, or take it away."""
        with self.db:
            for event in events:
                entity = event["entity"]
                if entity not in TYPES:
                    continue
                gone = event["type"].endswith((".removed", ".deleted"))
                if gone or event.get("data") is None:
                    self.db.execute(
                        "DELETE FROM records WHERE entity = ? AND id = ?",
                        (entity, event["entity_id"]),
                    )
                else:
                    self._put(entity, event["data"])
            self._move_to(to)

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """All records of an entity, by id."""
        found = self.db.execute("SELECT body FROM records WHERE entity = ? ORDER BY id", (entity,))
        return [json.loads(body) for (body,) in found]

    def digest(self) -> str:
        """The same on any client that knows the same versions of the same records."""
        found = self.db.execute("SELECT entity, id, version FROM records")
        lines = sorted(f"{entity} {id} {version}" for entity, id, version in found)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _put(self, entity: str, row: dict[str, Any]) -> None:
        # A snapshot may be ahead of the stream: what is older than what we have is no news.
        self.db.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (entity, id) DO UPDATE"
            " SET version = excluded.version, body = excluded.body"
            " WHERE excluded.version >= records.version",
            (entity, row["id"], row["version"], json.dumps(row)),
        )

    def _move_to(self, position: int) -> None:
        self.db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (position,))
