"""Web push: what arrives at a browser, when it stays quiet, and what becomes of refused ones."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.config import Settings
from app.core import runtime as running
from app.core.presence import roll_key
from app.core.runtime import Runtime
from app.core.uow import snapshot
from jobs.push import deliver_push, push_notification
from jobs.sending import send
from jobs.worker import work
from tests.api import Api
from tests.conftest import MakeOrg
from tests.jobs.browser import CURVE, Browser, decode, vapid_claims
from tests.jobs.receiver import Receiver
from tests.orgs import Org
from tests.together.notifications.test_notifications import comment, company, read_log


async def _subscribed(org: Org, receiver: Receiver, **more: Any) -> Browser:
    """Ben's browser, with the receiver as its push service."""
    browser = Browser()
    body = browser.subscription(f"http://127.0.0.1:{receiver.port}/{org.slug}", **more)
    answer = await org.ben.post("/push-subscriptions", body)
    assert answer.status == 201, answer.json
    return browser


async def _mention(org: Org, body: str = "Look") -> Any:
    umbra = await company(org, org.ana)
    await comment(umbra, org.ana, org.ben, body=body)
    await read_log(org)
    return umbra


async def _due(org: Org, job: str) -> list[UUID]:
    async with snapshot(org.system) as view:
        rows = await view.fetch(
            "SELECT target_id FROM due_jobs WHERE tenant_id = $1 AND job = $2", org.tenant_id, job
        )
    return [row["target_id"] for row in rows]


async def _push(org: Org) -> list[datetime | None]:
    """Run what is due, as a worker would; when each delivery wants to be tried again."""
    for notification in await _due(org, "push_notification"):
        await push_notification(org.tenant_id, notification)
    return [await deliver_push(org.tenant_id, d) for d in await _due(org, "deliver_push")]


async def _browsers(org: Org, of: Api | None = None) -> list[Any]:
    return (await (of or org.ben).get("/push-subscriptions")).data


def test_the_reader_of_these_tests_reads_the_rfc_s_example() -> None:
    """RFC 8291, section 5: so that what it reads of ours is right, too."""
    secret = int.from_bytes(decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    browser = Browser(ec.derive_private_key(secret, CURVE), decode("BTBZMqHH6r4Tts7J_aSIgg"))
    body = decode(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWA"
        "mS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxs"
        "j_Qulcy4a-fN"
    )
    assert browser.read(body) == b"When I grow up, I want to be a watermelon"


async def test_a_mention_reaches_the_browser(make_org: MakeOrg, receiver: Receiver) -> None:
    """Encrypted for it alone, signed with the key it subscribed with, and with where to go."""
    org = await make_org()
    browser = await _subscribed(org, receiver, base_path="/s/1")
    umbra = await _mention(org, "Ben, " + "look " * 200)
    assert await _push(org) == [None]
    (got,) = receiver.got
    said = browser.json(got.body)
    assert said["title"] == "Ana mentioned you on Umbra"
    assert said["body"].startswith("Ben, look")
    assert said["address"].startswith(f"/s/1/companies/{umbra['id']}#comment-")
    assert b"Umbra" not in got.body
    claims, key = vapid_claims(got.headers["authorization"])
    assert claims["aud"] == f"http://127.0.0.1:{receiver.port}"
    assert claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - time.time() < 86_400
    assert key == (await org.ben.get("/push-subscriptions/key")).data["key"]
    assert got.headers["content-encoding"] == "aes128gcm"
    assert int(got.headers["ttl"]) > 0 and len(got.headers["topic"]) <= 32


@pytest.mark.parametrize(
    ("state", "pushed"),
    [({}, False), ({"away": True}, True), ({"idle": True}, True), (None, True)],
)
async def test_quiet_while_the_app_is_looked_at(
    make_org: MakeOrg,
    receiver: Receiver,
    runtime: Runtime,
    state: dict[str, Any] | None,
    pushed: bool,
) -> None:
    """Nothing pops up over the app itself; a hidden window, or none, is not looking."""
    org = await make_org()
    await _subscribed(org, receiver)
    if state is not None:
        member = {"id": "c1", "user_id": str(org.ben.user_id), "state": state}
        elsewhere = {"c1": {**member, "state": {}}}  # what it shows knows nothing of who looks
        rooms = {"tenant": {"c1": member}, f"deal:{org.team_id}": elsewhere}
        lease = orjson.dumps({"revision": 1, "rooms": rooms})
        await runtime.redis.zadd(roll_key(org.tenant_id), {"here": time.time()})
        await runtime.redis.set(f"{roll_key(org.tenant_id)}:here", lease, ex=10)
    await _mention(org)
    await _push(org)
    assert len(receiver.got) == pushed


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    make_org: MakeOrg, receiver: Receiver, status: int
) -> None:
    """Its push service says so once; its owner's other windows hear of it."""
    org = await make_org()
    await _subscribed(org, receiver)
    receiver.otherwise = status
    await _mention(org)
    assert await _push(org) == [None]
    assert await _browsers(org) == []
    await _mention(org)
    assert await _push(org) == [None] * len(await _due(org, "deliver_push"))
    assert len(receiver.got) == 1
    events = (await org.ben.get("/events", params={"since": 0, "limit": 200})).data
    assert "push_subscription.deleted" in {e["type"] for e in events}


