"""Contract, files: upload and download."""

from typing import Any

import httpx
import pytest

from tests.contract.house import Person, System, error_of

PAGE = b"<script>alert(1)</script>"


def upload(caller: Person, deal: dict[str, Any], *files: tuple[str, bytes]) -> httpx.Response:
    return caller.post(
        "/files/upload",
        data={"entity": "deal", "entity_id": deal["id"]},
        files=[("file", file) for file in files],
    )


@pytest.fixture(scope="module")
def deal(ana: Person) -> dict[str, Any]:
    return ana.deal(name="With files")


def test_round_trip(system: System, ana: Person, deal: dict[str, Any]) -> None:
    """ "`GET /files/{id}/content?sig=…` (signed, short-lived, served by the app as attachment with
    nosniff and a sandboxing CSP)"
    """
    answer = upload(ana, deal, ("päge.html", PAGE))
    assert answer.status_code == 201, answer.text
    file = answer.json()["data"]
    assert (file["name"], file["size"], file["entity_id"]) == ("päge.html", len(PAGE), deal["id"])
    found = httpx.get(system.url + file["url"])
    assert (found.status_code, found.content) == (200, PAGE)
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in found.headers["Content-Security-Policy"]
    assert "html" not in found.headers["Content-Type"]


def test_signature(system: System, ana: Person, deal: dict[str, Any]) -> None:
    """A signature is of one file: none, another's or a changed one opens nothing."""
    one = upload(ana, deal, ("a.txt", b"a")).json()["data"]
    two = upload(ana, deal, ("b.txt", b"b")).json()["data"]
    address, _, signature = one["url"].partition("?sig=")
    for wrong in ("", two["url"].partition("?sig=")[2], signature[:-4] + "AAA="):
        answer = httpx.get(f"{system.url}{address}", params={"sig": wrong})
        assert answer.status_code in (403, 404)
    assert httpx.get(system.url + address).status_code in (403, 404)


def test_several(ana: Person, deal: dict[str, Any]) -> None:
    """Several files in one request."""
    answer = upload(ana, deal, ("a.txt", b"a"), ("b.txt", b"b"))
    assert [file["name"] for file in answer.json()["data"]] == ["a.txt", "b.txt"]


def test_limits(ana: Person, deal: dict[str, Any]) -> None:
    """ "multipart, 10 MB a file, 50 MB a request": 413"""
    ten = 10 * 1024 * 1024
    assert upload(ana, deal, ("just.bin", b"x" * ten)).status_code == 201
    error_of(upload(ana, deal, ("over.bin", b"x" * (ten + 1))), 413)
    many = [(f"{n}.bin", b"x" * (9 * 1024 * 1024)) for n in range(6)]
    try:
        answer = upload(ana, deal, *many)
    except httpx.WriteError:
        return  # refused, and closed, before all of it was sent
    error_of(answer, 413)


def test_not_multipart(ana: Person) -> None:
    """Another body: 415."""
    error_of(ana.post("/files/upload", json={}), 415)
