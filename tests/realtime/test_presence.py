"""Who is where: honest, over instances, after crashes, and only for who may know."""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from quart import Quart

from app.config import Settings
from app.core.runtime import Runtime
from tests.api import Api
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, Listener, instance, listener
from tests.realtime.process import ServerProcess
from tests.realtime.redis import own_redis


async def new_company(person: Api, name: str = "Acme") -> str:
    """A company of this person's; returns its id."""
    created = await person.post("/companies", {"name": name})
    assert created.status == 201, created.json
    return created.data["id"]


def there(client: Listener, topic: str) -> dict[str, Any]:
    """Who a client believes to be at a topic besides those its `watch` answered, by id."""
    members: dict[str, Any] = {}
    for told in client.all("presence"):
        if told["topic"] == topic:
            for member in [*told["joined"], *told["changed"]]:
                members[member["id"]] = member
            for gone in told["left"]:
                members.pop(gone, None)
    return members


def states(client: Listener, topic: str) -> list[Any]:
    """What the others at a topic show."""
    mine = client.client.get_sid(client.namespace)
    return [m["state"] for key, m in there(client, topic).items() if key != mine]


async def test_presence_over_two_instances(
    org: Org, here: Instance, there_: Instance, listen: Listen
) -> None:
    """Ana and Ben, on different instances, see each other come, edit a field, and leave."""
    topic = f"company:{await new_company(org.ana)}"
    ana, ben = await listen(org.ana), await listen(org.ben, at=there_)
    alone = await ana.say("watch", {"topic": topic})
    assert [m["name"] for m in alone["members"]] == ["Ana"]
    assert alone["members"][0]["id"] == ana.client.get_sid(ana.namespace)
    assert alone["members"][0]["user_id"] == str(org.ana.user_id)
    await asyncio.sleep(0.2)
    both = await ben.say("watch", {"topic": topic})
    assert sorted(m["name"] for m in both["members"]) == ["Ana", "Ben"]
    await ana.wait(lambda: states(ana, topic) == [{}])
    await ben.say("presence", {"topic": topic, "state": {"field": "name"}})
    await ana.wait(lambda: states(ana, topic) == [{"field": "name"}])
    answer = await ben.say("unwatch", {"topic": topic})
    assert [m["name"] for m in answer["members"]] == ["Ana"]
    await ana.wait(lambda: states(ana, topic) == [])
    await ben.say("watch", {"topic": topic})
    await ana.wait(lambda: states(ana, topic) == [{}])
    await ben.leave()
    await ana.wait(lambda: states(ana, topic) == [])


async def test_presence_asks_for_the_right_to_read(org: Org, listen: Listen) -> None:
    """Nobody can be at a record they may not see, nor learn who is."""
    company = await new_company(org.ana)
    cara = await listen(org.cara)
    for topic in (f"company:{company}", f"deal:{company}", f"nonsense:{company}"):
        answer = await cara.say("watch", {"topic": topic})
        assert answer["ok"] is False and answer["error"] == "not_found"
    shown = await cara.say("presence", {"topic": f"company:{company}", "state": {"x": 1}})
    assert shown["ok"] is False


async def test_losing_the_record_ends_the_watch(org: Org, listen: Listen) -> None:
    """When a record goes to another team, its watchers of the old one are gone from it at once."""
    company = await new_company(org.ana)
    topic = f"company:{company}"
    ana, admin = await listen(org.ana), await listen(org.admin)
    await ana.say("watch", {"topic": topic})
    await admin.say("watch", {"topic": topic})
    given = await org.admin.patch(f"/companies/{company}", {"owner_id": str(org.cara.user_id)})
    assert given.status == 200, given.json
    me = ana.client.get_sid(ana.namespace)
    await ana.wait(lambda: any(me in told["left"] for told in ana.all("presence")))
    answer = await ana.say("presence", {"topic": topic, "state": {"field": "name"}})
    assert answer["ok"] is False
    await admin.wait(lambda: any(me in told["left"] for told in admin.all("presence")))


