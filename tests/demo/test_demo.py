"""The demo: filled once through ordinary actions, live, and nobody's business elsewhere."""

import random

import pytest

from app.core.db import pool
from app.demo.cast import PASSWORD
from app.demo.seed import seed
from app.demo.simulate import act
from tests.api import Api


@pytest.fixture
async def demo_tenant():
    """A demo in this installation; its door is closed again, since other tests have no demo."""
    yield await seed()
    await pool().execute("DELETE FROM doors WHERE kind = 'demo'")


async def _sign_in(app, email: str, tenant: str = "demo") -> Api:
    answer = await Api(app).post(
        "/auth/login", {"email": email, "password": PASSWORD, "tenant": tenant}
    )
    return Api(app, answer.data["access_token"])


async def test_not_a_demo(client, make_org):
    """Where there is no demo, its routes are not there either."""
    org = await make_org()
    assert (await client.get("/demo")).status == 404
    assert (await org.admin.post("/demo/simulation", {"on": True})).status == 404


async def test_a_populated_board(app, client, demo_tenant):
    """Ana finds deals in every stage and no more notifications than a morning brings; rivals find
    nothing of it; Ana may read along at the rival's."""
    accounts = (await client.get("/demo")).data["accounts"]
    assert accounts[0]["email"] == "ana@demo.test" and len(accounts) == 9
    ana = await _sign_in(app, "ana@demo.test")
    pipeline = (await ana.get("/pipelines")).data[0]
    board = (await ana.get(f"/pipelines/{pipeline['id']}/board")).data
    assert all(stage["count"] >= 3 for stage in board["stages"])
    rival = await _sign_in(app, "rep@rival.test", "rival")
    assert [d["name"] for d in (await rival.get("/deals")).data] == ["Secret Target takeover"]
    reading = await _sign_in(app, "ana@demo.test", "rival")
    assert len((await reading.get("/deals")).data) == 1
    assert (await reading.post("/companies", {"name": "x"})).status == 403


async def test_a_second_seed_changes_nothing(app, demo_tenant):
    """Filling it again finds it filled."""
    assert await seed() == demo_tenant


async def test_teammates_do_things(app, demo_tenant):
    """Simulated teammates act as people: their changes are in the log under their names."""
    ana = await _sign_in(app, "ana@demo.test")
    before = int((await ana.get("/deals?limit=1")).headers["X-Log-Seq"])
    chance = random.Random(3)
    for _ in range(30):
        await act(demo_tenant, chance)
    events = (await ana.get(f"/events?since={before}&limit=1000")).data
    assert len(events) >= 10
    assert {e["actor"]["name"] for e in events} <= {"Ben Okafor", "Marco Bellini", "Cara Novak"}


async def test_simulation_switch(app, client, demo_tenant):
    """Whoever is in the demo can let the teammates work, and stop them."""
    ana = await _sign_in(app, "ana@demo.test")
    assert (await client.get("/demo")).data["simulate"] is False
    assert (await ana.post("/demo/simulation", {"on": True})).status == 204
    assert (await client.get("/demo")).data["simulate"] is True
    assert (await ana.post("/demo/simulation", {"on": False})).status == 204
    assert (await client.get("/demo")).data["simulate"] is False
