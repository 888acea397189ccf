"""Headers every answer has."""

from dataclasses import replace

import httpx
import pytest

from app.web.application import build
from tests.api import Api

PATHS = ("/", "/health", "/api/v1/auth/me", "/api/v1/nothing", "/metrics")


@pytest.mark.parametrize("path", PATHS)
async def test_careful_browsers(client: Api, path: str):
    """Pages, files, API answers and errors all tell the browser to be careful."""
    found = await client.http.get(path)
    policy = dict(
        part.split(" ", 1) for part in found.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws: wss:"
    assert policy["img-src"] == "'self' data: blob:"
    for nothing in ("frame-ancestors", "base-uri", "object-src"):
        assert policy[nothing] == "'none'"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Referrer-Policy"]
    assert "Strict-Transport-Security" not in found.headers
    assert "Server" not in found.headers


async def test_strict_transport_in_production(settings, runtime):
    """In production browsers are told to come by HTTPS only."""
    app = build(replace(settings, env="production"))
    found = await Api(app).http.get("/health")
    assert found.headers["Strict-Transport-Security"].startswith("max-age=31536000")


async def test_answers_of_the_api_are_kept_by_nobody(client: Api):
    """What the API answers is for whoever asked: no cache keeps it."""
    assert (await client.get("/auth/me")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["abc-123", "A.b_c-9", "x" * 100])
async def test_request_id_is_echoed(client: Api, given: str):
    """A caller's request id comes back in header and error, so that both sides' logs meet."""
    found = await client.get("/auth/me", headers={"X-Request-ID": given})
    assert found.headers["X-Request-ID"] == given == found.json["request_id"]


@pytest.mark.parametrize("given", ["", "x" * 101, "<script>", "a b", "ü"])
async def test_request_id_is_made(client: Api, given: str):
    """Without one, or with an odd one, each request gets an id of its own."""
    sent = {"X-Request-ID": given.encode("latin-1")}
    first = await client.get("/auth/me", headers=sent)
    second = await client.get("/auth/me", headers=sent)
    ids = {a.headers["X-Request-ID"] for a in (first, second)}
    assert len(ids) == 2
    assert given not in ids
    assert first.json["request_id"] == first.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "expected"), [(0, "192.0.2.1"), (1, "3.3.3.3"), (2, "2.2.2.2")]
)
async def test_forwarded_addresses(settings, runtime, make_org, proxies: int, expected: str):
    """X-Forwarded-For counts only as far as TRUSTED_PROXIES says; what a client wrote itself never does."""
    org = await make_org()
    api = Api(build(replace(settings, trusted_proxies=proxies)), org.ana.token, ip="192.0.2.1")
    headers = {"X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3"}
    made = await api.post("/companies", {"name": "Orbit"}, headers=headers)
    assert made.status == 201
    from app.core.uow import snapshot

    async with snapshot(org.system) as view:
        ip = await view.fetchval(
            "SELECT ip FROM events WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1", org.tenant_id
        )
    assert ip == expected


async def test_cross_origin_requests_get_no_permission(client: Api):
    """A foreign page is never told that it may read our answers."""
    asked = await client.http.request(
        "OPTIONS",
        "/api/v1/auth/login",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert isinstance(asked, httpx.Response)
    assert not [name for name in asked.headers if name.startswith("access-control")]
