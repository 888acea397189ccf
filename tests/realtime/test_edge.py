"""What the edge does itself: its HTTP, its clock, its memory. The rest is tested on both transports."""

import asyncio
import gc
import os
import signal
from urllib.parse import urlsplit

import aiohttp
import pytest
import socketio

from app.config import Settings
from app.core.runtime import Runtime
from realtime import edge as edge_module
from realtime.edge_client import EdgeClient
from realtime.edge_wheel import Wheel
from realtime.limits import PING_EVERY, PING_PATIENCE
from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.house import Instance, Listener, change, edge_instance, listener
from tests.realtime.process import ServerProcess
from tests.realtime.raw import RawClient

SOCKET = "/socket.io/?EIO=4&transport=websocket"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def said(at: Instance, request: bytes, timeout: float = 3.0) -> bytes:
    """What the edge answers to bytes, until it closes."""
    reader, writer = await asyncio.open_connection(*urlsplit(at.url).netloc.split(":"))
    writer.write(request)
    try:
        async with asyncio.timeout(timeout):
            return await reader.read()
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/api/v1/deals", {}, 404, "not_found"),
        ("/socket.iox", {}, 404, "not_found"),
        ("/socket.io/?EIO=4&transport=polling", {}, 400, "websocket_only"),
        (SOCKET, {}, 400, "websocket_only"),
        (SOCKET + "&sid=of-another-server", UPGRADE, 400, "websocket_only"),
        ("/socket.io/?EIO=3&transport=websocket", UPGRADE, 400, "unknown_protocol"),
        (SOCKET, {**UPGRADE, "Sec-WebSocket-Version": "8"}, 426, "unknown_protocol"),
        (SOCKET, {**UPGRADE, "Origin": "https://evil.test"}, 403, "foreign_origin"),
    ],
)
async def test_what_is_no_socket_is_told_so(
    edge: Instance, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    """Whoever knocks with something else gets a status, a code and a sentence."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(edge.url + path, headers=headers) as answer,
    ):
        assert answer.status == status
        body = await answer.json()
        assert body["error"] == code and body["message"].endswith(".")


async def test_health_is_told(edge: Instance, org: Org) -> None:
    """A load balancer and Prometheus find what they look for on the same port."""
    client = await listener(edge, org.tenant_id, org.ana).connect()
    async with aiohttp.ClientSession() as http:
        async with http.get(edge.url + "/ready") as answer:
            assert (answer.status, (await answer.json())["status"]) == (200, "ready")
        async with http.get(edge.url + "/metrics") as answer:
            assert "\nsalespulse_socket_listeners 1.0\n" in await answer.text()
    await client.leave()


async def test_what_is_no_http_is_refused(edge: Instance) -> None:
    """Garbage, odd addresses and endless heads get 400 and are closed."""
    assert b" 400 " in await said(edge, b"GET //[ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 400 " in await said(edge, b"GET / HTTP/1.1\r\nHost : x\r\n\r\n")
    assert b" 400 " in await said(edge, b"\x16\x03\x01\x02\x00\x01\r\n\r\n")
    assert b" 400 " in await said(edge, b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000)


async def test_who_does_not_come_in_is_cut(
    settings: Settings, runtime: Runtime, org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a request, a socket in no namespace, and one that has left its namespace don't stay."""
    monkeypatch.setattr(edge_module, "UNINVITED", 1.5)
    async with edge_instance(settings) as here, aiohttp.ClientSession() as http:
        half = asyncio.create_task(said(here, b"GET /socket.io", timeout=5))
        idle = await http.ws_connect(here.url + SOCKET)
        raw = RawClient(here.url, org.tenant_id, org.ana.token)
        await raw.connect()
        await raw.send(f"41{raw.space},")
        assert (await idle.receive()).type is aiohttp.WSMsgType.TEXT
        assert (await idle.receive(timeout=5)).type is not aiohttp.WSMsgType.TEXT
        assert await raw.until_closed(5.0) is not None
        assert await half == b""
        await raw.close()


async def test_one_connection_in_two_organisations(
    edge: Instance, org: Org, make_org: MakeOrg
) -> None:
    """Namespaces share a connection; leaving one leaves the other as it is."""
    other = await make_org("Other")
    raw = RawClient(edge.url, org.tenant_id, org.ana.token)
    await raw.connect()
    await raw.send(f'40/t/{other.tenant_id},{{"token":"{other.ana.token}"}}')
    socket = raw._socket
    assert (await socket.receive_str()).startswith(f'40/t/{other.tenant_id},{{"sid":')
    assert (await socket.receive_str()).startswith(f'42/t/{other.tenant_id},["ready",')
    await raw.send(f"41/t/{org.tenant_id},")
    await raw.send(f'42/t/{other.tenant_id},7["watch",{{"topic":"tenant"}}]')
    assert (await socket.receive_str()).startswith(f'43/t/{other.tenant_id},7[{{"ok":true')
    assert not edge.server.roster.of(org.tenant_id)
    await change(other.system, owner=other.ana.user_id)
    while '["changes"' not in (told := await socket.receive_str()):
        pass
    assert told.startswith(f"42/t/{other.tenant_id},")
    await raw.close()


async def test_answers_keep_the_order_of_questions(edge: Instance, org: Org) -> None:
    """Forty messages at once, more than wait in line, are answered one after the other."""
    raw = RawClient(edge.url, org.tenant_id, org.ana.token)
    await raw.connect()
    for n in range(40):
        await raw.send(f'42{raw.space},{n}["watch",{{"topic":"deal:{org.tenant_id}"}}]')
    answers: list[int] = []
    while len(answers) < 40:
        text = await raw._socket.receive_str()
        if text.startswith("43"):
            answers.append(int(text.partition(",")[2].partition("[")[0]))
    assert answers == list(range(40))
    await raw.close()


class Patient(EdgeClient):
    """Counts what the wheel does to it."""

    def __init__(self) -> None:
        super().__init__(None, None, None)  # type: ignore[arg-type]
        self.pings: list[int] = []
        self.cuts: list[int] = []
        self.now, self.deaf = 0, False

    def send(self, sent: bytes) -> None:
        """See EdgeSocket."""
        self.pings.append(self.now)
        if not self.deaf:
            self.on_text("3")

    def cut(self) -> None:
        """See EdgeSocket."""
        self.cuts.append(self.now)


def test_signs_of_life() -> None:
    """Everybody is pinged every 25 s, evenly spread; who does not answer in 20 s, and only they, is cut."""
    wheel, clients = Wheel(), [Patient() for _ in range(100)]
    for n, client in enumerate(clients):
        client.deaf = n % 10 == 0
        wheel.add(client)
    for second in range(PING_EVERY * 3):
        for client in clients:
            client.now = second
        wheel.turn()
        assert sum(second in client.pings for client in clients) == 4
    for client in clients:
        assert [b - a for a, b in zip(client.pings, client.pings[1:], strict=False)] == [25, 25]
        if client.deaf:
            assert client.cuts[0] == client.pings[0] + PING_PATIENCE
        else:
            assert client.cuts == [] and client._allowance is None


async def test_an_idle_client_costs_next_to_nothing(edge: Instance, org: Org) -> None:
    """No task, no timer, no buffer for who only listens."""
    one = await listener(edge, org.tenant_id, org.ana).connect()
    await asyncio.sleep(0.1)
    assert edge.edge is not None
    (client,) = edge.edge.wheel
    assert client._partial is None and client._inbox is None and client._room is None
    assert len(edge.edge._work) == 1  # the clock
    await one.leave()


async def test_nothing_is_left_of_the_gone(edge: Instance, org: Org) -> None:
    """Polite, abrupt, refused and flooding clients leave nothing behind, not even garbage cycles."""
    for _ in range(3):
        polite = await listener(edge, org.tenant_id, org.ana).connect()
        await polite.say("watch", {"topic": "tenant"})
        await polite.leave()
        abrupt = RawClient(edge.url, org.tenant_id, org.ana.token)
        await abrupt.connect()
        await abrupt.send(f'451-{abrupt.space},2["note:open",{{"_placeholder":true,"num":0}}]')
        await abrupt.close()
        refused = Listener(edge.url, org.tenant_id, "nonsense")
        with pytest.raises(socketio.exceptions.ConnectionError):
            await refused.connect()
        await refused.leave()
    server, clients = edge.server, edge.edge
    assert clients is not None
    for _ in range(50):
        if not (len(clients.wheel) or len(server.roster) or len(clients._work) > 1):
            break
        await asyncio.sleep(0.1)
    assert (len(clients.wheel), len(server.roster), len(clients._work)) == (0, 0, 1)
    assert not server.presence._of_connection
    clients._newcomers.clear()  # would let go within UNINVITED seconds
    gc.collect()
    left = [found for found in gc.get_objects() if type(found) is EdgeClient]
    assert not [client for client in left if client._edge is clients]  # other tests have their own


async def test_the_edge_stops_cleanly(org: Org, settings: Settings) -> None:
    """SIGTERM breaks connections at once, so that clients resume elsewhere; it ends with 0."""
    async with ServerProcess(settings, "realtime") as process:
        ana = Listener(process.url, org.tenant_id, org.ana.token)
        await ana.connect()
        os.kill(process.pid, signal.SIGTERM)
        await ana.wait(lambda: ana.closed is not None, 3)
        assert await process.ended() == 0