async def test_a_failing_push_service_is_tried_again(make_org: MakeOrg, receiver: Receiver) -> None:
    """Later and later, until it takes it; 400 is its last word."""
    org = await make_org()
    browser = await _subscribed(org, receiver)
    receiver.script.extend([503, 429, 201])
    await _mention(org)
    pauses: list[float] = []
    for _ in range(3):
        (again,) = await _push(org)
        if again is not None:
            pauses.append((again - datetime.now(UTC)).total_seconds())
            assert "status" in (await _browsers(org))[0]["last_error"]
    assert pauses == pytest.approx([5, 30], abs=2)
    assert browser.json(receiver.got[-1].body)["title"] == "Ana mentioned you on Umbra"
    assert (await _browsers(org))[0]["last_error"] is None


async def test_what_was_read_or_is_not_wanted_is_not_pushed(
    make_org: MakeOrg, receiver: Receiver
) -> None:
    """Read meanwhile, switched off meanwhile, or out of sight meanwhile."""
    org = await make_org()
    await _subscribed(org, receiver)
    await _mention(org)
    await org.ben.post("/notifications/read-all")
    await _push(org)
    umbra = await _mention(org)
    await org.admin.patch(f"/companies/{umbra['id']}", {"owner_id": str(org.cara.user_id)})
    await _push(org)
    await _mention(org)
    off = {"channels": {"mention": {"push": False}}}
    await org.ben.patch("/notifications/settings", off)
    await _push(org)
    assert receiver.got == []


async def test_a_session_s_end_ends_its_pushes(make_org: MakeOrg, receiver: Receiver) -> None:
    """Signed out everywhere, a browser shows nothing any more, and is forgotten."""
    org = await make_org()
    await _subscribed(org, receiver)
    await _mention(org)
    await org.ben.post("/auth/logout-all")
    await _push(org)
    assert receiver.got == []
    async with snapshot(org.system) as view:
        assert await view.fetchval("SELECT count(*) FROM push_subscriptions") == 0


