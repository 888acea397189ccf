"""The room of a review: who may be in it, and that workers know when everybody has left."""

from uuid import UUID, uuid4

from app.core.presence import who_is_at
from app.core.runtime import Runtime
from app.core.uow import unit_of_work
from app.together.review.deserted import PATIENCE
from jobs.reviews import end_deserted_review
from tests.crm.board import board_of
from tests.jobs.waiting import until
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.test_presence import states


async def _review(org: Org) -> str:
    board = await board_of(org.ana)
    return (await org.ana.post("/reviews", {"pipeline_id": board.id})).data["id"]


async def test_who_sees_the_board_may_be_in_its_review(org: Org, listen: Listen) -> None:
    """The room of a review is open to all who see boards; there is no room without a review."""
    review = await _review(org)
    ana, cara = await listen(org.ana), await listen(org.cara)
    for client in (ana, cara):
        assert (await client.say("watch", {"topic": f"review:{review}"}))["ok"]
    await ana.wait(lambda: len(states(ana, f"review:{review}")) == 1)
    assert (await ana.say("watch", {"topic": f"review:{uuid4()}"}))["error"] == "not_found"


async def test_a_room_that_everybody_has_left(org: Org, listen: Listen, runtime: Runtime) -> None:
    """While somebody is in the room the review goes on; some time after the last has left it ends."""
    review = await _review(org)
    topic = f"review:{review}"
    ana = await listen(org.ana)
    await ana.say("watch", {"topic": topic})
    await _until(runtime, org, topic, 1)
    await _long_ago(org, review)
    assert await end_deserted_review(org.tenant_id, UUID(review)) is not None
    await ana.leave()
    await _until(runtime, org, topic, 0)
    assert await end_deserted_review(org.tenant_id, UUID(review)) is not None
    await _long_ago(org, review)
    assert await end_deserted_review(org.tenant_id, UUID(review)) is None
    assert (await org.ana.get(f"/reviews/{review}")).data["ended_at"] is not None


async def _until(runtime: Runtime, org: Org, topic: str, count: int) -> None:
    """Until the leases say that so many are there."""

    async def found() -> bool:
        return len(await who_is_at(runtime.patient_redis, org.tenant_id, topic)) == count

    await until(found)


async def _long_ago(org: Org, review: str) -> None:
    """As if the room had been empty since longer than anybody waits."""
    async with unit_of_work(org.system) as work:
        await work.execute(
            "UPDATE reviews SET empty_since = now() - $1::interval WHERE id = $2", PATIENCE, review
        )
