"""Every route, tried by everybody: by each role, by a rival organisation, and by nobody."""

import re

import pytest

from app.core.routing import ROUTES, Route
from app.core.uow import snapshot
from app.web.features import declare_routes
from tests.api import Answer, Api
from tests.isolation.matrix import ELSEWHERE, MATRIX
from tests.isolation.world import World, build_world

declare_routes()
MEMBER_ROUTES = [r for r in ROUTES if r.auth == "member"]


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.fixture(scope="module")
async def world(make_org) -> World:
    return await build_world(await make_org("World"))


@pytest.fixture(scope="module")
async def rival(make_org) -> Api:
    return (await make_org("Rival")).admin


async def _try(world: World, route: str, api: Api, ids: dict[str, str] | None = None) -> Answer:
    """One attempt on a fresh thing (or the given one)."""
    line = MATRIX[route]
    ids = ids if ids is not None else await world.one(line.noun)
    method, path = route.split(" ", 1)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids[m[1]], path)
    if method == "POST" and path.endswith("/restore"):
        await world.org.admin.delete(path.removesuffix("/restore"))
    params = {"q": "x"} if path == "/search" else None
    body = line.body(world) if line.body else None
    return await api.request(method, path, body, params=params)


async def _head(world: World) -> int:
    async with snapshot(world.org.system) as view:
        return view.seq


def test_every_route_has_a_line():
    """A new route must say who may do it, here or (with the reason) elsewhere."""
    declared = {_name(r) for r in MEMBER_ROUTES}
    assert declared == set(MATRIX) | set(ELSEWHERE)


@pytest.mark.parametrize("route", MATRIX)
async def test_each_role(world: World, route: str):
    """Each role gets exactly what its line says; whoever is refused has changed nothing."""
    for person, expected in MATRIX[route].answers().items():
        ids = await world.one(MATRIX[route].noun)
        if route.endswith("/restore"):
            before = None  # the attempt itself puts the thing into the trash first
        else:
            before = await _head(world)
        answer = await _try(world, route, world.org.people[person], ids)
        assert answer.status == expected, (person, answer.json)
        if expected >= 400 and before is not None:
            assert await _head(world) == before, person


@pytest.mark.parametrize("route", [r for r in MATRIX if "<uuid:" in r])
async def test_another_organisation(world: World, rival: Api, route: str):
    """An admin of another organisation with our ids gets 404, and changes nothing."""
    ids = await world.one(MATRIX[route].noun)
    before = await _head(world)
    answer = await _try(world, route, rival, ids) if "/restore" not in route else None
    if answer is None:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids[m[1]], route.split(" ", 1)[1])
        answer = await rival.post(path)
    assert answer.status in (400, 404), answer.json
    assert answer.status == 404 or "no such" in str(answer.json["details"])
    assert await _head(world) == before


@pytest.mark.parametrize("route", [_name(r) for r in MEMBER_ROUTES])
async def test_nobody(client: Api, route: str):
    """Without credentials, or with nonsense for them, every route says 401."""
    method, path = route.split(" ", 1)
    path = re.sub(r"<int:\w+>", "1", path)
    path = re.sub(r"<(?:\w+:)?(\w+)>", "01931b5e-0f2b-7a5e-8000-0123456789ab", path)
    assert (await client.request(method, path)).status == 401
    for header in ("Bearer x.y.z", "Bearer ", "Basic YTpi", "Bearer sp_nothing"):
        answer = await client.request(method, path, headers={"Authorization": header})
        assert answer.status == 401, header


async def test_foreign_ids_in_bodies(make_org):
    """A reference to another organisation's record is refused like one that does not exist."""
    ours, theirs = await build_world(await make_org()), await build_world(await make_org())
    company = (await theirs.one("companies"))["record_id"]
    contact = (await theirs.one("contacts"))["record_id"]
    cara = str(theirs.org.cara.user_id)
    attempts = [
        ("/deals/" + ours.deal["id"], {"company_id": company}),
        ("/deals/" + ours.deal["id"], {"contact_id": contact}),
        ("/deals/" + ours.deal["id"], {"owner_id": cara}),
        ("/deals/" + ours.deal["id"], {"stage_id": theirs.board.stages["Won"]}),
        ("/deals/" + ours.deal["id"], {"pipeline_id": theirs.board.id}),
    ]
    for path, body in attempts:
        assert (await ours.org.ana.patch(path, body)).status == 400, body
    creations = [
        ("/comments", {**theirs.on_deal, "body": "x"}, 404),
        ("/comments", {**ours.on_deal, "body": "x", "mentions": [cara]}, 400),
        ("/notes", {**theirs.on_deal}, 404),
        ("/stages", {"name": "x", "pipeline_id": theirs.board.id}, 400),
        ("/teams", {"name": "x", "members": [{"user_id": cara}]}, 400),
    ]
    for path, body, status in creations:
        assert (await ours.org.admin.post(path, body)).status == status, (path, body)
    assert (await ours.org.ana.get(f"/deals/{ours.deal['id']}")).data == ours.deal
