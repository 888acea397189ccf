"""What a client may send, and what happens to one that does not read."""

import asyncio
import contextlib
import time

import socketio

from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, change, listener
from tests.realtime.raw import RawClient


async def test_large_messages_are_refused(org: Org, listen: Listen) -> None:
    """Over 64 KB is refused with a sentence; the connection lives on."""
    ana = await listen(org.ana)
    answer = await ana.say("watch", {"topic": "x" * 70_000})
    assert answer == {"ok": False, "error": "too_large", "message": answer["message"]}
    answer = await ana.say(
        "note:awareness", {"note_id": str(org.tenant_id), "update": b"x" * 70_000}
    )
    assert answer["error"] == "too_large"
    assert (await ana.say("watch", {"topic": "tenant"}))["ok"] is True


async def test_more_than_fifty_a_second_are_refused(org: Org, listen: Listen) -> None:
    """The 51st message of a second is refused, and a second later all is well."""
    ana = await listen(org.ana)
    await asyncio.sleep(1)
    began = time.monotonic()
    answers = await asyncio.gather(*(ana.say("watch", {"topic": "tenant"}) for _ in range(80)))
    refused = [a for a in answers if not a["ok"]]
    earned = (time.monotonic() - began) * 50  # on a busy machine the 80 take longer
    assert 29 - earned <= len(refused) <= 30 and refused
    assert {a["error"] for a in refused} == {"rate_limited"}
    await asyncio.sleep(1)
    assert (await ana.say("watch", {"topic": "tenant"}))["ok"] is True


async def test_flooding_client_is_cut_and_others_do_not_notice(org: Org, listen: Listen) -> None:
    """Who goes on shouting is disconnected; the neighbour's stream goes on."""
    ana, ben = await listen(org.ana), await listen(org.ben)
    with contextlib.suppress(socketio.exceptions.SocketIOError):
        for _ in range(2_000):
            await ana.client.emit("watch", {"topic": "tenant"}, namespace=ana.namespace)
    await ana.wait(lambda: ana.closed is not None)
    seq = await change(org.system, owner=org.ben.user_id)
    await ben.at(seq)
    assert ben.closed is None


async def test_hostile_packets_end_the_connection(org: Org, here: Instance) -> None:
    """What is not the protocol ends its sender's connection, and nothing else."""
    space = f"/t/{org.tenant_id}"
    for packet in (
        "42" + space + ",not json",
        "42" + space + "," + "[" * 10_000,
        "4" + "9" * 200,
        "42" + space + ",{}",
        "42" + space + ",[]",
        "44" + space + ',{"message":"x"}',
    ):
        raw = RawClient(here.url, org.tenant_id, org.ana.token)
        await raw.connect()
        await raw.send(packet)
        answer = await raw.until_closed(1.0)
        still = listener(here, org.tenant_id, org.ana)
        await still.connect()
        await still.leave()
        assert answer is not None, packet[:60]
        await raw.close()


async def test_slow_consumer_is_cut_and_others_do_not_wait(
    org: Org, here: Instance, listen: Listen
) -> None:
    """A client that stops reading is cut within seconds, holding little; others hear everything."""
    ben = await listen(org.ben)
    raw = RawClient(here.url, org.tenant_id, org.ana.token)
    await raw.connect()
    await raw.stop_reading()
    stream = here.server.streams._served[org.tenant_id].stream
    (slow,) = [c for c in here.server.roster.of(org.tenant_id) if c.user_id == org.ana.user_id]
    seq, held = 0, 0
    for _ in range(60):
        seq = await change(org.system, owner=org.ana.user_id, count=40, size=5_000)
        held = max(held, slow.wire.buffered())
        await ben.at(seq)
    assert len(ben.seqs) == 2_400
    assert held <= 256 * 1024
    for _ in range(200):
        if slow.ended:
            break
        await asyncio.sleep(0.05)
    assert slow not in here.server.roster.of(org.tenant_id)
    assert slow not in stream.catching_up
    await raw.close()


async def test_briefly_slow_consumer_misses_nothing(
    org: Org, here: Instance, listen: Listen
) -> None:
    """A client that pauses and reads on has every change, in order, though it was taken out of the rush."""
    await listen(org.ben)
    raw = RawClient(here.url, org.tenant_id, org.ana.token)
    await raw.connect()
    await raw.stop_reading()
    first = 0
    for _ in range(32):  # more than the kernel takes, less than is kept for replay
        last = await change(org.system, owner=org.ana.user_id, count=40, size=5_000)
        first = first or last - 39
    await asyncio.sleep(2)
    raw.read_on()
    seqs = await raw.seqs_until(last)
    assert seqs == list(range(first, last + 1))
    await raw.close()
