"""Presence names no record to who may not see it: here, on another instance, and after it changed hands."""

from typing import Any
from uuid import uuid4

from tests.crm.board import board_of
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, Listener
from tests.realtime.test_presence import states


async def _at(topic: str, *clients: Listener) -> None:
    for client in clients:
        assert (await client.say("watch", {"topic": topic}))["ok"]


def _heard_of(client: Listener, text: str) -> bool:
    return text in str(client.all("presence"))


async def test_a_record_out_of_sight_is_not_named(
    org: Org, listen: Listen, there: Instance
) -> None:
    """Where Ana is, and what she carries: her team is told; Cara, here and elsewhere, that she is busy."""
    board = await board_of(org.ana)
    deal = (await board.deal(org.ana))["id"]
    ana, ben = await listen(org.ana), await listen(org.ben, at=there)
    caras = [await listen(org.cara), await listen(org.cara, at=there)]
    await _at("tenant", ana, ben, *caras)
    state = {"at": f"/deals/{deal}", "deal": deal, "dragging": deal, "x": 1}
    assert (await ana.say("presence", {"topic": "tenant", "state": state}))["ok"]
    await ben.wait(lambda: state in states(ben, "tenant"))
    told = {"at": "/deals/hidden", "deal": "hidden", "dragging": "hidden", "x": 1}
    for cara in caras:
        await cara.wait(lambda cara=cara: told in states(cara, "tenant"))
        assert not _heard_of(cara, deal)
        again = await cara.say("watch", {"topic": "tenant"})
        assert told in [m["state"] for m in again["members"]] and deal not in str(again)
        assert "about" not in str(again) and not _heard_of(cara, "about")
    assert not _heard_of(ben, "about")


async def test_a_record_that_changes_hands(org: Org, listen: Listen, there: Instance) -> None:
    """Handing the deal to Cara tells her which it is, and hides it from those who lost it."""
    board = await board_of(org.ana)
    deal = (await board.deal(org.ana))["id"]
    admin, ben = await listen(org.admin), await listen(org.ben, at=there)
    cara = await listen(org.cara)
    await _at("tenant", admin, ben, cara)
    shown, hidden = {"deal": deal}, {"deal": "hidden"}
    await admin.say("presence", {"topic": "tenant", "state": shown})
    await ben.wait(lambda: shown in states(ben, "tenant"))
    await cara.wait(lambda: hidden in states(cara, "tenant"))
    given = {"owner_id": str(org.cara.user_id)}
    assert (await org.admin.patch(f"/deals/{deal}", given)).status == 200
    await cara.wait(lambda: shown in states(cara, "tenant"))
    await ben.wait(lambda: hidden in states(ben, "tenant"))


async def test_what_is_not_there_is_nobody_s(org: Org, listen: Listen) -> None:
    """A deal that the server does not know (yet) is named only to who sees every deal."""
    ana, viewer, ben = [await listen(p) for p in (org.ana, org.viewer, org.ben)]
    await _at("tenant", ana, viewer, ben)
    state: dict[str, Any] = {"deal": str(uuid4()), "cursor": {"stage": str(uuid4())}}
    await ana.say("presence", {"topic": "tenant", "state": state})
    await viewer.wait(lambda: state in states(viewer, "tenant"))
    await ben.wait(lambda: {**state, "deal": "hidden"} in states(ben, "tenant"))


async def test_a_person_is_followed_by_colleagues(org: Org, listen: Listen, make_org: Any) -> None:
    """Colleagues can be at `person:<id>`, the topic of who is followed; nobody else's person is there."""
    ana, cara = await listen(org.ana), await listen(org.cara)
    topic = f"person:{org.ana.user_id}"
    await _at(topic, ana, cara)
    await ana.say("presence", {"topic": topic, "state": {"at": "/contacts"}})
    await cara.wait(lambda: {"at": "/contacts"} in states(cara, topic))
    rival = await make_org("Rival")
    for stranger in (rival.admin.user_id, uuid4()):
        answer = await ana.say("watch", {"topic": f"person:{stranger}"})
        assert answer["error"] == "not_found"


async def test_where_in_a_panel_one_looks(org: Org, listen: Listen) -> None:
    """What is at the top of an open deal is told without the fields that are hidden from the listener,
    and not at all to who may not see the deal."""
    deal = (await (await board_of(org.ana)).deal(org.ana))["id"]
    fields = {"deals": {"amount": "none"}}
    role = (await org.admin.post("/roles", {"name": "Blind", "fields": fields})).data["id"]
    assert (await org.admin.patch(f"/users/{org.viewer.user_id}", {"role": role})).status == 200
    ana, ben, cara, viewer = [await listen(p) for p in (org.ana, org.ben, org.cara, org.viewer)]
    topic = f"person:{org.ana.user_id}"
    await _at(topic, ana, ben, cara, viewer)
    panel = {"tab": "comments", "places": {"details": 0.5, "amount": 0.25}}
    state = {"at": f"/deals/{deal}", "panel": panel}
    assert (await ana.say("presence", {"topic": topic, "state": state}))["ok"]
    await ben.wait(lambda: state in states(ben, topic))
    seen = {**state, "panel": {"tab": "comments", "places": {"details": 0.5}}}
    await viewer.wait(lambda: seen in states(viewer, topic))
    await cara.wait(lambda: {"at": "/deals/hidden"} in states(cara, topic))
    assert not _heard_of(viewer, "amount") and not _heard_of(cara, "amount")
    odd = {"at": f"/deals/{deal}", "panel": {"places": ["amount"]}}
    assert (await ana.say("presence", {"topic": topic, "state": odd}))["ok"]
    await ben.wait(lambda: odd in states(ben, topic))
