"""Contract, "Sockets": presence and notes."""

from typing import Any

from pycrdt import Doc, Text

from tests.contract.house import Person, System
from tests.contract.listening import Listener, listening


def joined(listener: Listener) -> list[dict[str, Any]]:
    return [member for told in listener.all("presence") for member in told["joined"]]


async def test_presence(system: System, sockets: str, ana: Person, ben: Person) -> None:
    """ "`{topic, joined: [member], left: [id], changed: [member]}`, member `{id, user_id, name, state}`
    with one id per connection"; "answers with who is there"; on both instances
    """
    deal = ana.deal(name="Looked at")
    topic = f"deal:{deal['id']}"
    async with listening(system.url, ana) as hers:
        assert (await hers.say("watch", {"topic": topic}))["ok"] is True
        async with listening(sockets, ben) as his:
            answer = await his.say("watch", {"topic": topic})
            # Changes are gathered for 0.1 s: who came just before him, elsewhere, is told after it.
            there = answer["members"]
            await his.until(lambda: ana.id in {m["user_id"] for m in there + joined(his)}, 2)
            # She may hear of her own coming first.
            await hers.until(lambda: ben.id in {m["user_id"] for m in joined(hers)})
            member = next(m for m in joined(hers) if m["user_id"] == ben.id)
            assert set(member) == {"id", "user_id", "name", "state"}
            assert (member["user_id"], member["name"]) == (ben.id, "Ben Okafor")

            state = {"field": "amount", "cursor": {"x": 1, "y": 2}}
            shown = await his.say("presence", {"topic": topic, "state": state})
            assert shown["ok"] is True
            await hers.until(lambda: [p for p in hers.all("presence") if p["changed"]])
            told = next(p for p in hers.all("presence") if p["changed"])
            assert set(told) == {"topic", "joined", "left", "changed"}
            assert told["changed"][0]["state"] == state

            large = {"topic": topic, "state": {"field": "x" * 5_000}}
            assert (await his.say("presence", large))["ok"] is False
            assert (await his.say("unwatch", {"topic": topic}))["ok"] is True
        await hers.until(lambda: any(member["id"] in p["left"] for p in hers.all("presence")))


async def test_who_is_there(system: System, ana: Person, ben: Person) -> None:
    """ "answers with who is there": at one instance at once, oneself included."""
    topic = f"deal:{ana.deal(name='Looked at')['id']}"
    async with listening(system.url, ana) as hers, listening(system.url, ben) as his:
        await hers.say("watch", {"topic": topic})
        answer = await his.say("watch", {"topic": topic})
        assert {member["user_id"] for member in answer["members"]} == {ana.id, ben.id}
        left = await his.say("unwatch", {"topic": topic})
        assert [member["user_id"] for member in left["members"]] == [ana.id]


async def test_only_what_one_may_see(system: System, ana: Person, cara: Person) -> None:
    """A topic is watched by who may read it; a pipeline's board by everybody in the organisation."""
    deal = ana.deal(name="Not cara's")
    board = ana.read("/pipelines")[0]["id"]
    async with listening(system.url, cara) as listener:
        assert (await listener.say("watch", {"topic": f"deal:{deal['id']}"}))["ok"] is False
        assert (await listener.say("watch", {"topic": f"pipeline:{board}"}))["ok"] is True


async def test_note(system: System, sockets: str, ana: Person, ben: Person) -> None:
    """ "`note:open` / `note:update` / `note:awareness`: Yjs sync messages, binary", across instances"""
    deal = ana.deal(name="With a note")
    note = ana.post(f"/deals/{deal['id']}/note").json()["data"]["id"]
    async with listening(system.url, ana) as hers, listening(sockets, ben) as his:
        for listener in (hers, his):
            answer = await listener.say("note:open", {"note_id": note})
            assert answer["ok"] is True
            assert isinstance(answer["update"], bytes)
        writing: Doc[Any] = Doc()
        writing.get("content", type=Text).insert(0, "Written by Ana")
        update = {"note_id": note, "update": writing.get_update()}
        assert await hers.say("note:update", update) == {"ok": True}
        heard = (await his.until(lambda: his.all("note:update")))[0]
        reading: Doc[Any] = Doc()
        reading.apply_update(heard["update"])
        assert str(reading.get("content", type=Text)) == "Written by Ana"

        again = await his.say("note:open", {"note_id": note})
        later: Doc[Any] = Doc()
        later.apply_update(again["update"])
        assert str(later.get("content", type=Text)) == "Written by Ana"
        large = {"note_id": note, "update": b"\x00" * (1024 * 1024 + 1)}
        assert (await hers.say("note:update", large))["ok"] is False


async def test_note_permission(system: System, ana: Person, cara: Person) -> None:
    """Who may only read a note opens it and may not write; who may not read it does not open it."""
    deal = ana.deal(name="With a note")
    note = ana.post(f"/deals/{deal['id']}/note").json()["data"]["id"]
    writing: Doc[Any] = Doc()
    writing.get("content", type=Text).insert(0, "Mine")
    update = {"note_id": note, "update": writing.get_update()}
    async with listening(system.url, system.person("viewer")) as viewer:
        assert (await viewer.say("note:open", {"note_id": note}))["ok"] is True
        assert (await viewer.say("note:update", update))["ok"] is False
    async with listening(system.url, cara) as other:
        assert (await other.say("note:open", {"note_id": note}))["ok"] is False
        assert (await other.say("note:update", update))["ok"] is False
