"""Notifications: who is told what, and that they are one's own."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from app.config import Settings
from app.core.ids import new_id
from app.core.runtime import Runtime
from app.core.uow import unit_of_work
from app.together.notifications.actions import News, notify
from jobs import registry
from jobs.readers import drain
from jobs.worker import work
from tests.api import Api
from tests.conftest import MakeOrg
from tests.jobs.waiting import until
from tests.orgs import Org


async def read_log(org: Org) -> None:
    """Have the notifications reader catch up, as a worker would."""
    registry.load()
    await drain(registry.READERS["notifications"], org.tenant_id)


async def told(org: Org, person: Api, **params: Any) -> list[Any]:
    """Somebody's notifications, after the reader has caught up."""
    await read_log(org)
    return (await person.get("/notifications", params=params)).data


async def notifications(person: Api) -> list[Any]:
    """Somebody's notifications as they are."""
    return (await person.get("/notifications")).data


async def company(org: Org, by: Api, **more: Any) -> Any:
    """A company."""
    return (await by.post("/companies", {"name": "Umbra", **more})).data


async def comment(on: Any, by: Api, *mentioned: Api, body: str = "Have a look") -> Any:
    """A comment on a company that mentions people."""
    sent = {
        "entity": "company",
        "entity_id": on["id"],
        "body": body,
        "mentions": [str(api.user_id) for api in mentioned],
    }
    return (await by.post("/comments", sent)).data


async def test_being_mentioned_is_told_once(make_org: MakeOrg) -> None:
    """With who, where and what; running the reader again tells nobody twice."""
    org = await make_org()
    umbra = await company(org, org.ana)
    await comment(umbra, org.ana, org.ben, body="Ben, " + "look " * 100)
    (found,) = await told(org, org.ben)
    assert found["kind"] == "mention"
    assert found["title"] == "Ana mentioned you on Umbra"
    assert found["body"].startswith("Ben, look") and len(found["body"]) <= 280
    assert (found["entity"], found["entity_id"]) == ("company", umbra["id"])
    assert found["actor"] == {"id": str(org.ana.user_id), "name": "Ana"}
    assert (found["read_at"], found["version"]) == (None, 1)
    async with unit_of_work(org.system) as unit:
        await unit.execute("UPDATE reader_cursors SET seq = 0 WHERE reader = 'notifications'")
    assert await told(org, org.ben) == [found]


async def test_mentioning_oneself_is_no_news(make_org: MakeOrg) -> None:
    """The author is not told of their own words."""
    org = await make_org()
    await comment(await company(org, org.ana), org.ana, org.ana)
    assert await told(org, org.ana) == []


async def test_who_may_not_read_the_record_is_not_told(make_org: MakeOrg) -> None:
    """A mention must not carry a record across teams; who may read it is told all the same."""
    org = await make_org()
    umbra = await company(org, org.ana)
    await comment(umbra, org.ana, org.cara, org.ben, org.support)
    assert await told(org, org.cara) == []
    assert len(await told(org, org.ben)) == 1
    assert len(await told(org, org.support)) == 1


async def test_a_mention_added_later_counts(make_org: MakeOrg) -> None:
    """Editing a comment tells those who are new in it, and not again those who were in it."""
    org = await make_org()
    said = await comment(await company(org, org.ana), org.ana, org.ben)
    mentions = [str(org.ben.user_id), str(org.manager.user_id)]
    await org.ana.patch(f"/comments/{said['id']}", {"mentions": mentions})
    await org.ana.patch(f"/comments/{said['id']}", {"body": "Never mind"})
    assert len(await told(org, org.ben)) == 1
    assert len(await told(org, org.manager)) == 1


async def test_being_given_a_record_is_told(make_org: MakeOrg) -> None:
    """By somebody else, at creation or later; taking it oneself is no news."""
    org = await make_org()
    await company(org, org.ana)
    umbra = await company(org, org.manager, owner_id=str(org.ana.user_id))
    (first,) = await told(org, org.ana)
    assert first["kind"] == "assigned"
    assert first["title"] == "Manager assigned you the company Umbra"
    await org.manager.patch(f"/companies/{umbra['id']}", {"owner_id": str(org.ben.user_id)})
    await org.manager.patch(f"/companies/{umbra['id']}", {"name": "Umbra & Co"})
    assert [n["kind"] for n in await told(org, org.ben)] == ["assigned"]
    assert len(await told(org, org.ana)) == 1


