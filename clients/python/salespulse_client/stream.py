"""Staying right: a snapshot once, then every change in order, through drops, kills and expiry."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import socketio
from socketio.exceptions import SocketIOError

from salespulse_client.jitter import pause
from salespulse_client.session import Session, SignedOut
from salespulse_client.store import TYPES, Store

logger = logging.getLogger(__name__)

SILENCE = 25.0  # seconds; the server says something every 10 s at least

Event = dict[str, Any]


class Gap(Exception):
    """A frame does not follow the last one: reconnect, and the server fills the hole."""


class Stream:
    """Keeps a Store equal to what the server would show. `on_event` is called with each event.

    `urls`: where sockets are served, tried in turn; by default where REST is.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        *,
        urls: list[str] | None = None,
        on_event: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self._session, self._store = session, store
        self._urls = urls or [session.url]
        self._on_event = on_event
        self._heard: asyncio.Queue[tuple[str, Any]] | None = None
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled; raises SignedOut when there is no session any more."""
        turn = 0
        while True:
            try:
                if self._store.position is None:
                    await self._take_snapshot()
                await self._listen(self._urls[turn % len(self._urls)])
            except (SocketIOError, httpx.HTTPError, Gap, TimeoutError, OSError) as error:
                logger.info("trying again: %r", error)
            turn += 1
            await asyncio.sleep(pause(self._failures))
            self._failures += 1

    def drop(self) -> None:
        """Lose the connection, as a phone in a lift does; `run` comes back by itself."""
        if self._heard is not None:
            self._heard.put_nowait(("closed", "dropped"))

    # A snapshot

    async def _take_snapshot(self) -> None:
        """All we may see. Pages are read at different moments: the earliest is where we go on from."""
        positions: list[int] = []
        rows = {entity: await self._all(entity, positions) for entity in TYPES}
        self._store.replace(rows, min(positions))

    async def _all(self, entity: str, positions: list[int]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"limit": "200", **({"cursor": cursor} if cursor else {})}
            answer = await self._session.request("GET", f"/{TYPES[entity]}", params=params)
            answer.raise_for_status()
            positions.append(int(answer.headers["X-Log-Seq"]))
            rows += answer.json()["data"]
            cursor = answer.json()["pagination"]["next_cursor"]
        return rows

    # The socket

    async def _listen(self, url: str) -> None:
        """One connection, until it ends."""
        heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self._heard = heard
        namespace = f"/t/{self._session.tenant_id}"
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)

        # Not coroutines: python-socketio starts a task for each, and those may overtake each other.
        def take(event: str, payload: Any = None) -> None:
            heard.put_nowait((event, payload))

        client.on("*", take, namespace=namespace)
        client.on("connect_error", partial(take, "refused"), namespace=namespace)
        client.on("disconnect", partial(take, "closed"), namespace=namespace)
        auth = {"token": await self._session.token(), "since": self._store.position}
        renewing = asyncio.create_task(self._renew(client, namespace))
        try:
            await client.connect(
                url, namespaces=[namespace], auth=auth, transports=["websocket"], wait=False
            )
            await self._take_all(heard)
        finally:
            self._heard = None
            renewing.cancel()
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.disconnect(), 2)

    async def _take_all(self, heard: "asyncio.Queue[tuple[str, Any]]") -> None:
        while True:
            event, payload = await asyncio.wait_for(heard.get(), SILENCE)
            if event == "changes":
                await self._changes(payload)
            elif event == "ready":
                self._failures = 0
            elif event == "reset":  # too much was missed, or what we may see has changed
                await self._take_snapshot()
            elif event == "revoked" and payload["reason"] != "expired":
                await self._session.token(fresh=True)  # raises SignedOut if that is what it means
            elif event == "refused":
                await self._refused(payload)
            elif event == "closed":
                return

    async def _changes(self, frame: dict[str, Any]) -> None:
        position = self._store.position or 0
        if frame["to"] <= position:
            return  # a snapshot was ahead
        if frame["from"] > position:
            raise Gap(f"{frame['from']} after {position}")
        news = [e for e in frame["events"] if e.get("seq", e.get("to")) > position]
        for event in news:
            if event["type"] == "bulk" and event["entity"] in TYPES:
                rows = await self._all(event["entity"], [])
                self._store.replace({event["entity"]: rows}, None)
        single = [event for event in news if event["type"] != "bulk"]
        self._store.apply(single, frame["to"])
        for event in news:
            self._on_event(event)

    async def _refused(self, refusal: Any) -> None:
        code = (refusal.get("data") or {}).get("code") if isinstance(refusal, dict) else None
        if code in ("token_expired", "invalid_token", "session_ended", "not_a_member"):
            await self._session.token(fresh=True)
        raise SocketIOError(str(refusal))

    async def _renew(self, client: socketio.AsyncClient, namespace: str) -> None:
        """Hand over the next token before this one ends, so that the connection need not end.

        Should it fail, the server ends the connection with the token, and `run` finds out why.
        """
        with contextlib.suppress(SocketIOError, httpx.HTTPError, SignedOut):
            while True:
                await asyncio.sleep(max(1.0, self._session.renewal_due))
                token = await self._session.token()
                await client.call("renew", {"token": token}, namespace=namespace, timeout=10)