async def test_browsers_are_one_s_own(make_org: MakeOrg, receiver: Receiver) -> None:
    """Nobody else sees, tests or removes them; the same browser again is the same one."""
    org, rival = await make_org(), await make_org("Rival")
    browser = await _subscribed(org, receiver, label="Firefox")
    body = browser.subscription(
        f"http://127.0.0.1:{receiver.port}/{org.slug}", label="Firefox on Mac"
    )
    again = await org.ben.post("/push-subscriptions", body)
    (listed,) = await _browsers(org)
    assert listed["id"] == again.data["id"]
    assert (listed["label"], listed["service"], listed["this_session"]) == (
        "Firefox on Mac",
        "127.0.0.1",
        True,
    )
    assert "http" not in str(listed)
    path = f"/push-subscriptions/{listed['id']}"
    for other in (org.admin, org.ana, rival.admin):
        assert await _browsers(org, other) == []
        assert (await other.delete(path)).status == 404
        assert (await other.post(f"{path}/test")).status == 404
    assert (await org.ben.post(f"{path}/test")).status == 202
    await _push(org)
    assert browser.json(receiver.got[0].body)["title"] == "Notifications are on"
    assert (await org.ben.delete(path)).status == 204
    assert (await org.ben.delete(path)).status == 404


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": "https://localhost/x"},
        {"endpoint": "http://push.example.com/x"},
        {"endpoint": "ftp://push.example.com/x"},
        {"endpoint": "https://push.example.com/" + "x" * 3000},
        {"keys": {"p256dh": "A" * 87, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        {"keys": {"p256dh": "short", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        {"keys": {"auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        {"base_path": "https://evil.example"},
        {"base_path": "//evil.example"},
        {"label": "x" * 101},
    ],
)
async def test_bad_subscriptions_are_refused(
    make_org: MakeOrg, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    """Our own network, plain http, keys no browser made, links that lead away."""
    strict = replace(runtime.settings, webhooks_allow_private=False)
    monkeypatch.setattr(running, "_runtime", replace(runtime, settings=strict))
    org = await make_org()
    body = Browser().subscription("https://push.example.com/x")
    assert (await org.ben.post("/push-subscriptions", {**body, **change})).status == 400
    assert await _browsers(org) == []


async def test_what_comes_while_a_push_is_on_its_way_is_pushed_too(
    make_org: MakeOrg, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second reply during the call to the push service is not swallowed by the first's success."""
    org = await make_org()
    browser = await _subscribed(org, receiver)
    umbra = await company(org, org.ana)
    first = await comment(umbra, org.ben)
    reply = {"entity": "company", "entity_id": umbra["id"], "parent_id": first["id"]}

    async def answer(body: str) -> None:
        await org.ana.post("/comments", {**reply, "body": body})
        await read_log(org)
        for notification in await _due(org, "push_notification"):
            await push_notification(org.tenant_id, notification)

    async def slowly(*call: Any) -> Any:
        outcome = await send(*call)
        if len(receiver.got) == 1:
            await answer("second")
        return outcome

    monkeypatch.setattr("jobs.push.send", slowly)
    await answer("first")
    (delivery,) = await _due(org, "deliver_push")
    assert await deliver_push(org.tenant_id, delivery) is not None
    assert await deliver_push(org.tenant_id, delivery) is None
    assert [browser.json(got.body)["body"] for got in receiver.got] == ["first", "second"]


async def test_a_worker_pushes_within_a_second_or_two(
    make_org: MakeOrg, receiver: Receiver, settings: Settings
) -> None:
    """No test's hand in it; and answers that group say so on the same topic."""
    org = await make_org()
    browser = await _subscribed(org, receiver)
    umbra = await company(org, org.ana)
    first = await comment(umbra, org.ben)
    stop = asyncio.Event()
    worker = asyncio.create_task(work(settings, stop))
    answer = {"entity": "company", "entity_id": umbra["id"], "parent_id": first["id"]}
    try:
        for n in range(2):
            await org.ana.post("/comments", {**answer, "body": f"answer {n}"})
            await receiver.until(n + 1)
    finally:
        stop.set()
        await worker
    first_push, second_push = receiver.got
    assert first_push.headers["topic"] == second_push.headers["topic"]
    assert browser.json(second_push.body)["title"] == "Ana left 2 replies on Umbra"
