"""Writes that reach the server once, whatever the network does in between."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx

from salespulse_client.jitter import pause
from salespulse_client.session import Session
from salespulse_client.store import Store


class Refused(Exception):
    """The server will never take this write: `answer` is its error, to be shown to the person."""

    def __init__(self, write: dict[str, Any], answer: dict[str, Any]) -> None:
        super().__init__(answer.get("message", "refused"))
        self.write, self.answer = write, answer


class Outbox:
    """A queue in the store. Each write has an idempotency key from the moment it is made, so that
    sending it again after a lost answer does nothing twice (the server keeps keys for 14 days)."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session, self._db = session, store.db
        self._sending = asyncio.Lock()

    def add(self, method: str, path: str, body: dict[str, Any] | None = None) -> str:
        """Queue a write; returns its key. It is kept before anything is sent."""
        key = str(uuid4())
        with self._db:
            self._db.execute(
                "INSERT INTO waiting (key, method, path, body) VALUES (?, ?, ?, ?)",
                (key, method, path, json.dumps(body)),
            )
        return key

    @property
    def pending(self) -> int:
        """How many writes wait."""
        return self._db.execute("SELECT count(*) FROM waiting").fetchone()[0]

    async def send(self) -> int:
        """Send what waits, in order; returns how many the server took. Waits out a bad network.

        Raises Refused for a write the server will not take (it leaves the queue first, so that the
        next call goes on), SignedOut when the session has ended (nothing leaves the queue).
        """
        async with self._sending:
            return await self._send_all()

    async def _send_all(self) -> int:
        taken = attempt = 0
        while row := self._db.execute("SELECT * FROM waiting ORDER BY n LIMIT 1").fetchone():
            n, key, method, path, body = row
            write = {"key": key, "method": method, "path": path, "body": json.loads(body)}
            try:
                answer = await self._session.request(
                    method, path, json=write["body"], headers={"Idempotency-Key": key}
                )
            except httpx.HTTPError:  # no network, or no token to be had for now
                answer = None
            if answer is None or answer.status_code >= 500 or answer.status_code == 429:
                await asyncio.sleep(pause(attempt, answer))
                attempt += 1
                continue
            with self._db:
                self._db.execute("DELETE FROM waiting WHERE n = ?", (n,))
            if answer.status_code >= 400:
                raise Refused(write, answer.json())
            taken, attempt = taken + 1, 0
        return taken
