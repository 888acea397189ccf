"""Contract, "Errors"."""

from datetime import datetime
from uuid import UUID

import httpx
import pytest

from tests.contract.house import PASSWORD, Person, Running, System, error_of


def test_fields(ana: Person) -> None:
    """ "400 `validation_error` (`details.fields`)"; "Unknown fields in a body are an error." """
    error = error_of(ana.post("/companies", json={"colour": "red"}), 400)
    assert error["error"] == "validation_error"
    assert set(error["details"]["fields"]) == {"name", "colour"}
    assert datetime.fromisoformat(error["timestamp"]).tzinfo


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b'{"name": "\\u0000"}', b"[" * 100_000, b"\xff"]
)
def test_no_json_object(ana: Person, body: bytes) -> None:
    """Whatever comes: 400, never 500."""
    headers = {"Content-Type": "application/json"}
    error_of(ana.post("/companies", content=body, headers=headers), 400)


def test_request_id(ana: Person) -> None:
    """ "`X-Request-ID` is echoed or made." """
    given = ana.get("/companies/x", headers={"X-Request-ID": "from-me-7"})
    assert error_of(given, 404)["request_id"] == "from-me-7"
    assert UUID(ana.get("/companies", params={"limit": 1}).headers["X-Request-ID"])
    hostile = ana.get("/companies/x", headers={"X-Request-ID": "a<b>" * 100})
    assert "<" not in hostile.headers["X-Request-ID"]


def test_statuses(ana: Person) -> None:
    """401, 404, 405 (with Allow), 413, 415: in the one shape."""
    error_of(httpx.get(str(ana.base_url.join("/api/v1/deals"))), 401)
    error_of(ana.get("/nowhere"), 404)
    wrong = ana.delete("/deals")
    error_of(wrong, 405)
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))
    large = b'{"name": "' + b"x" * 3_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    refused = ana.post("/companies", content=large, headers=headers)
    error_of(refused, 413)
    assert refused.headers["Connection"] == "close"  # with its body unread it carries nothing more
    error_of(ana.post("/companies", content=b"name=x", headers={"Content-Type": "text/plain"}), 415)


def test_rate_limit(system: System) -> None:
    """ "429 with `Retry-After`": guessing at a password stops."""
    strict = Running(system.directory, "serve", RATE_LIMITS="on").until_ready()
    try:
        body = {"email": "guessed@demo.test", "password": "wrong"}
        answers = [httpx.post(f"{strict.url}/api/v1/auth/login", json=body) for _ in range(6)]
        error_of(answers[0], 401)
        error_of(answers[-1], 429)
        assert int(answers[-1].headers["Retry-After"]) > 0
        fine = {"email": "ben@demo.test", "password": PASSWORD}
        assert httpx.post(f"{strict.url}/api/v1/auth/login", json=fine).status_code == 200
    finally:
        assert strict.stop() == 0
