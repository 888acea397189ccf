"""Contract, "Sockets": the handshake, changes, reset, what ends a connection, limits."""

import asyncio
import io
import json
from uuid import UUID

import aiohttp
import pytest

from tests.contract.house import PASSWORD, Person, System
from tests.contract.listening import listening
from tests.realtime.official import official


def head(caller: Person) -> int:
    return int(caller.get("/deals", params={"limit": 1}).headers["X-Log-Seq"])


@pytest.mark.parametrize("transports", [("websocket",), ("polling",), ("polling", "websocket")])
async def test_ready(system: System, ana: Person, transports: tuple[str, ...]) -> None:
    """`ready {tenant_id, user_id, seq, resumed, instance}`; "Long polling works on `serve`" """
    before = head(ana)
    async with listening(system.url, ana, transports=transports) as listener:
        ready = listener.all("ready")[0]
        assert set(ready) == {"tenant_id", "user_id", "seq", "resumed", "instance"}
        assert (ready["tenant_id"], ready["user_id"]) == (ana.tenant["id"], ana.id)
        assert before <= ready["seq"] <= head(ana)  # the worker may write meanwhile
        assert ready["resumed"] is False
        deal = ana.deal(name="Heard")
        await listener.until(lambda: listener.about(deal["id"]))


async def test_changes_on_all_instances(system: System, ana: Person, ben: Person) -> None:
    """ "`{from, to, events: [event]}` covers (from, to]; in order, each event once", the same events as
    `/events`, on any instance
    """
    async with (
        listening(system.url, ana) as here,
        listening(system.second.url, ben) as there,
        listening(system.edge.url, ben) as edge,
    ):
        since = here.all("ready")[0]["seq"]
        deal = ana.deal(name="One")
        for name in ("Two", "Three", "Four"):
            ana.patch(f"/deals/{deal['id']}", json={"name": name})
        expected = [e for e in ana.read("/events", since=since) if e["entity_id"] == deal["id"]]
        for listener in (here, there, edge):
            await listener.until(lambda at=listener: len(at.about(deal["id"])) >= 4)
            assert listener.about(deal["id"]) == expected
            changes = listener.all("changes")
            assert all(set(item) == {"from", "to", "events"} for item in changes)
            for item in changes:
                seqs = [event["seq"] for event in item["events"]]
                assert seqs == sorted(set(seqs))
                assert all(item["from"] < seq <= item["to"] for seq in seqs)


async def test_resuming(sockets: str, ana: Person) -> None:
    """Handshake auth `{token, since?}`: what was missed comes, once; `resumed` says so."""
    since = head(ana)
    deal = ana.deal(name="Missed")
    async with listening(sockets, ana, since=since) as listener:
        assert listener.all("ready")[0]["resumed"] is True
        await listener.until(lambda: listener.about(deal["id"]))
        assert listener.all("changes")[0]["from"] == since
        assert len(listener.about(deal["id"])) == 1


async def test_to_advances(system: System, admin: Person, cara: Person) -> None:
    """ "`to` advances with empty `events` at least every 10 s or 1,000 numbers" """
    async with listening(system.url, cara) as listener:
        deal = admin.deal(name="Not cara's")
        await listener.until(lambda: (listener.position or 0) >= head(admin), seconds=12)
        assert listener.about(deal["id"]) == []


async def test_sight(sockets: str, ana: Person, admin: Person, cara: Person) -> None:
    """ "A record that leaves the listener's sight: `<entity>.removed`, without data." """
    deal = ana.deal(name="Changes hands")
    async with listening(sockets, ana) as hers, listening(sockets, cara) as other:
        admin.patch(f"/deals/{deal['id']}", json={"owner_id": cara.id})
        await hers.until(lambda: hers.about(deal["id"]))
        await other.until(lambda: other.about(deal["id"]))
        assert hers.about(deal["id"])[0]["type"] == "deal.removed"
        assert not hers.about(deal["id"])[0].get("data")
        assert other.about(deal["id"])[0]["data"]["name"] == "Changes hands"


