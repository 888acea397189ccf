"""Creating, changing, merging, deleting and restoring records, over REST."""

import asyncio
from datetime import datetime

import pytest

from tests.crm.board import board_of, key


async def test_create_answers_with_the_record(make_org):
    """A new record comes back whole, owned by its creator, with its version as ETag."""
    org = await make_org()
    board = await board_of(org.ana)
    answer = await board.post(org.ana, "Big one", amount="1200.5", currency="EUR")
    assert answer.status == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.data["amount"] == "1200.50"
    assert answer.data["owner_id"] == str(org.ana.user_id)
    assert answer.data["created_by"] == str(org.ana.user_id)
    assert answer.data["custom"] == {} and answer.data["tags"] == []


async def test_a_write_says_where_in_the_log_it_is(make_org):
    """The answer of a write carries the number of its own event, so that a client knows it is there."""
    org = await make_org()
    answer = await org.ana.post("/companies", {"name": "Acme"})
    seq = int(answer.headers["X-Log-Seq"])
    [event] = (await org.ana.get(f"/events?since={seq - 1}&limit=1")).data
    assert (event["type"], event["entity_id"]) == ("company.created", answer.data["id"])


async def test_create_with_own_id(make_org):
    """A client may bring a UUIDv7; a second use of it is a conflict, other kinds of UUID are refused."""
    org = await make_org()
    own = "01931b5e-0f2b-7a5e-8000-0123456789ab"
    assert (await org.ana.post("/companies", {"id": own, "name": "Mine"})).data["id"] == own
    assert (await org.ana.post("/companies", {"id": own, "name": "Mine"})).error == "id_exists"
    other = "3b241101-e2bb-4255-8caf-4136c566a962"
    assert (await org.ana.post("/companies", {"id": other, "name": "x"})).status == 400


async def test_patch_without_if_match_is_last_write_wins(make_org):
    """Without If-Match the fields sent are set, whatever they were."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Old"})).data
    await org.ana.patch(f"/companies/{company['id']}", {"name": "New"})
    answer = await org.ben.patch(f"/companies/{company['id']}", {"name": "Newer"})
    assert (answer.status, answer.data["name"], answer.data["version"]) == (200, "Newer", 3)


async def test_edits_of_different_fields_merge(make_org):
    """Two people who edit different fields of the same version both keep their edit."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    path, match = f"/companies/{company['id']}", {"If-Match": '"1"'}
    assert (await org.ana.patch(path, {"city": "Oslo"}, headers=match)).status == 200
    merged = await org.ben.patch(path, {"industry": "Energy"}, headers=match)
    assert merged.status == 200
    assert (merged.data["city"], merged.data["industry"]) == ("Oslo", "Energy")


async def test_edits_of_the_same_field_ask(make_org):
    """Two people who edit the same field: the second is shown base, theirs and yours, and by whom."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    path, match = f"/companies/{company['id']}", {"If-Match": '"1"'}
    await org.ana.patch(path, {"name": "Acme AG", "city": "Zürich"}, headers=match)
    answer = await org.ben.patch(path, {"name": "Acme Ltd", "country": "UK"}, headers=match)
    assert (answer.status, answer.error) == (409, "conflict")
    details = answer.json["details"]
    assert details["conflicts"] == {
        "name": {"base": "Acme", "theirs": "Acme AG", "yours": "Acme Ltd"}
    }
    assert details["changed_by"]["name"]["by"] == {"id": str(org.ana.user_id), "name": "Ana"}
    # One is written by PostgreSQL, which leaves zeros at the end out.
    said = details["changed_by"]["name"]["at"], details["current"]["updated_at"]
    assert len({datetime.fromisoformat(at) for at in said}) == 1
    assert details["current"]["version"] == 2 and details["current"]["country"] is None


async def test_the_same_value_is_no_conflict(make_org):
    """Both typed the same: there is nothing to ask, and nothing new to log."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    path, match = f"/companies/{company['id']}", {"If-Match": '"1"'}
    await org.ana.patch(path, {"name": "Acme AG"}, headers=match)
    answer = await org.ben.patch(path, {"name": "Acme AG"}, headers=match)
    assert (answer.status, answer.data["version"]) == (200, 2)


