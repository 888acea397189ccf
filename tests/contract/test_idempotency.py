"""Contract, "`Idempotency-Key`"."""

from uuid import uuid4

import pytest

from tests.contract.house import Person, System, error_of


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def test_repetition(ana: Person, key: dict[str, str]) -> None:
    """ "a repetition returns the first success (status, body, `Idempotency-Replayed: true`)" """
    first = ana.post("/companies", json={"name": "Once only"}, headers=key)
    again = ana.post("/companies", json={"name": "Once only"}, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content) != (400, b"")
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]


def test_mismatch(ana: Person, key: dict[str, str]) -> None:
    """ "bound to method, path and body: … another body is 422 `idempotency_mismatch`" """
    made = ana.post("/companies", json={"name": "One"}, headers=key).json()["data"]
    other = ana.post("/companies", json={"name": "Two"}, headers=key)
    assert error_of(other, 422)["error"] == "idempotency_mismatch"
    error_of(ana.post("/contacts", json={"name": "One"}, headers=key), 422)
    error_of(ana.put(f"/companies/{made['id']}", json={"name": "One"}, headers=key), 422)


def test_scope(ana: Person, ben: Person, rival: Person, key: dict[str, str]) -> None:
    """ "scoped to tenant and user" """
    made = [p.post("/companies", json={"name": "K"}, headers=key) for p in (ana, ben, rival)]
    assert len({answer.json()["data"]["id"] for answer in made}) == 3


def test_only_successes(ana: Person, key: dict[str, str]) -> None:
    """ "Only successes are stored": after a refusal the key is free."""
    error_of(ana.post("/companies", json={"name": ""}, headers=key), 400)
    assert ana.post("/companies", json={"name": "Better"}, headers=key).status_code == 201


@pytest.mark.parametrize("verb", ["PATCH", "DELETE", "restore", "move"])
def test_any_write(ana: Person, key: dict[str, str], verb: str) -> None:
    """ "`Idempotency-Key` on any write" """
    deal = ana.deal(name="Key")
    method, path, body = {
        "PATCH": ("PATCH", "", {"name": "Changed"}),
        "DELETE": ("DELETE", "", None),
        "restore": ("POST", "/restore", None),
        "move": ("POST", "/move", {"stage_id": ana.stages()[1]["id"], "after_id": None}),
    }[verb]
    if verb == "restore":
        ana.delete(f"/deals/{deal['id']}")
    address = f"/deals/{deal['id']}{path}"
    first = ana.request(method, address, json=body, headers=key)
    again = ana.request(method, address, json=body, headers=key)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"


def test_permission_is_checked_again(system: System, admin: Person, key: dict[str, str]) -> None:
    """ "after checking permission again": who is no admin any more is not told a secret again."""
    viewer = system.person("viewer")
    hook = {"url": "https://example.com/hook", "events": ["*"]}
    admin.patch(f"/users/{viewer.id}", json={"role": "admin"})
    try:
        made = viewer.post("/webhooks", json=hook, headers=key)
        assert made.status_code == 201, made.text
        assert viewer.post("/webhooks", json=hook, headers=key).content == made.content
    finally:
        admin.patch(f"/users/{viewer.id}", json={"role": "read_only"})
    refused = error_of(viewer.post("/webhooks", json=hook, headers=key), 404)
    assert "secret" not in str(refused)
    admin.delete(f"/webhooks/{made.json()['data']['id']}")


def test_sight_is_checked_again(
    ana: Person, admin: Person, cara: Person, key: dict[str, str]
) -> None:
    """A record that has left one's sight is not shown again by an old key."""
    body = {"name": "Given away"}
    made = ana.post("/companies", json=body, headers=key).json()["data"]
    admin.patch(f"/companies/{made['id']}", json={"owner_id": cara.id})
    error_of(ana.post("/companies", json=body, headers=key), 404)
