"""Nothing of a client is kept when it has gone, however it went."""

import asyncio
import contextlib

import socketio
from quart import Quart

from app.config import Settings
from app.core.runtime import Runtime
from tests.orgs import Org
from tests.realtime.house import Instance, Listener, instance, listener
from tests.realtime.raw import RawClient


async def test_nothing_is_left_of_the_gone(
    app: Quart, settings: Settings, runtime: Runtime, org: Org
) -> None:
    """Polite, abrupt, refused, flooding and silent clients all leave nothing behind."""
    note = await _note(org)
    async with instance(app, settings) as here:
        await _polite(here, org, note)
        await _abrupt(here, org)
        await _refused(here, org)
        await _flooding(here, org)
        await _by_polling(here, org)
        for _ in range(100):
            left = leftovers(here)
            if not any(left.values()):
                break
            await asyncio.sleep(0.1)
        assert not any(left.values()), left
        await here.server.streams.shut(org.tenant_id)
        assert org.tenant_id not in here.server.heads._sinks
        assert not [c for c in here.server.subscriber._sinks if str(org.tenant_id) in c]


def leftovers(here: Instance) -> dict[str, int]:
    """How much of clients an instance still holds, by place."""
    server, mounted = here.server, here.mounted
    streams = [served.stream for served in server.streams._served.values()]
    return {
        "roster": len(server.roster) + len(server.roster._by_key),
        "listeners": sum(len(s.listeners) + len(s.catching_up) for s in streams),
        "groups": sum(len(s.listeners._groups) + len(s.listeners._by_user) for s in streams),
        "presence": len(server.presence._of_connection) + len(server.presence._places),
        "notes": len(server.notes),
        "connections": len(mounted.connections),
        "allowances": len(mounted._allowances) + len(mounted.writers),
        "engine": len(mounted.eio.sockets) + len(mounted.environ),
        "rooms": len(mounted.manager.rooms) + len(mounted._binary_packet),
    }


async def _note(org: Org) -> str:
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    return (await org.ana.post(f"/companies/{company}/note")).data["id"]


async def _polite(here: Instance, org: Org, note: str) -> None:
    for _ in range(5):
        client = listener(here, org.tenant_id, org.ana)
        await client.connect()
        await client.say("watch", {"topic": "tenant"})
        await client.say("note:open", {"note_id": note})
        await client.leave()


async def _abrupt(here: Instance, org: Org) -> None:
    for _ in range(5):
        raw = RawClient(here.url, org.tenant_id, org.ana.token)
        await raw.connect()
        await raw.send(f'42{raw.space},1["watch",{{"topic":"tenant"}}]')
        await raw.send(f'451-{raw.space},2["note:open",{{"_placeholder":true,"num":0}}]')
        await raw.close()


async def _refused(here: Instance, org: Org) -> None:
    for _ in range(5):
        client = Listener(here.url, org.tenant_id, "nonsense")
        with contextlib.suppress(socketio.exceptions.ConnectionError):
            await client.connect()
        await client.leave()


async def _flooding(here: Instance, org: Org) -> None:
    client = listener(here, org.tenant_id, org.ana)
    await client.connect()
    with contextlib.suppress(socketio.exceptions.SocketIOError):
        for _ in range(1_000):
            await client.client.emit("watch", {"topic": "tenant"}, namespace=client.namespace)
    await client.wait(lambda: client.closed is not None)


async def _by_polling(here: Instance, org: Org) -> None:
    client = listener(here, org.tenant_id, org.ana)
    await client.connect(transports=["polling"])
    await client.leave()