async def test_a_field_changed_there_and_back_still_asks(make_org):
    """A field that was changed and changed back since is a conflict: somebody else is at it."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "A"})).data
    path = f"/companies/{company['id']}"
    await org.ana.patch(path, {"name": "B"})
    await org.ana.patch(path, {"name": "A"})
    answer = await org.ben.patch(path, {"name": "C"}, headers={"If-Match": '"1"'})
    assert answer.json["details"]["conflicts"]["name"] == {"base": "A", "theirs": "A", "yours": "C"}


async def test_custom_fields_merge_one_by_one(make_org):
    """Custom fields of one record are merged singly, as built-in ones are."""
    org = await make_org()
    for label in ("Size", "Mood"):
        await org.admin.post("/meta/companies/fields", {"label": label, "kind": "text"})
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    path, match = f"/companies/{company['id']}", {"If-Match": '"1"'}
    await org.ana.patch(path, {"custom": {"size": "big"}}, headers=match)
    merged = await org.ben.patch(path, {"custom": {"mood": "good"}}, headers=match)
    assert merged.data["custom"] == {"size": "big", "mood": "good"}
    clash = await org.ben.patch(path, {"custom": {"size": "small"}}, headers=match)
    assert list(clash.json["details"]["conflicts"]) == ["custom.size"]
    cleared = await org.ben.patch(path, {"custom": {"size": None}})
    assert cleared.data["custom"] == {"mood": "good"}


async def test_put_replaces(make_org):
    """PUT empties what it does not say."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme", "city": "Oslo"})).data
    answer = await org.ana.put(
        f"/companies/{company['id']}", {"name": "Acme", "owner_id": str(org.ana.user_id)}
    )
    assert (answer.status, answer.data["city"]) == (200, None)


async def test_trash_and_restore(make_org):
    """A deleted record is gone from lists and reads, is in the trash, and comes back as it was."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    path = f"/companies/{company['id']}"
    assert (await org.ana.delete(path)).status == 200
    assert (await org.ana.get(path)).status == 404
    assert (await org.ana.patch(path, {"name": "x"})).status == 404
    assert (await org.ana.get("/companies")).data == []
    assert [c["id"] for c in (await org.ana.get("/companies?trash=only")).data] == [company["id"]]
    assert (await org.ana.post(f"{path}/restore")).status == 200
    assert (await org.ana.get(path)).data["name"] == "Acme"


async def test_idempotency_key_replays(make_org):
    """A repeated write answers with its first success and has no second effect."""
    org = await make_org()
    header = key()
    first = await org.ana.post("/companies", {"name": "Once"}, headers=header)
    again = await org.ana.post("/companies", {"name": "Once"}, headers=header)
    assert first.content == again.content and again.status == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (await org.ana.get("/companies")).json["pagination"]["total"] == 1
    other = await org.ana.post("/companies", {"name": "Other"}, headers=header)
    assert (other.status, other.error) == (422, "idempotency_mismatch")


async def test_idempotency_key_in_parallel(make_org):
    """A hundred simultaneous repetitions of one write have one effect and the same answer."""
    org = await make_org()
    header = key()
    answers = await asyncio.gather(
        *(org.ana.post("/companies", {"name": "Once"}, headers=header) for _ in range(100))
    )
    assert {a.data["id"] for a in answers} == {answers[0].data["id"]}
    assert (await org.ana.get("/companies")).json["pagination"]["total"] == 1


async def test_a_failure_is_not_remembered(make_org):
    """Only successes are kept: a repetition of a refused write is tried anew."""
    org = await make_org()
    header = key()
    assert (await org.ana.post("/companies", {"name": ""}, headers=header)).status == 400
    assert (await org.ana.post("/companies", {"name": "ok"}, headers=header)).status == 201


async def test_idempotency_keys_belong_to_their_user(make_org):
    """Another user's same key is another key."""
    org = await make_org()
    header = key()
    one = await org.ana.post("/companies", {"name": "Once"}, headers=header)
    two = await org.ben.post("/companies", {"name": "Once"}, headers=header)
    assert one.data["id"] != two.data["id"]


