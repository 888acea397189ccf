"""One tenant, 1,000 listeners (100 people in three roles, who all may see every deal), 40 changes a
second for ten seconds. Counted are the messages that the listeners received (changes that come together
in one message count once), divided by the CPU seconds that the server process used from the first
change to the last delivery. We: `salespulse realtime` (and `serve`, the
one-port variant), the changes committed to PostgreSQL by another process and rung through Redis as in
production; rights are checked and frames built for each view. Peer: Node `socket.io` with
`namespace.emit` of the same event objects, handed to it in one process: no database, no Redis. Floor: a
bare picows + uvloop loop that writes the same bytes, framed beforehand, to every transport."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp

from bench.connections import Ticket
from bench.crowd import Crowd
from bench.figures import Findings, Runs
from bench.house import House, found_house, message, payload
from bench.lab import Lab
from bench.processes import Server
from realtime.frames import Frame

TITLE = "Deliveries per server-CPU-second"
LISTENERS = 1_000
PER_SECOND = 40

Send = Callable[[], Awaitable[None]]


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house()
    changes = 80 if lab.quick else 400
    runs = Runs()
    for _ in range(lab.repeats(5)):
        for kind in ("edge", "serve"):
            await _ours(lab, house, runs, kind, changes)
        await _peer(lab, house, runs, changes)
        await _floor(lab, house, runs, changes)
    return _findings(lab, runs)


async def _ours(lab: Lab, house: House, runs: Runs, kind: str, changes: int) -> None:
    async def send() -> None:
        await house.change()

    async with lab.ours(kind) as server, Crowd() as crowd:
        await crowd.connect(house.tickets(server.port, LISTENERS))
        await _run(crowd, server, runs, kind, changes, send)


async def _peer(lab: Lab, house: House, runs: Runs, changes: int) -> None:
    body = payload(await house.change())
    async with lab.peer() as server, Crowd() as crowd, aiohttp.ClientSession() as http:

        async def send() -> None:
            address = f"{server.url}/emit/{house.tenant_id}"
            async with http.post(address, json={"payloads": [body]}) as answer:
                await answer.read()

        await crowd.connect(house.peer_tickets(server.port, LISTENERS))
        await _run(crowd, server, runs, "peer", changes, send)


async def _floor(lab: Lab, house: House, runs: Runs, changes: int) -> None:
    frame = Frame(message(house.space, payload(await house.change()))).websocket_bytes()
    async with (
        lab.floor("broadcast") as server,
        Crowd() as crowd,
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{server.url}/control") as control,
    ):

        async def send() -> None:
            await control.send_bytes(frame)

        await crowd.connect([Ticket(server.port, "/")] * LISTENERS)
        await _run(crowd, server, runs, "floor", changes, send)


async def _run(
    crowd: Crowd, server: Server, runs: Runs, who: str, changes: int, send: Send
) -> None:
    for _ in range(20):  # warm
        await send()
    if await crowd.heard(20 * LISTENERS, timeout=30) < 20 * LISTENERS:
        raise RuntimeError(f"{who} lost changes while warming up")
    await asyncio.sleep(1)
    await crowd.forget()
    used = server.cpu_seconds()
    began = time.monotonic()
    for n in range(changes):
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
        await send()
    heard = await crowd.heard(changes * LISTENERS, timeout=30)
    seconds = time.monotonic() - began
    if heard != changes * LISTENERS:
        raise RuntimeError(f"{who} delivered {heard} of {changes * LISTENERS}")
    used = server.cpu_seconds() - used
    _, messages, received = await crowd.traffic()
    runs.add(
        who,
        per_cpu=messages / used,
        rate=messages / seconds,
        size=received / heard,
        together=heard / messages,
    )


def _findings(lab: Lab, runs: Runs) -> Findings:
    found = Findings()
    names = {
        "edge": "salespulse realtime",
        "serve": "salespulse serve",
        "peer": "Node socket.io",
        "floor": "bare picows",
    }
    for who, name in names.items():
        found.rows.append(
            {
                "server": name,
                "deliveries/CPU-s": round(runs.median(who, "per_cpu")),
                "µs each": round(1e6 / runs.median(who, "per_cpu"), 2),
                "deliveries/s sent": round(runs.median(who, "rate")),
                "bytes per change": round(runs.median(who, "size")),
                "changes per message": round(runs.median(who, "together"), 3),
            }
        )
    ours = runs.median(lab.kind, "per_cpu")
    for other, target in (("peer", 1.5), ("floor", 0.7)):
        ratio = ours / runs.median(other, "per_cpu")
        found.goal(f"deliveries per CPU-second, ours / {other}", ratio, ">=", target)
    return found
