"""The stream: everything one may see, in order, once; also after an absence."""

import asyncio

from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, change, listener


async def test_changes_arrive_in_order(org: Org, listen: Listen) -> None:
    """Writers at once, one order for everybody, no number twice and none missing."""
    ana, admin = await listen(org.ana), await listen(org.admin)
    start = ana.position
    owner = org.ana.user_id
    await asyncio.gather(*(change(org.system, owner=owner, count=3) for _ in range(20)))
    assert start is not None
    for client in (ana, admin):
        await client.at(start + 60)
        assert client.seqs == list(range(start + 1, start + 61))


async def test_resume_brings_exactly_what_was_missed(org: Org, here: Instance) -> None:
    """200 changes later, `since` brings those 200, once, in order, and then what is new."""
    first = await listener(here, org.tenant_id, org.ana).connect()
    since = first.position
    assert since is not None
    await first.leave()
    for _ in range(20):
        await change(org.system, owner=org.ana.user_id, count=10)
    again = listener(here, org.tenant_id, org.ana, since)
    await again.connect()
    assert again.all("ready")[0]["resumed"] is True
    last = await change(org.system, owner=org.ana.user_id)
    await again.at(last)
    assert again.seqs == list(range(since + 1, since + 202))
    await again.leave()


async def test_event_is_shaped_as_promised(org: Org, listen: Listen) -> None:
    """An event says what changed, from what, to what, who did it and when."""
    ana = await listen(org.ana)
    seq = await change(org.actor("ben"), owner=org.ana.user_id)
    await ana.at(seq)
    (event,) = ana.events
    assert event.pop("id") and event.pop("at") and event.pop("entity_id")
    assert event == {
        "seq": seq,
        "type": "deal.updated",
        "entity": "deal",
        "version": 1,
        "actor": {"id": str(org.ben.user_id), "name": "Ben", "kind": "user"},
        "changed": ["name"],
        "before": {"name": "old"},
        "data": {"name": "new 0", "filler": ""},
    }
