"""Repeated writes: the first success is shown again only to who may still see it."""

import re

import pytest

from app.core.idempotency import ones_own
from app.core.routing import ROUTES
from app.web.features import declare_routes
from tests.api import Answer
from tests.isolation.matrix import MATRIX
from tests.isolation.world import World, build_world

declare_routes()
WRITES = [r for r in ROUTES if r.auth == "member" and r.method != "GET" and r.transaction]
OTHERS = {f"{r.method} {r.path}" for r in WRITES if r.replay_check is not ones_own}
# Every role reads these, so what was written may be shown again.
EVERYBODY_S = ("/pipelines", "/stages", "/tags", "/reviews")


@pytest.fixture(scope="module")
async def world(make_org) -> World:
    return await build_world(await make_org("Replays"))


@pytest.fixture(scope="module")
async def least(world: World) -> str:
    """The role that may do the least that a role can."""
    choices = (await world.org.admin.get("/roles/choices")).data["resources"]
    permissions = {
        resource: {verb: scopes[0] for verb, scopes in verbs.items()}
        for resource, verbs in choices.items()
    }
    body = {"name": "Least", "copy_of": "read_only", "permissions": permissions}
    return (await world.org.admin.post("/roles", body)).data["id"]


async def _become(world: World, role: str) -> None:
    path = f"/users/{world.org.ben.user_id}"
    assert (await world.org.admin.patch(path, {"role": role})).status == 200


def test_every_write_asks_again():
    """A new write must say who may see its first success again (`replay_check`)."""
    assert [f"{r.method} {r.path}" for r in WRITES if r.replay_check is None] == []


@pytest.mark.parametrize("route", [name for name in MATRIX if name in OTHERS])
async def test_who_has_lost_sight_is_not_answered_again(world: World, least: str, route: str):
    """A repetition is answered while one may see it; with a lesser role it is refused, as a read is."""
    line, (method, path) = MATRIX[route], route.split(" ", 1)
    ids = await world.one(line.noun)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids[m[1]], path)
    body = line.body(world) if line.body else None
    headers = {"Idempotency-Key": f"replay {route}"}

    async def write() -> Answer:
        return await world.org.ben.request(method, path, body, headers=headers)

    if path.endswith("/restore") and "/versions/" not in path:
        await world.org.admin.delete(path.removesuffix("/restore"))
    await _become(world, "admin")
    first, again = await write(), await write()
    assert first.status < 300, first.json
    assert (again.status, again.content) == (first.status, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    await _become(world, least)
    refused = await write()
    if path.startswith(EVERYBODY_S):
        assert refused.content == first.content
    else:
        assert refused.status in (403, 404), refused.json