async def test_read_and_unread(make_org: MakeOrg) -> None:
    """The count of unread ones goes down and up; doing it twice changes nothing."""
    org = await make_org()
    umbra = await company(org, org.ana)
    for n in range(3):
        await comment(umbra, org.ana, org.ben, body=f"Look {n}")
    newest, *_ = await told(org, org.ben)
    assert newest["body"] == "Look 2"
    unread = {"filter[read]": "false"}
    path = f"/notifications/{newest['id']}"
    read = await org.ben.post(f"{path}/read")
    assert read.status == 200
    assert (read.data["version"], read.data["read_at"] is not None) == (2, True)
    assert (await org.ben.post(f"{path}/read")).data == read.data
    listed = await org.ben.get("/notifications", params=unread)
    assert listed.json["pagination"]["total"] == len(listed.data) == 2
    assert int(listed.headers["X-Log-Seq"]) > 0
    assert len((await org.ben.get("/notifications", params={"filter[read]": "true"})).data) == 1
    assert (await org.ben.post(f"{path}/unread")).data["read_at"] is None
    assert (await org.ben.post("/notifications/read-all")).data == {"read": 3}
    assert (await org.ben.get("/notifications", params=unread)).data == []
    assert (await org.ben.post("/notifications/read-all")).data == {"read": 0}


async def test_they_are_one_s_own(make_org: MakeOrg) -> None:
    """Nobody else reads or marks them, not even an admin, nor hears of their events."""
    org, rival = await make_org(), await make_org("Rival")
    await comment(await company(org, org.ana), org.ana, org.ben)
    (found,) = await told(org, org.ben)
    path = f"/notifications/{found['id']}"
    for other in (org.admin, org.ana, rival.admin):
        assert (await other.get("/notifications")).data == []
        assert (await other.post(f"{path}/read")).status == 404
        assert (await other.post(f"{path}/unread")).status == 404
    await org.ben.post(f"{path}/read")

    async def heard(person: Api) -> list[str]:
        events = (await person.get("/events", params={"since": 0, "limit": 200})).data
        return [e["type"] for e in events if e["entity"] == "notification"]

    assert await heard(org.ben) == ["notification.created", "notification.updated"]
    assert await heard(org.admin) == []


async def test_pages(make_org: MakeOrg) -> None:
    """Newest first, by cursor, without gaps or repetitions; unknown parameters are refused."""
    org = await make_org()
    async with unit_of_work(org.system) as unit:
        for n in range(7):
            await notify(
                unit,
                UUID(str(org.ana.user_id)),
                News("import_done", "import", new_id(), title=f"Import {n} is done"),
            )
    found: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = await org.ana.get("/notifications", params=params)
        found += [row["title"] for row in page.data]
        if page.json["pagination"]["next_cursor"] is None:
            break
        params["cursor"] = page.json["pagination"]["next_cursor"]
    assert sorted(found) == [f"Import {n} is done" for n in range(7)]
    for bad in ({"filter[read]": "maybe"}, {"filter[kind]": "mention"}, {"cursor": "x"}):
        assert (await org.ana.get("/notifications", params=bad)).status == 400


async def test_without_an_event_a_thing_is_said_once(make_org: MakeOrg) -> None:
    """A job that runs again does not repeat itself."""
    org, thing = await make_org(), new_id()
    for _ in range(2):
        async with unit_of_work(org.system) as unit:
            await notify(
                unit,
                UUID(str(org.ana.user_id)),
                News("import_done", "import", thing, title="The import is done"),
            )
    assert len(await told(org, org.ana)) == 1


@pytest.fixture
async def worker(settings: Settings, runtime: Runtime) -> AsyncGenerator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(work(settings, stop))
    yield
    stop.set()
    await task


@pytest.mark.usefixtures("worker")
async def test_a_worker_tells_at_once(make_org: MakeOrg) -> None:
    """No test's hand in it: the worker hears the doorbell and the notification is there."""
    org = await make_org()
    await comment(await company(org, org.ana), org.ana, org.ben)
    # A new worker is behind in every organisation the tests have made so far.
    await until(lambda: notifications(org.ben), timeout=30)
