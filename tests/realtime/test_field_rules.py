"""Field rules on live screens: no frame carries a hidden value, and a new rule holds within a second."""

import time
from typing import Any

import orjson
import pytest

from tests.isolation.canary import Canaries, build_canaries
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Listener


@pytest.fixture
async def world(org: Org) -> Canaries:
    return await build_canaries(org)


def _heard(listener: Listener) -> bytes:
    return orjson.dumps(listener.heard, default=str)


async def _write_everywhere(world: Canaries) -> str:
    """Canaries written, changed, moved about, put in the trash and back; returns a deal's id."""
    for kind in ("companies", "contacts", "deals"):
        path = f"/{kind}/{(await world.one(kind))['record_id']}"
        await world.seer.patch(path, {"description": None})
        await world.plant(kind, path.rpartition("/")[2])
        await world.seer.delete(path)
        await world.seer.post(f"{path}/restore")
        await world.seer.patch(path, {"owner_id": str(world.org.cara.user_id)})
        await world.seer.patch(path, {"owner_id": str(world.org.ana.user_id)})
        field = (await world.seer.get(f"/meta/{kind}/fields")).data[0]
        renamed = {"label": f"{field['label']} of {kind}"}
        await world.seer.patch(f"/meta/{kind}/fields/{field['id']}", renamed)
    deal = (await world.one("deals"))["record_id"]
    won = {"stage_id": world.board.stages["Won"], "after_id": None}
    await world.seer.post(f"/deals/{deal}/move", won)
    return deal


async def test_no_frame_tells(world: Canaries, listen: Listen):
    """Live, after an absence and from the beginning: hidden values are in no frame, nor are their names."""
    blind, seer = await listen(world.blind), await listen(world.seer)
    since = blind.position
    deal = await _write_everywhere(world)
    done = (await world.seer.patch(f"/deals/{deal}", {"name": "done"})).headers["X-Log-Seq"]
    late = await listen(world.blind, since=since)
    for client in (blind, seer, late):
        await client.at(int(done))
    for client in (blind, late):
        assert not world.found_in(_heard(client))
        assert not world.named_in(_heard(client))
        assert len(client.events) > 20
        assert client.events[-1]["data"]["name"] == "done"
    assert set(world.tokens) - set(world.found_in(_heard(seer))) == set()
    assert world.named_in(_heard(seer)) == [b"Secret word"]


async def test_presence_does_not_name_a_hidden_field(world: Canaries, listen: Listen):
    """Who works on a hidden field is seen to be there, and not in which field; others see it."""
    blind, seer, ana = [await listen(p) for p in (world.blind, world.seer, world.org.ana)]
    topic = f"deal:{world.deal['id']}"
    for client in (blind, seer, ana):
        assert (await client.say("watch", {"topic": topic}))["ok"]
    state = {"field": "amount", "draft": world.planted["deals"]["amount"]}

    def states(client: Listener) -> list[Any]:
        told = client.all("presence")
        return [m["state"] for one in told for m in (*one["joined"], *one["changed"])]

    await ana.say("presence", {"topic": topic, "state": state})
    await seer.wait(lambda: state in states(seer))
    await ana.say("presence", {"topic": topic, "state": {"field": "name"}})
    await blind.wait(lambda: {"field": "name"} in states(blind))
    assert state not in states(blind)
    await ana.say("presence", {"topic": topic, "state": state})
    await seer.wait(lambda: states(seer).count(state) == 2)
    await blind.say("unwatch", {"topic": topic})
    answer = await blind.say("watch", {"topic": topic})
    assert len(answer["members"]) == 3
    assert not world.found_in(orjson.dumps([answer, blind.heard], default=str))


async def _until_reset(client: Listener, count: int) -> float:
    started = time.monotonic()
    resets = await client.hear("reset", count)
    assert resets["reason"] == "access_changed"
    return time.monotonic() - started


async def test_a_new_rule_holds_within_a_second(world: Canaries, listen: Listen):
    """A role's rule, a member's role, a team: each resets its people's screens at once, no others'."""
    blind, viewer = await listen(world.blind), await listen(world.org.viewer)
    path = f"/roles/{world.role_id}"
    await world.seer.patch(path, {"fields": {"deals": {"amount": "write"}}})
    assert await _until_reset(blind, 1) < 1
    seen = await world.blind.get(f"/deals/{world.deal['id']}")
    assert seen.data["amount"] == world.planted["deals"]["amount"]
    await world.seer.patch(f"/deals/{world.deal['id']}", {"amount": "77.77"})
    await blind.wait(
        lambda: bool(blind.events) and blind.events[-1]["data"].get("amount") == "77.77"
    )
    await world.seer.patch(path, {"fields": {"deals": {"amount": "none"}}})
    assert await _until_reset(blind, 2) < 1
    seq = (await world.seer.patch(f"/deals/{world.deal['id']}", {"amount": "88.88"})).headers
    await blind.at(int(seq["X-Log-Seq"]))
    assert b"88.88" not in _heard(blind)
    await world.seer.delete(f"{path}?reassign_to=read_only")
    assert await _until_reset(blind, 3) < 1
    assert viewer.all("reset") == []


async def test_coming_back_after_a_new_rule(world: Canaries, listen: Listen):
    """Who was away while a rule changed starts anew: what they have on screen may be hidden now."""
    before = await listen(world.blind)
    since = before.position
    await before.leave()
    await world.seer.patch(f"/roles/{world.role_id}", {"fields": {"deals": {"name": "read"}}})
    after = await listen(world.blind, since=since)
    assert (await after.hear("reset"))["reason"] == "access_changed"
