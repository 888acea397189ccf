"""Who hears what: by scope, by owner, and as it changes."""

import asyncio
import time
from uuid import uuid4

from app.core.audience import Audience
from app.core.ids import new_id
from app.core.uow import unit_of_work
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import change


async def test_another_teams_records_are_silent(org: Org, listen: Listen) -> None:
    """A rep of another team learns nothing of a record: no event, no id; only the number passes."""
    ana, cara, viewer = await listen(org.ana), await listen(org.cara), await listen(org.viewer)
    await change(org.system, owner=org.ana.user_id, count=600)
    seq = await change(org.system, owner=org.cara.user_id)
    for client in (ana, cara, viewer):
        await client.at(seq - 1 if client is ana else seq)
    assert len(ana.events) == 600
    assert len(viewer.events) == 601
    assert cara.seqs == [seq]


async def test_hand_over_removes_and_shows(org: Org, listen: Listen) -> None:
    """A deal given to another team appears there whole and leaves here without a word of it."""
    ana, cara, admin = await listen(org.ana), await listen(org.cara), await listen(org.admin)
    seq = await change(org.system, owner=org.cara.user_id, owner_before=org.ana.user_id)
    for client in (ana, cara, admin):
        await client.at(seq)
    assert cara.events[0]["type"] == admin.events[0]["type"] == "deal.updated"
    assert cara.events[0]["data"]["name"] == "new 0"
    (gone,) = ana.events
    assert gone["type"] == "deal.removed"
    assert gone["data"] is None and gone["before"] is None and gone["changed"] == []
    assert gone["entity_id"] == cara.events[0]["entity_id"]


async def test_notification_reaches_its_one_reader(org: Org, listen: Listen) -> None:
    """A notification is heard by its person on every connection and by nobody else, not even admins."""
    ana, again, ben, admin = [
        await listen(person) for person in (org.ana, org.ana, org.ben, org.admin)
    ]
    async with unit_of_work(org.system) as work:
        work.record(
            "notification.created",
            entity="notification",
            entity_id=new_id(),
            version=1,
            audience=Audience.of("notifications", org.ana.user_id),
            data={"title": "Ben mentioned you"},
        )
    seq = await change(org.system, owner=org.ana.user_id)
    for client in (ana, again, ben, admin):
        await client.at(seq)
    for client in (ana, again):
        # The echo follows its `changes`, which may hold both events if a ring was lost.
        await client.hear("notification")
        assert client.all("notification") == [{"title": "Ben mentioned you"}]
        assert [e["type"] for e in client.events] == ["notification.created", "deal.updated"]
    for client in (ben, admin):
        assert client.all("notification") == []
        assert [e["type"] for e in client.events] == ["deal.updated"]


async def test_many_changes_of_one_job_are_one(org: Org, listen: Listen) -> None:
    """Over 500 events of a job arrive as one `bulk` that says what to fetch again; others as they are."""
    admin = await listen(org.admin)
    since, job = admin.position, uuid4()
    assert since is not None
    last = await change(org.system, owner=org.ana.user_id, count=700, job_id=job)
    after = await change(org.system, owner=org.ana.user_id)
    await admin.at(after)
    bulk, single = admin.events
    assert bulk == {
        "type": "bulk",
        "entity": "deal",
        "from": since,
        "to": last,
        "job_id": str(job),
        "counts": {"updated": 700},
    }
    assert single["seq"] == after
    late = await listen(org.admin, since=since)
    await late.at(after)
    assert late.events == admin.events
    assert (await listen(org.cara, since=since)).events == []


async def test_position_moves_on_unseen_numbers(org: Org, listen: Listen) -> None:
    """Who sees nothing of 1,000 numbers still learns that they have passed."""
    cara = await listen(org.cara)
    seq = await change(org.system, owner=org.ana.user_id, count=1000)
    await cara.wait(lambda: (cara.position or 0) > seq - 1000)
    assert cara.events == []


async def test_new_role_means_a_fresh_snapshot(org: Org, listen: Listen) -> None:
    """A changed role is a `reset` at once; what comes then is what the new role may see."""
    cara = await listen(org.cara)
    began = time.monotonic()
    done = await org.admin.patch(f"/users/{org.cara.user_id}", {"role": "manager"})
    assert done.status == 200, done.json
    await cara.wait(lambda: bool(cara.all("reset")))
    assert time.monotonic() - began < 1
    (reset,) = cara.all("reset")
    assert reset["reason"] == "access_changed"
    before = await change(org.system, owner=org.ana.user_id)
    await org.admin.patch(f"/users/{org.cara.user_id}", {"role": "read_only"})
    await cara.wait(lambda: len(cara.all("reset")) == 2)
    everybodys = await change(org.system, owner=org.ana.user_id)
    await cara.at(everybodys)
    seen = [e["seq"] for e in cara.events if e["entity"] == "deal"]
    assert seen == [everybodys]  # a manager of no team did not see `before`
    assert before < everybodys


async def test_resume_across_a_change_of_rights_is_a_reset(org: Org, listen: Listen) -> None:
    """Who was away while their team changed can't resume: what they hold is not what they may see."""
    cara = await listen(org.cara)
    since = cara.position
    await cara.leave()
    team = {"members": [{"user_id": str(org.cara.user_id)}, {"user_id": str(org.ben.user_id)}]}
    done = await org.admin.patch(f"/teams/{org.other_team_id}", team)
    assert done.status == 200, done.json
    again = await listen(org.cara, since=since)
    await again.wait(lambda: bool(again.all("reset")))
    assert again.all("ready")[0]["resumed"] is False
    assert again.all("reset")[0]["reason"] == "access_changed"
    seq = await change(org.system, owner=org.ben.user_id)
    await again.at(seq)
    assert again.seqs[-1] == seq


async def test_too_far_behind_is_a_reset(org: Org, listen: Listen) -> None:
    """Whoever missed more than is worth replaying, or comes from the future, starts afresh."""
    first = await change(org.system, owner=org.ana.user_id)
    last = first
    for _ in range(6):
        last = await change(org.system, owner=org.ana.user_id, count=900)
    for since in (first, last + 10):
        ana = await listen(org.ana, since=since)
        await ana.hear("reset")
        assert ana.all("reset") == [{"seq": last, "reason": "too_far_behind"}]
        assert ana.all("ready")[0]["resumed"] is False


async def test_revocations_close_within_a_second(org: Org, listen: Listen) -> None:
    """Logging out everywhere, and deactivation, end open sockets with the reason, within a second."""
    ana, ben = await listen(org.ana), await listen(org.ben)
    began = time.monotonic()
    await org.ana.post("/auth/logout-all")
    await ana.wait(lambda: ana.closed is not None, 2)
    await org.admin.patch(f"/users/{org.ben.user_id}", {"active": False})
    await ben.wait(lambda: ben.closed is not None, 2)
    assert time.monotonic() - began < 1
    assert ana.all("revoked") == [{"reason": "session_ended"}]
    assert ben.all("revoked")[0]["reason"] in ("deactivated", "session_ended")
    seq = await change(org.system, owner=org.ana.user_id)
    await asyncio.sleep(0.2)
    assert seq not in ana.seqs and seq not in ben.seqs
