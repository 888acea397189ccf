"""People on a board, as the browser behaves: there, pointing, with a card open, heard of by all others."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from app.core.background import end
from bench.house import PATH

POINTS_PER_SECOND = 10  # what the browser sends at most
HEARTBEAT = 15.0  # seconds between repeats of what one shows


@dataclass(slots=True)
class Heard:
    """What all of them received: messages, bytes, and how old pointers were (seconds)."""

    messages: int = 0
    bytes: int = 0
    ages: list[float] = field(default_factory=list[float])


@dataclass(slots=True)
class Visitor:
    """One person's window on a board.

    `busy`: always moves its pointer; `reads`: looks at what it hears; `deal`: the card it has open.
    """

    url: str
    space: str
    token: str
    person: str
    board: str
    stages: list[str]
    busy: bool
    reads: bool
    heard: Heard
    deal: str | None = None

    async def stay(self, http: aiohttp.ClientSession, arrived: asyncio.Semaphore) -> None:
        """Come in, watch, and go on until cancelled; raises ConnectionError if the server ends it."""
        async with http.ws_connect(self.url + PATH, max_msg_size=0) as socket:
            await socket.receive()
            await socket.send_str(f'40{self.space},{{"token":"{self.token}"}}')
            # A window is also where those who follow its person would be.
            for number, topic in enumerate(("tenant", self.board, self.person)):
                await socket.send_str(self._packet("watch", {"topic": topic}, number))
            acting = asyncio.create_task(self._act(socket))
            try:
                arrived.release()
                async for message in socket:
                    await self._take(socket, message.data)
                raise ConnectionError(f"a visitor was sent away: {socket.close_code}")
            finally:
                await end([acting])

    def _packet(self, event: str, body: dict[str, Any], number: int | str = "") -> str:
        return f"42{self.space},{number}{orjson.dumps([event, body]).decode()}"

    async def _act(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        where = {"at": f"/deals/{self.deal}" if self.deal else "/deals"}
        state: dict[str, Any] = {"deal": self.deal} if self.deal else {}
        beat = 0.0
        with contextlib.suppress(ConnectionError):
            while True:
                if time.monotonic() > beat:
                    beat = time.monotonic() + HEARTBEAT
                    await self._show(socket, "tenant", where)
                    await self._show(socket, self.board, state)
                    await self._show(socket, self.person, {})  # nobody follows them
                if self.busy:
                    state = self._moved(state)
                    await self._show(socket, self.board, state)
                await asyncio.sleep(1 / POINTS_PER_SECOND if self.busy else 1.0)

    async def _show(
        self, socket: aiohttp.ClientWebSocketResponse, topic: str, state: dict[str, Any]
    ) -> None:
        await socket.send_str(self._packet("presence", {"topic": topic, "state": state}))

    def _moved(self, state: dict[str, Any]) -> dict[str, Any]:
        cursor = {
            "stage": random.choice(self.stages) if random.random() < 0.05 else self.stages[0],
            "x": round(random.random(), 3),
            "y": round(random.random() * 20, 3),
        }
        return {**state, "cursor": cursor, "sent": time.time()}

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, text: str) -> None:
        if text == "2":
            await socket.send_str("3")
        elif text.startswith("44"):
            raise ConnectionError(text)
        self.heard.messages += 1
        self.heard.bytes += len(text)  # ASCII, and two to ten bytes more on the wire
        if self.reads and '["presence"' in text[:80]:
            self._read(orjson.loads(text[text.index("[") :])[1])

    def _read(self, told: dict[str, Any]) -> None:
        now = time.time()
        for member in told["changed"]:
            if "sent" in member["state"]:
                self.heard.ages.append(now - member["state"]["sent"])