async def test_states_are_bounded_and_gathered(org: Org, listen: Listen) -> None:
    """A state has at most 4 KB; however fast it changes, others hear of it about ten times a second."""
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("watch", {"topic": "tenant"})
    large = await ana.say("presence", {"topic": "tenant", "state": {"x": "y" * 5_000}})
    assert large["error"] == "too_large"
    await asyncio.sleep(0.3)
    before, began = len(ben.all("presence")), time.monotonic()
    for n in range(30):
        assert (await ana.say("presence", {"topic": "tenant", "state": {"n": n}}))["ok"]
        await asyncio.sleep(0.03)
    await ben.wait(lambda: states(ben, "tenant") == [{"n": 29}])
    tenths = (time.monotonic() - began) * 10  # on a busy machine it takes longer
    assert 4 <= len(ben.all("presence")) - before <= tenths + 4


async def test_a_crowded_topic_is_told_less_often(
    org: Org, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where much is told, frames come at longer intervals, and the last word arrives all the same."""
    monkeypatch.setattr("realtime.places.WATCHER_RATE", 1)
    ana, ben = await listen(org.ana), await listen(org.ben)
    for client in (ana, ben):
        await client.say("watch", {"topic": "tenant"})
    before, began = len(ben.all("presence")), time.monotonic()
    for n in range(30):
        assert (await ana.say("presence", {"topic": "tenant", "state": {"n": n}}))["ok"]
        await asyncio.sleep(0.03)
    await ben.wait(lambda: states(ben, "tenant") == [{"n": 29}])
    halves = (time.monotonic() - began) * 2
    assert len(ben.all("presence")) - before <= halves + 2


async def test_rival_sees_nobody(org: Org, listen: Listen, here: Instance, make_org: Any) -> None:
    """Presence stops at the organisation's border."""
    rival = await make_org("Rival")
    ana = await listen(org.ana)
    await ana.say("watch", {"topic": "tenant"})
    spy = listener(here, rival.tenant_id, rival.admin)
    await spy.connect()
    answer = await spy.say("watch", {"topic": "tenant"})
    assert [m["user_id"] for m in answer["members"]] == [str(rival.admin.user_id)]
    await spy.leave()


async def test_members_of_a_killed_instance_vanish(
    org: Org, here: Instance, settings: Settings, listen: Listen
) -> None:
    """After kill -9 of an instance its people are gone from the others' screens within its lease."""
    async with ServerProcess(settings) as process:
        ben = Listener(process.url, org.tenant_id, org.ben.token)
        await ben.connect()
        ana = await listen(org.ana)
        for client in (ben, ana):
            await client.say("watch", {"topic": "tenant"})
        await count(here, org, 2)
        os.kill(process.pid, signal.SIGKILL)
        await count(here, org, 1)
        answer = await ana.say("watch", {"topic": "tenant"})
        assert [m["name"] for m in answer["members"]] == ["Ana"]
        await ben.leave()


async def count(here: Instance, org: Org, expected: int) -> None:
    """Until an instance believes that so many are in the organisation."""
    for _ in range(200):
        if len(here.server.presence.members(org.tenant_id, "tenant")) == expected:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(here.server.presence.members(org.tenant_id, "tenant"))


async def test_presence_without_redis_is_local_and_heals(
    app: Quart, settings: Settings, runtime: Runtime, org: Org, tmp_path: Path
) -> None:
    """Without Redis people of one instance still see each other; with it they see all again."""
    async with (
        own_redis(settings, tmp_path) as (redis, using),
        instance(app, using) as one,
        instance(app, using) as two,
    ):
        ana, ben = [listener(one, org.tenant_id, p) for p in (org.ana, org.ben)]
        admin = listener(two, org.tenant_id, org.admin)
        for client in (ana, ben, admin):
            await client.connect()
        await redis.kill()
        for client in (ana, ben, admin):
            assert (await client.say("watch", {"topic": "tenant"}))["ok"] is True
        await ben.say("presence", {"topic": "tenant", "state": {"here": True}})
        await ana.wait(lambda: states(ana, "tenant") == [{"here": True}])
        await redis.start()
        await ana.wait(lambda: len(states(ana, "tenant")) == 2, 15)
        await admin.wait(lambda: len(states(admin, "tenant")) == 2, 15)
        for client in (ana, ben, admin):
            await client.leave()


@pytest.fixture(name="there_")
def _there(there: Instance) -> Instance:
    return there
