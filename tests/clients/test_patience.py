"""The Python client waits a bad network out, however long and however the server says so."""

import httpx
import pytest

from tests.clients.copies import Outbox, Session, Store, pause

GRANTED = {
    "access_token": "new",
    "refresh_token": "next",
    "expires_in": 900,
    "tenant": {"id": "acme"},
    "user": {"id": "ben"},
}


def test_after_hours_the_pause_is_still_seconds() -> None:
    """The two thousandth failure in a row waits no longer than the tenth."""
    assert 0 <= pause(2_000) <= 20


def test_a_date_to_come_back_at_is_no_error() -> None:
    """A proxy may name a moment where our server names seconds."""
    named = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert 0 <= pause(0, httpx.Response(503, headers=named)) <= 20
    assert pause(0, httpx.Response(503, headers={"Retry-After": "7"})) >= 7


@pytest.mark.parametrize("trouble", [503, httpx.ConnectError("no network")])
async def test_writes_wait_for_a_token_too(
    trouble: int | httpx.ConnectError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token ran out in the tunnel, and its renewal fails at first: the write goes out after it."""
    monkeypatch.setattr("salespulse_client.jitter.LONGEST", 0.0)
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        if len(asked) > 1:
            return httpx.Response(200, json={"data": GRANTED})
        if isinstance(trouble, httpx.ConnectError):
            raise trouble
        return httpx.Response(trouble)

    http = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    session = Session("http://server.test", http)
    outbox = Outbox(session, Store())
    outbox.add("POST", "/deals", {"name": "Written in a tunnel"})
    assert await outbox.send() == 1
    assert asked == ["refresh", "refresh", "deals"]
    assert outbox.pending == 0
    await session.close()
