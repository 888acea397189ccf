"""Who may connect, and what they are told first."""

import time

import aiohttp
import jwt
import pytest
import socketio
from quart import Quart

from app.config import Settings
from app.core import tokens
from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, Listener, change, instance, listener


async def refusal(client: Listener) -> dict[str, object]:
    """What a client that is not let in hears."""
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect()
    assert isinstance(client.refusal, dict), client.refusal
    return client.refusal


async def test_ready_says_where_and_who(org: Org, listen: Listen) -> None:
    """After the handshake a client learns its organisation, itself, and the log's position."""
    seq = await change(org.system)
    ana = await listen(org.ana)
    (ready,) = ana.all("ready")
    assert ready == {
        "tenant_id": str(org.tenant_id),
        "user_id": str(org.ana.user_id),
        "seq": seq,
        "resumed": False,
        "instance": ready["instance"],
    }
    assert ready["instance"]


@pytest.mark.parametrize("token", [None, "", "nonsense", "a.b.c", 7, {"x": 1}])
async def test_bad_token_is_refused(org: Org, here: Instance, token: object) -> None:
    """Without a token we signed there is a sentence and a code, and no connection."""
    said = await refusal(Listener(here.url, org.tenant_id, token))  # type: ignore[arg-type]
    assert isinstance(said["message"], str) and " " in said["message"]
    assert said["data"] in ({"code": "unauthenticated"}, {"code": "invalid_token"})


async def test_expired_token_is_refused(org: Org, here: Instance) -> None:
    """A token that has ended does not open a socket."""
    assert org.ana.token
    claims = jwt.decode(org.ana.token, options={"verify_signature": False})
    claims["exp"] = int(time.time()) - 1
    old = jwt.encode(claims, tokens._key(), tokens.ALGORITHM)
    said = await refusal(Listener(here.url, org.tenant_id, old))
    assert said["data"] == {"code": "token_expired"}


async def test_rival_token_is_refused(org: Org, here: Instance, make_org: MakeOrg) -> None:
    """A token of another organisation opens no door here."""
    rival = await make_org("Rival")
    said = await refusal(Listener(here.url, org.tenant_id, rival.admin.token))
    assert said["data"] == {"code": "wrong_tenant"}


@pytest.mark.parametrize("namespace", ["/", "/t/", "/t/nonsense", "/x"])
async def test_unknown_namespace_is_refused(org: Org, here: Instance, namespace: str) -> None:
    """Only organisations are namespaces."""
    client = listener(here, org.tenant_id, org.ana)
    client.namespace = namespace
    client.client.on("connect_error", client._refused, namespace=namespace)
    assert (await refusal(client))["data"] == {"code": "unknown_namespace"}


@pytest.mark.parametrize("since", [-1, "7", 1.5, True])
async def test_since_must_be_a_position(org: Org, here: Instance, since: object) -> None:
    """A `since` that is no number is a mistake worth hearing about."""
    said = await refusal(Listener(here.url, org.tenant_id, org.ana.token, since))  # type: ignore[arg-type]
    assert said["data"] == {"code": "validation_error"}


async def test_ended_session_is_refused(org: Org, here: Instance) -> None:
    """A token outlives its session for minutes; the socket does not open for it."""
    ended = await org.ana.post("/auth/logout-all")
    assert ended.status < 300, ended.json
    said = await refusal(listener(here, org.tenant_id, org.ana))
    assert said["data"] == {"code": "session_ended"}


async def test_deactivated_member_is_refused(org: Org, here: Instance) -> None:
    """Who is no member any more can't listen."""
    changed = await org.admin.patch(f"/users/{org.cara.user_id}", {"active": False})
    assert changed.status == 200, changed.json
    said = await refusal(listener(here, org.tenant_id, org.cara))
    assert said["data"] in ({"code": "not_a_member"}, {"code": "session_ended"})


ENGINE = "/socket.io/?EIO=4&transport="


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1.evil.test"])
async def test_foreign_origin_is_refused_by_http(here: Instance, origin: str) -> None:
    """A page of another site gets 403 before any socket exists, WebSocket and polling alike."""
    async with aiohttp.ClientSession(headers={"Origin": origin}) as http:
        async with http.get(here.url + ENGINE + "polling") as answer:
            assert answer.status == 403
            assert (await answer.json())["error"] == "foreign_origin"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(here.url + ENGINE + "websocket")
        assert refused.value.status == 403


async def test_own_origins_are_welcome(org: Org, here: Instance) -> None:
    """Our own pages connect, by the request's host or by PUBLIC_URL."""
    for origin in (here.url, "http://localhost"):
        client = listener(here, org.tenant_id, org.ana)
        await client.connect(Origin=origin)
        await client.leave()


async def test_polling_works_too(org: Org, here: Instance) -> None:
    """Where WebSockets are blocked, long polling carries the same stream."""
    client = listener(here, org.tenant_id, org.admin)
    await client.connect(transports=["polling"])
    seq = await change(org.system, count=40)
    await client.at(seq)
    assert len(client.seqs) == 40
    await client.leave()


async def test_rest_is_served_on_the_same_port(here: Instance, org: Org) -> None:
    """One port for everything: Quart answers beside the sockets."""
    async with aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {org.ana.token}"}
        async with http.get(f"{here.url}/api/v1/auth/me", headers=headers) as answer:
            assert answer.status == 200


async def test_lifespan_stays_quarts(settings: Settings) -> None:
    """Mounting Socket.IO in front must not take startup and shutdown away from Quart."""
    app, seen = Quart("mounted"), list[str]()
    app.before_serving(lambda: seen.append("start"))
    app.after_serving(lambda: seen.append("stop"))
    async with instance(app, settings) as running, aiohttp.ClientSession() as http:
        async with http.get(running.url) as answer:
            assert answer.status == 404
        assert seen == ["start"]
    assert seen == ["start", "stop"]


async def test_frames_are_not_compressed_one_by_one(here: Instance) -> None:
    """A browser's offer of compression is declined: it would cost a compression per recipient."""
    async with aiohttp.ClientSession() as http:
        socket = await http.ws_connect(here.url + ENGINE + "websocket", compress=15)
        assert not socket.compress
        await socket.close()