async def test_a_replay_checks_permission_again(make_org):
    """What one may not see any more is not shown by repeating an old write."""
    org = await make_org()
    header = key()
    company = (await org.ben.post("/companies", {"name": "Mine"}, headers=header)).data
    cara = str(org.cara.user_id)
    await org.admin.patch(f"/companies/{company['id']}", {"owner_id": cara})
    assert (await org.ben.post("/companies", {"name": "Mine"}, headers=header)).status == 404


async def test_a_lost_answer_of_a_handover_can_be_fetched(make_org):
    """Whoever handed a record over gets the answer of that very write when they repeat it."""
    org = await make_org()
    header = key()
    company = (await org.ana.post("/companies", {"name": "Mine"})).data
    path, body = f"/companies/{company['id']}", {"owner_id": str(org.cara.user_id)}
    assert (await org.ana.patch(path, body, headers=header)).status == 200
    again = await org.ana.patch(path, body, headers=header)
    assert (again.status, again.headers["Idempotency-Replayed"]) == (200, "true")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": None},
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 501},
        {"name": 7},
        {"name": ["x"]},
        {"employees": "many"},
        {"employees": 1.5},
        {"employees": 2**70},
        {"employees": True},
        {"owner_id": "nobody"},
        {"owner_id": "01931b5e-0f2b-7a5e-8000-0123456789ab"},
        {"parent_id": "01931b5e-0f2b-7a5e-8000-0123456789ab"},
        {"website": "not a page"},
        {"tags": "vip"},
        {"tags": [""]},
        {"tags": ["x"] * 51},
        {"custom": {"unknown": 1}},
        {"custom": []},
        {"version": 3},
        {"created_at": "2026-01-01T00:00:00Z"},
        {"tenant_id": "01931b5e-0f2b-7a5e-8000-0123456789ab"},
        {"unknown": 1},
        {"name": "a\x00b"},
        {"description": "x" * 20_001},
    ],
)
async def test_bad_values_are_refused(make_org, fields):
    """A wrong value is a 400 that names the field, and the record stays as it was."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    answer = await org.ana.patch(f"/companies/{company['id']}", fields)
    assert (answer.status, answer.error) == (400, "validation_error")
    assert (await org.ana.get(f"/companies/{company['id']}")).data == company


async def test_a_company_cannot_stand_above_itself(make_org):
    """Hierarchies have no circles."""
    org = await make_org()
    top = (await org.ana.post("/companies", {"name": "Top"})).data["id"]
    sub = (await org.ana.post("/companies", {"name": "Sub", "parent_id": top})).data["id"]
    answer = await org.ana.patch(f"/companies/{top}", {"parent_id": sub})
    assert answer.json["details"]["fields"] == {"parent_id": "A company can't stand above itself."}


async def test_addresses_are_normalised(make_org):
    """E-mail addresses in lower case, international phone numbers as E.164; others as typed."""
    org = await make_org()
    fields = {"name": "Zoë", "email": "Zoe@Example.COM", "phone": "+49 30 901820"}
    contact = (await org.ana.post("/contacts", fields)).data
    assert (contact["email"], contact["phone"]) == ("zoe@example.com", "+4930901820")
    local = await org.ana.patch(f"/contacts/{contact['id']}", {"phone": "ext. 12"})
    assert local.data["phone"] == "ext. 12"
    assert (await org.ana.patch(f"/contacts/{contact['id']}", {"email": "nope"})).status == 400


async def test_addresses_nobody_can_have_are_taken(make_org):
    """`.test` is as good an address in a record as at the door: all people of the demo have one."""
    org = await make_org()
    answer = await org.ana.post("/contacts", {"name": "Ingrid", "email": "ingrid@acme.test"})
    assert (answer.status, answer.data["email"]) == (201, "ingrid@acme.test")


async def test_history_tells_every_change(make_org):
    """The history of a record has its events, newest first, with what was there before."""
    org = await make_org()
    company = (await org.ana.post("/companies", {"name": "Acme"})).data
    await org.ben.patch(f"/companies/{company['id']}", {"city": "Oslo"})
    events = (await org.ana.get(f"/companies/{company['id']}/history")).data
    assert [e["type"] for e in events] == ["company.updated", "company.created"]
    assert events[0]["changed"] == ["city"] and events[0]["before"] == {"city": None}
    assert events[0]["actor"]["name"] == "Ben"
