"""An old snapshot plus its events equals a fresh snapshot: for every write, and everybody watching."""

import pytest

from app.core.access import SYSTEM_ACCESS
from app.core.audience import Audience, sight
from app.core.event_types import event_types
from app.core.routing import ROUTES
from app.core.uow import snapshot
from app.web.features import declare_routes
from tests.convergence.client import Client
from tests.isolation.canary import build_canaries
from tests.isolation.matrix import ELSEWHERE, MATRIX
from tests.isolation.test_routes import _try
from tests.isolation.world import World

declare_routes()
WATCHERS = ("admin", "manager", "ana", "ben", "cara", "support", "viewer")
WRITES = [route for route in MATRIX if not route.startswith("GET ")]
# A change of rights resets its listeners, who then take a fresh snapshot (tests/realtime).
RESETS = {
    "PATCH /users/<uuid:user_id>",
    "POST /teams",
    "PATCH /teams/<uuid:team_id>",
    "DELETE /teams/<uuid:team_id>",
}


@pytest.fixture(scope="module")
async def world(make_org) -> World:
    """Of those who watch, ben may read only some of the fields."""
    return await build_canaries(await make_org("Watched"))


@pytest.fixture(scope="module")
async def clients(world: World) -> dict[str, Client]:
    """Everybody's screen. After each write the fresh snapshots are what the next test begins with."""
    clients = {name: Client(world.org.people[name]) for name in WATCHERS}
    for client in clients.values():
        await client.load()
    return clients


async def _must_agree(clients: dict[str, Client]) -> None:
    wrong: list[tuple[str, str]] = []
    for name, client in clients.items():
        await client.catch_up()
        clients[name] = fresh = Client(client.api)
        await fresh.load()
        wrong += [
            (name, entity)
            for entity, rows in fresh.records.items()
            if client.records[entity] != rows
        ]
    assert not wrong


def test_every_write_is_here():
    """A new write without a convergence test fails the build."""
    declared = {f"{r.method} {r.path}" for r in ROUTES if r.auth == "member" and r.method != "GET"}
    assert declared - set(ELSEWHERE) == set(WRITES)


@pytest.mark.parametrize("route", [r for r in WRITES if r not in RESETS])
async def test_events_lead_to_the_fresh_snapshot(
    world: World, clients: dict[str, Client], route: str
):
    """Whoever watched this write has on screen what a reload would show."""
    ids = await world.one(MATRIX[route].noun)
    answer = await _try(world, route, world.org.admin, ids)
    assert answer.status < 400, answer.json
    await _must_agree(clients)


@pytest.mark.parametrize("noun", ["companies", "contacts", "deals"])
@pytest.mark.parametrize("to", ["cara", "ben", "nobody"])
async def test_handing_over(world: World, clients: dict[str, Client], noun: str, to: str):
    """A record that changes hands, with what hangs on it, leaves some screens and comes onto others."""
    record_id = (await world.one(noun))["record_id"]
    entity = {"companies": "company", "contacts": "contact", "deals": "deal"}[noun]
    said = {"entity": entity, "entity_id": record_id, "body": "hello"}
    await world.org.ana.post("/comments", said)
    owner = None if to == "nobody" else str(world.org.people[to].user_id)
    changed = await world.org.admin.patch(f"/{noun}/{record_id}", {"owner_id": owner})
    assert changed.status == 200
    await _must_agree(clients)
    seen = record_id in clients["cara"].records[entity]
    assert seen == (to == "cara")
    await world.org.admin.patch(f"/{noun}/{record_id}", {"name": "After"})
    await _must_agree(clients)


async def test_trash_takes_along_what_hangs_on_it(world: World, clients: dict[str, Client]):
    """A deal that goes to the trash and comes back takes its comments and files with it."""
    deal = (await world.one("deals"))["record_id"]
    on_it = {"entity": "deal", "entity_id": deal}
    await world.org.ana.post("/comments", {**on_it, "body": "hello"})
    await world.org.ana.post("/files/upload", data=on_it, files={"file": ("a.txt", b"a")})
    await world.org.admin.delete(f"/deals/{deal}")
    await _must_agree(clients)
    await world.org.admin.post(f"/deals/{deal}/restore")
    await _must_agree(clients)


async def test_a_long_absence(world: World, clients: dict[str, Client]):
    """Many changes by several people, missed all at once, still lead to the same screen."""
    board, org = world.board, world.org
    for n in range(12):
        deal = await board.deal(org.ana if n % 2 else org.cara, f"missed {n}", amount=str(n))
        stage = board.stages["Proposal" if n % 3 else "Won"]
        await org.admin.post(f"/deals/{deal['id']}/move", {"stage_id": stage, "after_id": None})
        if n % 4 == 0:
            owner = str(org.cara.user_id if n % 8 else org.ana.user_id)
            await org.admin.patch(f"/deals/{deal['id']}", {"owner_id": owner, "tags": ["new"]})
        if n % 5 == 0:
            await org.admin.delete(f"/deals/{deal['id']}")
    await _must_agree(clients)


async def test_every_event_is_declared(world: World):
    """What was recorded by all these writes are event types that a webhook may ask for by name."""
    known = {f"{entity}.{verb}" for entity, verbs in event_types().items() for verb in verbs}
    async with snapshot(world.org.system) as view:
        rows = await view.fetch("SELECT DISTINCT type, resource, owner_after FROM events")
    heard = {
        row["type"]
        for row in rows
        if sight(Audience.of(row["resource"], row["owner_after"]), SYSTEM_ACCESS, None) == "full"
    }
    assert heard - known == set()
    assert {"deal.moved", "comment.created", "webhook.updated"} <= heard