async def test_compact(sockets: str, ana: Person) -> None:
    """ "JSON is compact." """
    url = sockets.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    namespace = f"/t/{ana.tenant['id']}"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as wire:
        await wire.receive_str(timeout=20)
        await wire.send_str(f"40{namespace}," + json.dumps({"token": ana.token}))
        frames: list[str] = []
        while not any('"ready"' in frame for frame in frames):  # before it nothing is heard
            frames.append(await wire.receive_str(timeout=20))
        ana.deal(name="Compact", description="a: b, c")
        while not any('"deal.created"' in frame for frame in frames):
            frames.append(await wire.receive_str(timeout=20))
            if frames[-1] == "2":
                await wire.send_str("3")
    for frame in frames:
        if frame.startswith("42"):
            text = frame.partition(",")[2]
            assert text == json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)


async def test_bulk(system: System, rival: Person) -> None:
    """ "More than 500 events of one job reach sockets as one `{type: "bulk", entity, from, to, job_id,
    counts}`"; "`/events` … get each"
    """
    async with listening(system.url, rival) as listener:
        since = head(rival)
        csv = "Company\n" + "".join(f"Bulk {n}\n" for n in range(700))
        answer = rival.post(
            "/imports",
            data={"type": "companies", "mapping": '{"Company": {"field": "name"}}'},
            files={"file": ("bulk.csv", io.BytesIO(csv.encode()), "text/csv")},
        )
        job = answer.json()["data"]

        def told() -> int:
            events = (e for changes in listener.all("changes") for e in changes["events"])
            mine = [e for e in events if e["type"] == "bulk" and e["entity"] == "company"]
            assert all(set(e) >= {"type", "entity", "from", "to", "job_id", "counts"} for e in mine)
            return sum(sum(e["counts"].values()) for e in mine if e["job_id"] == job["id"])

        await listener.until(lambda: told() >= 700, seconds=20)
        assert told() == 700
    each: list[str] = []
    while since < head(rival):
        body = rival.get("/events", params={"since": since, "limit": 1000}).json()
        each += [e["type"] for e in body["data"] if e["entity"] == "company"]
        since = body["pagination"]["to"]
    assert each == ["company.created"] * 700


@pytest.mark.parametrize("wrong", ["tenant", "token", "namespace"])
async def test_refused(sockets: str, ana: Person, rival: Person, wrong: str) -> None:
    """ "A wrong tenant or a bad token is refused with `connect_error` whose `message` is a sentence and
    `data.code` a code"
    """
    tenant = {"tenant": rival.tenant["id"], "namespace": "nowhere"}.get(wrong)
    token = "no.token.ofours" if wrong == "token" else None
    async with listening(sockets, ana, tenant_id=tenant, token=token) as listener:
        assert listener.refusal["message"].endswith(".")
        assert listener.refusal["data"]["code"]
        assert listener.heard == []


async def test_official_client(sockets: str, ana: Person, rival: Person) -> None:
    """The official client of the protocol is let in, hears, and understands why it is refused."""
    async with official(sockets, UUID(ana.tenant["id"]), ana.token) as node:
        await node.wait(lambda: node.all("ready"))
        deal = ana.deal(name="For Node")
        await node.wait(
            lambda: any(
                e["entity_id"] == deal["id"] for c in node.all("changes") for e in c["events"]
            )
        )
        await node.tell({"say": "watch", "payload": {"topic": f"deal:{deal['id']}"}})
        ack = await node.wait(lambda: [r["ack"] for r in node.reports if "ack" in r])
        assert ack[0]["ok"] is True
    async with official(sockets, UUID(rival.tenant["id"]), ana.token) as node:
        refused = await node.wait(lambda: [r["refused"] for r in node.reports if "refused" in r])
        assert refused[0]["message"].endswith(".")
        assert refused[0]["data"]["code"] == "wrong_tenant"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_foreign_origin(system: System, transport: str) -> None:
    """ "a foreign Origin (own: the request's Host or `PUBLIC_URL`) by HTTP at the upgrade" """
    url = f"{system.url}/socket.io/?EIO=4&transport={transport}"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    headers = upgrade if transport == "websocket" else {}
    async with aiohttp.ClientSession() as http:
        for origin in ("https://evil.example", "null", system.url + ".evil.example"):
            async with http.get(url, headers={**headers, "Origin": origin}) as answer:
                assert answer.status == 403, origin
        async with http.get(url, headers={**headers, "Origin": system.url}) as answer:
            assert answer.status in (101, 200)


