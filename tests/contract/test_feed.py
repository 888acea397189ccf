"""Contract, `/events`, `/search`, comments and `/notifications`."""

import time
from uuid import uuid4

from tests.contract.house import Person, error_of

EVENT = {
    "seq", "id", "type", "entity", "entity_id", "version", "at", "actor", "changed", "before", "data",
}  # fmt: skip


def head(caller: Person) -> int:
    return int(caller.get("/deals", params={"limit": 1}).headers["X-Log-Seq"])


def test_events(ana: Person) -> None:
    """An event is `{seq, id, type, entity, entity_id, version, at, actor: {id, name, kind}, changed,
    before: {…the changed fields…}, data: {…}}`; `pagination.to` is how far it looked
    """
    since = head(ana)
    deal = ana.deal(name="Told")
    ana.patch(f"/deals/{deal['id']}", json={"name": "Told again"})
    ana.delete(f"/deals/{deal['id']}")
    ana.post(f"/deals/{deal['id']}/restore")
    written = head(ana)
    body = ana.get("/events", params={"since": since}).json()
    # The worker may write meanwhile.
    assert written <= body["pagination"]["to"] <= head(ana)
    mine = [event for event in body["data"] if event["entity_id"] == deal["id"]]
    assert [event["type"] for event in mine] == [
        "deal.created", "deal.updated", "deal.deleted", "deal.restored",
    ]  # fmt: skip
    for event in mine:
        assert set(event) == EVENT
        assert set(event["actor"]) == {"id", "name", "kind"}
    change = mine[1]
    assert (change["entity"], change["version"], change["actor"]["id"]) == ("deal", 2, ana.id)
    assert (change["changed"], change["before"]) == (["name"], {"name": "Told"})
    assert change["data"]["name"] == "Told again"


def test_gapless_and_paged(admin: Person) -> None:
    """`limit` looks at that many numbers, and `to` is where to go on; each event comes once, in order."""
    seqs: list[int] = []
    since = 0
    for _ in range(5):
        body = admin.get("/events", params={"since": since, "limit": 7}).json()
        assert since < body["pagination"]["to"] <= since + 7
        seqs += [event["seq"] for event in body["data"]]
        since = body["pagination"]["to"]
    assert seqs == sorted(set(seqs))
    error_of(admin.get("/events", params={"since": "soon"}), 400)


def test_what_this_actor_may_see(ana: Person, cara: Person, admin: Person) -> None:
    """ "(what this actor may see …)"; "A record that leaves the listener's sight: `<entity>.removed`,
    without data."
    """
    since = head(ana)
    deal = ana.deal(name="Changes hands")
    admin.patch(f"/deals/{deal['id']}", json={"owner_id": cara.id})

    def heard(caller: Person) -> list[tuple[str, bool]]:
        events = caller.read("/events", since=since)
        return [(e["type"], bool(e["data"])) for e in events if e["entity_id"] == deal["id"]]

    assert heard(ana)[-1] == ("deal.removed", False)
    assert heard(cara) in ([("deal.updated", True)], [("deal.created", True)])
    assert heard(admin) == [("deal.created", True), ("deal.updated", True)]


def test_search(ana: Person, cara: Person) -> None:
    """`GET /search?q=`: over the types, only what one may see."""
    word = f"zq{uuid4().hex[:8]}"
    deal = ana.deal(name=f"{word} deal")
    company = ana.made("/companies", {"name": f"{word} company"})
    found = {(hit["entity"], hit["id"]) for hit in ana.read("/search", q=word)}
    assert found == {("deal", deal["id"]), ("company", company["id"])}
    assert cara.read("/search", q=word) == []
    error_of(ana.get("/search"), 400)


def test_comment_and_notification(ana: Person, ben: Person) -> None:
    """ "`POST /comments {entity, entity_id, body, mentions: [user id], parent_id?}`"; the mentioned one
    is notified
    """
    deal = ana.deal(name="Talked about")
    body = {"entity": "deal", "entity_id": deal["id"], "body": "@Ben?", "mentions": [ben.id]}
    comment = ana.made("/comments", body)
    reply = {"entity": "deal", "entity_id": deal["id"], "body": "Yes", "parent_id": comment["id"]}
    assert ben.made("/comments", reply)["parent_id"] == comment["id"]
    for _ in range(100):
        mine = [n for n in ben.read("/notifications") if n["entity_id"] == deal["id"]]
        if mine:
            break
        time.sleep(0.1)
    assert [note["kind"] for note in mine] == ["mention"]
    assert mine[0]["read_at"] is None
    assert not [n for n in ana.read("/notifications") if n["id"] == mine[0]["id"]]
    error_of(ana.post("/comments", json={**body, "mentions": [str(uuid4())]}), 400)
