"""`/health`, `/ready`, `/metrics`."""

from dataclasses import replace

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.config import S3Settings
from app.core import runtime as running
from app.core.readiness import begin_loading, end_loading
from tests.api import Api

CHECKS = {"database", "migrations", "redis", "storage", "data"}


async def test_health(client: Api):
    """A process that answers is alive, whatever it stands on."""
    found = await client.http.get("/health")
    assert (found.status_code, found.json()) == (200, {"status": "ok"})


async def test_ready(client: Api):
    """With database, schema, Redis, storage and data there, it is ready."""
    found = await client.http.get("/ready")
    assert found.status_code == 200
    assert found.json() == {"status": "ready", "checks": dict.fromkeys(CHECKS, "ok")}


async def test_not_ready_without_redis(client: Api, runtime, monkeypatch):
    """Without Redis 503, and it says which part is missing but nothing about where it is."""
    nowhere = Redis(port=1, retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(running, "_runtime", replace(runtime, redis=nowhere))
    found = await client.http.get("/ready")
    assert found.status_code == 503
    checks = found.json()["checks"]
    assert checks == {**dict.fromkeys(CHECKS, "ok"), "redis": "unavailable"}


async def test_not_ready_without_storage(client: Api, runtime, monkeypatch):
    """A store that is away is named; one that is new gets its bucket and is good."""
    away = S3Settings("http://127.0.0.1:1", "key", "secret", "files")
    monkeypatch.setattr(running, "_runtime", replace(runtime, s3=away))
    found = await client.http.get("/ready")
    assert found.status_code == 503
    assert found.json()["checks"]["storage"] == "unavailable"
    new = replace(runtime.s3, bucket="a-new-bucket")
    monkeypatch.setattr(running, "_runtime", replace(runtime, s3=new))
    assert (await client.http.get("/ready")).status_code == 200


async def test_not_ready_while_loading(client: Api):
    """While the demo's data is being loaded it is not ready, also if loading began twice."""
    await begin_loading("a test's data")
    await begin_loading("a test's data")
    try:
        found = await client.http.get("/ready")
        assert found.status_code == 503
        assert found.json()["checks"]["data"] == "still loading: a test's data"
    finally:
        await end_loading("a test's data")
    assert (await client.http.get("/ready")).status_code == 200


async def test_metrics(client: Api, make_org):
    """Requests are counted by route pattern and status, with their latencies and the pool's use."""
    org = await make_org()
    await org.ana.get(f"/users/{org.ben.user_id}")
    await client.get("/users")
    text = (await client.http.get("/metrics")).text
    route = 'method="GET",route="/api/v1/users/<uuid:user_id>"'
    assert f'salespulse_requests_total{{{route},status="200"}}' in text
    assert 'salespulse_requests_total{method="GET",route="/api/v1/users",status="401"}' in text
    assert f'salespulse_request_seconds_bucket{{le="0.005",{route}}}' in text
    assert "salespulse_database_connections_used " in text
    assert str(org.ben.user_id) not in text