async def test_the_edge(system: System, ana: Person) -> None:
    """ "the edge: `/socket.io` on `PORT`, WebSocket only"; foreign Origins are refused there too; it is
    alive, ready and counted like any instance
    """
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    socket = f"{system.edge.url}/socket.io/?EIO=4&transport="
    async with aiohttp.ClientSession() as http:
        for path, status in (("/health", 200), ("/ready", 200), ("/metrics", 200), ("/", 404)):
            async with http.get(system.edge.url + path) as answer:
                assert answer.status == status, path
        async with http.get(socket + "polling") as answer:
            assert answer.status == 400
            assert "websocket" in (await answer.json())["message"]
        for origin in ("https://evil.example", "null"):
            headers = {**upgrade, "Origin": origin}
            async with http.get(socket + "websocket", headers=headers) as answer:
                assert answer.status == 403, origin
        for origin in (system.edge.url, system.url):  # itself, and PUBLIC_URL
            headers = {**upgrade, "Origin": origin}
            async with http.get(socket + "websocket", headers=headers) as answer:
                assert answer.status == 101, origin


async def test_revoked(system: System, sockets: str) -> None:
    """ "`revoked {reason}`, then the connection closes" """
    rep = Person(system.url, "rep@rival.test", "rival")
    async with listening(sockets, rep) as listener:
        rep.post("/auth/logout-all", json={})
        await listener.until(lambda: listener.all("revoked"))
        assert listener.all("revoked")[0]["reason"]
        await listener.until(lambda: listener.closed)


async def test_access_changed(system: System, sockets: str, admin: Person) -> None:
    """ "`reset {seq, reason}`: … `access_changed`: take a fresh snapshot" """
    viewer = system.person("viewer")
    async with listening(sockets, viewer) as listener:
        admin.patch(f"/users/{viewer.id}", json={"role": "support"})
        try:
            await listener.until(lambda: listener.all("reset"))
        finally:
            admin.patch(f"/users/{viewer.id}", json={"role": "read_only"})
        reset = listener.all("reset")[0]
        assert set(reset) == {"seq", "reason"}
        assert reset["reason"] == "access_changed"


async def test_renew(sockets: str, ben: Person) -> None:
    """ "`renew {token}` before the old one ends"; a bad one is refused."""
    async with listening(sockets, ben) as listener:
        again = ben.post(
            "/auth/login", json={"email": "ben@demo.test", "password": PASSWORD, "tenant": "demo"}
        )
        answer = await listener.say("renew", {"token": again.json()["data"]["access_token"]})
        assert answer["ok"] is True
        refused = await listener.say("renew", {"token": "nothing"})
        assert refused["ok"] is False
        assert set(refused) == {"ok", "error", "message"}


async def test_notification(sockets: str, ana: Person, ben: Person) -> None:
    """ "`notification`: a live echo of a log event whose audience is one user" """
    deal = ana.deal(name="Mentioned")
    async with listening(sockets, ben) as his, listening(sockets, ana) as hers:
        body = {"entity": "deal", "entity_id": deal["id"], "body": "@Ben", "mentions": [ben.id]}
        ana.made("/comments", body)
        await his.until(lambda: his.all("notification"), seconds=12)
        assert his.all("notification")[0]["entity_id"] == deal["id"]
        assert hers.all("notification") == []


async def test_message_limits(sockets: str, ana: Person) -> None:
    """ "Other messages over 64 KB … or without permission are refused"; unknown ones too."""
    async with listening(sockets, ana) as listener:
        for event, payload in (
            ("watch", {"topic": "deal:" + "x" * 70_000}),
            ("watch", {"topic": f"deal:{UUID(int=1)}"}),
            ("watch", {"topic": "nothing"}),
            ("watch", {"colour": "red"}),
            ("shout", {}),
        ):
            answer = await listener.say(event, payload)
            assert answer["ok"] is False
            assert {"ok", "error", "message"} <= set(answer), answer


async def test_flood(sockets: str, ana: Person, ben: Person) -> None:
    """ "more than 50 a second … are refused; a flooding client is cut, others don't notice" """
    async with listening(sockets, ben) as other, listening(sockets, ana) as flooding:
        for _ in range(3_000):
            if flooding.closed:
                break
            await flooding.client.emit("watch", {"topic": "deal:x"}, namespace=flooding.namespace)
            await asyncio.sleep(0)
        await flooding.until(lambda: flooding.closed)
        deal = ana.deal(name="After the flood")
        await other.until(lambda: other.about(deal["id"]))
