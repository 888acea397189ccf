"""Bodies nobody means well with: always 4xx, never 5xx, and nothing of ours in the answer."""

import pytest

from tests.api import Api

PATHS = (
    "/auth/register",
    "/auth/login",
    "/auth/refresh",
    "/auth/logout",
    "/auth/switch",
    "/auth/logout-all",
    "/teams",
)
BODIES = {
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "not UTF-8": b'{"email": "\xff\xfe"}',
    "lone surrogate": rb'{"email": "\ud800", "password": "\udfff"}',
    "NUL": rb'{"email": "a\u0000@b.test", "password": "x\u0000y"}',
    "NUL key": rb'{"a\u0000": 1}',
    "deep": b'{"email":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "huge number": b'{"email": ' + b"9" * 5000 + b"}",
    "NaN": b'{"email": NaN}',
    "types": b'{"email": {"$ne": null}, "password": ["x"], "slot": 0, "tenant": {}, "name": 5}',
    "proto": b'{"__proto__": {"admin": true}, "constructor": 1}',
    "too long": b'{"email": "' + b"a" * 400_000 + b'@b.test", "password": "x"}',
    "long password": b'{"email": "a@b.test", "password": "' + b"x" * 400_000 + b'"}',
    "too large": b'{"email": "' + b"a" * 2_000_000 + b'"}',
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", BODIES)
async def test_bodies(make_org, path: str, kind: str):
    """A malformed, oversized or mistyped body is refused in the one shape errors have."""
    org = await make_org()
    answer = await org.admin.post(
        path, content=BODIES[kind], headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status < 500, answer.json
    assert set(answer.json) == {"error", "message", "details", "request_id", "timestamp"}
    assert "Traceback" not in answer.content.decode()


async def test_too_large(client: Api):
    """Two megabytes of JSON answer 413, also when they come in chunks that name no length."""

    async def chunks():
        for _ in range(20):
            yield b" " * 100_000

    headers = {"Content-Type": "application/json"}
    whole = await client.post("/auth/login", content=b" " * 2_000_000, headers=headers)
    chunked = await client.post("/auth/login", content=chunks(), headers=headers)
    assert (whole.status, chunked.status) == (413, 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_other_media_types(client: Api, kind: str):
    """What a foreign page's form could send without asking is not JSON: 415."""
    answer = await client.post(
        "/auth/login", content=b'{"email": "a@b.test"}', headers={"Content-Type": kind}
    )
    assert answer.status == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer " + "x" * 8000},
        {"Authorization": "Bearer \xff\xfe"},
        {"X-Request-ID": "<script>"},
        {"X-Tenant-ID": "'; DROP TABLE users; --"},
        {"Cookie": "sp_refresh_0=\xff; sp_refresh_0=..; ="},
        {"Origin": "http://[::1"},
        {"Origin": "\xff"},
        {"Idempotency-Key": "\xff" * 300},
    ],
)
async def test_headers(make_org, headers: dict[str, str]):
    """Odd headers are refused or ignored, and never an error of ours."""
    org = await make_org()
    sent = {key: value.encode("latin-1") for key, value in headers.items()}
    for path in ("/auth/refresh", "/auth/logout", "/auth/logout-all"):
        answer = await org.ana.post(path, {}, headers=sent)
        assert answer.status < 500, (path, answer.json)
    assert (await org.ben.get("/auth/me", headers=sent)).status < 500


@pytest.mark.parametrize(
    "path", ["/users/%00", "/users/1", "/users/0190d5c0-0000-7000-8000-000000000001%0a", "/nothing"]
)
async def test_paths(make_org, path: str):
    """Ids that are none, and addresses that don't exist: 404 as JSON."""
    org = await make_org()
    answer = await org.ana.get(path)
    assert (answer.status, answer.error) == (404, "not_found")


async def test_wrong_method(make_org):
    """A method an address does not take answers 405 as JSON."""
    org = await make_org()
    answer = await org.ana.delete("/users")
    assert (answer.status, answer.error) == (405, "method_not_allowed")
