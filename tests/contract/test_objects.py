"""Contract, "REST": one object, its versions, conflicts, the trash."""

import re
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from tests.contract.house import Person, error_of

COMMON = {
    "id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner_id", "custom",
    "tags",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["companies", "contacts", "deals"])
def test_shape(ana: Person, kind: str) -> None:
    """ "Objects have `id, version, …, custom {}, tags []`; `ETag: "<version>"`", and X-Log-Seq"""
    row = ana.read(f"/{kind}", limit=1)[0]
    answer = ana.get(f"/{kind}/{row['id']}")
    found = answer.json()["data"]
    assert set(answer.json()) == {"data"}
    assert set(found) >= COMMON
    assert isinstance(found["custom"], dict)
    assert isinstance(found["tags"], list)
    assert answer.headers["ETag"] == f'"{found["version"]}"'
    assert int(answer.headers["X-Log-Seq"]) > 0


def test_spelling(ana: Person) -> None:
    """ "ids are UUIDs …; times RFC 3339 UTC; money as decimal strings with `currency`" """
    deal = ana.deal(amount="1234.5", currency="EUR")
    assert UUID(deal["id"])
    assert datetime.fromisoformat(deal["created_at"]).utcoffset().total_seconds() == 0  # type: ignore[union-attr]
    assert (deal["amount"], deal["currency"]) == ("1234.50", "EUR")
    assert all(re.fullmatch("[a-z][a-z0-9_]*", key) for key in deal)
    assert (deal["owner_id"], deal["created_by"]) == (ana.id, ana.id)


def test_own_id(ana: Person) -> None:
    """ "a create may bring its own UUIDv7 `id`"; another version is refused."""
    own = "01a1fc86-7f0d-77c9-b98b-" + uuid4().hex[:12]
    assert ana.made("/companies", {"id": own, "name": "Mine"})["id"] == own
    error_of(ana.post("/companies", json={"id": own, "name": "Again"}), 409)
    error_of(ana.post("/companies", json={"id": str(uuid4()), "name": "v4"}), 400)


def test_patch_and_put(ana: Person) -> None:
    """ "`PATCH` changes the fields sent, `PUT` replaces the writable ones" """
    made = ana.made("/companies", {"name": "Before", "website": "https://before.example"})
    patched = ana.patch(f"/companies/{made['id']}", json={"name": "After"}).json()["data"]
    assert (patched["name"], patched["website"]) == ("After", made["website"])
    assert patched["version"] == made["version"] + 1
    put = ana.put(f"/companies/{made['id']}", json={"name": "Bare"}).json()["data"]
    assert (put["name"], put["website"], put["id"]) == ("Bare", None, made["id"])
    assert put["created_at"] == made["created_at"]


def test_trash(ana: Person) -> None:
    """ "`DELETE` moves to the trash, `POST /{type}/{id}/restore`" """
    made = ana.made("/companies", {"name": "In and out"})
    assert ana.delete(f"/companies/{made['id']}").status_code in (200, 204)
    error_of(ana.get(f"/companies/{made['id']}"), 404)
    assert ana.post(f"/companies/{made['id']}/restore").status_code == 200
    assert ana.read(f"/companies/{made['id']}")["name"] == "In and out"


def test_merge(ana: Person, ben: Person) -> None:
    """ "With `If-Match`, a newer record is merged when none of the fields sent has changed since" """
    deal = ana.deal(name="Base", amount="1.00")
    address, tag = f"/deals/{deal['id']}", {"If-Match": f'"{deal["version"]}"'}
    assert ben.patch(address, json={"amount": "2.00"}, headers=tag).status_code == 200
    merged = ana.patch(address, json={"name": "Mine"}, headers=tag)
    found = merged.json()["data"]
    assert (merged.status_code, found["name"], found["amount"]) == (200, "Mine", "2.00")


def test_conflict(ana: Person, ben: Person) -> None:
    """ "otherwise 409 `conflict` with `details.conflicts: {field: {base, theirs, yours}}` and
    `details.current`"
    """
    deal = ana.deal(name="Base")
    address, tag = f"/deals/{deal['id']}", {"If-Match": f'"{deal["version"]}"'}
    ben.patch(address, json={"name": "Theirs"})
    change = {"name": "Yours", "amount": "5.00"}
    error = error_of(ana.patch(address, json=change, headers=tag), 409)
    assert error["error"] == "conflict"
    assert error["details"]["conflicts"] == {
        "name": {"base": "Base", "theirs": "Theirs", "yours": "Yours"}
    }
    assert error["details"]["current"] == ana.read(address)
    assert error["details"]["current"]["amount"] is None, "nothing of it was written"


def test_last_write_wins(ana: Person, ben: Person) -> None:
    """ "Without it, last write wins per field." """
    deal = ana.deal(name="Base")
    ben.patch(f"/deals/{deal['id']}", json={"name": "First", "amount": "3.00"})
    found = ana.patch(f"/deals/{deal['id']}", json={"name": "Last"}).json()["data"]
    assert (found["name"], found["amount"]) == ("Last", "3.00")


def test_history(ana: Person) -> None:
    """`/{type}/{id}/history`: what happened, newest first."""
    deal = ana.deal(name="Once")
    ana.patch(f"/deals/{deal['id']}", json={"name": "Twice"})
    found = ana.read(f"/deals/{deal['id']}/history")
    assert [event["type"] for event in found] == ["deal.updated", "deal.created"]
    assert found[0]["before"] == {"name": "Once"}
