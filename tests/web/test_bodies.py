"""Request bodies wait for whoever reads them."""

import asyncio
from typing import Any

import pytest
from quart import Quart

from app.web.bodies import AHEAD, PacedBody
from tests.conftest import MakeOrg


async def test_the_network_waits_for_the_reader() -> None:
    """An upload is taken in only as fast as it is read: what waits in memory stays small."""
    body = PacedBody(None, None)
    taken = 0

    async def network() -> None:
        nonlocal taken
        for _ in range(200):
            body.append(b"x" * 100_000)
            taken += 1
            await body.room()
        body.set_complete()

    feeding = asyncio.create_task(network())
    await asyncio.sleep(0.05)
    assert taken * 100_000 <= AHEAD + 100_000, "nobody reads, so nothing more is taken in"
    total = 0
    async for piece in body:
        total += len(piece)
        await asyncio.sleep(0)
    await feeding
    assert total == 20_000_000


async def test_a_body_wanted_as_a_whole_does_not_wait() -> None:
    """A body that is awaited in one piece comes in to its end, whatever its size."""
    body = PacedBody(None, None)

    async def network() -> None:
        for _ in range(50):
            body.append(b"x" * 100_000)
            await body.room()
        body.set_complete()

    feeding = asyncio.create_task(network())
    async with asyncio.timeout(5):
        assert len(await body) == 5_000_000
    await feeding


@pytest.mark.parametrize(
    ("signed_in", "length", "status"), [(True, 3_000_000_000, 413), (False, 1_000, 401)]
)
async def test_a_refusal_comes_before_the_body(
    app: Quart, make_org: MakeOrg, signed_in: bool, length: int, status: int
) -> None:
    """A client that waits for "100 Continue" is refused before it is asked for a single byte."""
    org = await make_org()
    token = org.admin.token if signed_in else "nonsense"
    headers = {
        "authorization": f"Bearer {token}",
        "expect": "100-continue",
        "content-type": "multipart/form-data; boundary=x",
        "content-length": str(length),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/imports",
        "raw_path": b"/api/v1/imports",
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 80),
    }
    asked = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async with asyncio.timeout(10):
        await app(scope, receive, send)  # type: ignore[arg-type]
    assert (sent[0]["status"], asked) == (status, 0)
