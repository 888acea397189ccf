"""`/webhooks` over REST; what arrives at receivers is in tests/jobs."""

from typing import Any

import pytest

from app.core.uow import snapshot, unit_of_work
from tests.api import Answer
from tests.conftest import MakeOrg
from tests.orgs import Org

URL = "https://receiver.example/hook"


async def made(org: Org, **more: Any) -> Any:
    """A webhook's JSON, with its secret."""
    return (await org.admin.post("/webhooks", {"url": URL, "events": ["*"], **more})).data


async def test_the_secret_is_shown_once(make_org: MakeOrg) -> None:
    """A webhook is created with a whsec_ secret, which no later answer has."""
    org = await make_org()
    answer = await org.admin.post(
        "/webhooks", {"url": URL, "events": ["deal.*", "*", "deal.*"], "description": " ERP "}
    )
    assert answer.status == 201
    webhook = answer.data
    assert webhook.pop("secret").startswith("whsec_")
    assert webhook["events"] == ["deal.*", "*"]
    assert (webhook["description"], webhook["active"], webhook["version"]) == ("ERP", True, 1)
    one = await org.admin.get(f"/webhooks/{webhook['id']}")
    assert one.data == webhook
    assert one.headers["ETag"] == '"1"'
    assert int(one.headers["X-Log-Seq"]) > 0
    assert (await org.admin.get("/webhooks")).data == [webhook]


async def test_the_secret_is_nowhere_in_plain(make_org: MakeOrg) -> None:
    """Not in the row, not in the log, not in the answer kept for the idempotency key."""
    org = await make_org()
    answer = await org.admin.post(
        "/webhooks", {"url": URL, "events": ["*"]}, headers={"Idempotency-Key": "once"}
    )
    secret = answer.data["secret"].encode()
    async with snapshot(org.system) as view:
        kept: list[bytes] = [
            await view.fetchval("SELECT body FROM idempotency_keys WHERE key = 'once'"),
            await view.fetchval("SELECT secret FROM webhooks"),
            (await view.fetchval("SELECT string_agg(data::text, '') FROM events")).encode(),
        ]
    assert not [text for text in kept if secret in text or secret[6:] in text]
    again = await org.admin.post(
        "/webhooks", {"url": URL, "events": ["*"]}, headers={"Idempotency-Key": "once"}
    )
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.data == answer.data


async def test_change_and_delete(make_org: MakeOrg) -> None:
    """PATCH changes what is sent; saving the same again changes nothing; DELETE is for good."""
    org = await make_org()
    webhook = await made(org)
    path = f"/webhooks/{webhook['id']}"
    changed = (await org.admin.patch(path, {"events": ["deal.moved"], "active": False})).data
    assert (changed["events"], changed["active"], changed["version"]) == (["deal.moved"], False, 2)
    assert (await org.admin.patch(path, {"active": False})).data["version"] == 2
    assert (await org.admin.delete(path)).status == 204
    assert (await org.admin.get(path)).status == 404
    assert (await org.admin.delete(path)).status == 404


async def test_changes_are_events_for_admins(make_org: MakeOrg) -> None:
    """Admins' screens follow; a rep's feed has nothing of it; no event has a secret."""
    org = await make_org()
    webhook = await made(org)
    path = f"/webhooks/{webhook['id']}"
    await org.admin.patch(path, {"description": "ERP"})
    await org.admin.post(f"{path}/rotate-secret")
    await org.admin.delete(path)

    async def seen(person: Any) -> list[Any]:
        events = (await person.get("/events", params={"since": 0, "limit": 200})).data
        return [event for event in events if event["entity"] == "webhook"]

    events = await seen(org.admin)
    assert [event["type"] for event in events] == [
        "webhook.created",
        "webhook.updated",
        "webhook.updated",
        "webhook.deleted",
    ]
    assert [event["version"] for event in events] == [1, 2, 3, 4]
    assert events[1]["before"] == {"description": ""}
    assert all("secret" not in event["data"] for event in events)
    assert await seen(org.ana) == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "http://127.1/", "events": ["*"]}, "url"),
        ({"url": "http://169.254.169.254/", "events": ["*"]}, "url"),
        ({"url": "ftp://example.com/", "events": ["*"]}, "url"),
        ({"url": URL, "events": []}, "events"),
        ({"url": URL, "events": ["deal"]}, "events"),
        ({"url": URL, "events": ["deal.*.x"]}, "events"),
        ({"url": URL, "events": ["*"], "secret": "mine"}, "secret"),
        ({"url": URL}, "events"),
        ({"url": URL, "events": ["*"], "description": "x" * 501}, "description"),
    ],
)
async def test_bad_input_names_the_field(make_org: MakeOrg, sent: Any, field: str) -> None:
    """400 with a sentence for the field that is wrong."""
    org = await make_org()
    answer = await org.admin.post("/webhooks", sent)
    assert (answer.status, answer.error) == (400, "validation_error")
    assert field in answer.json["details"]["fields"]


async def test_an_address_can_t_be_changed_into_a_forbidden_one(make_org: MakeOrg) -> None:
    """The guard holds for PATCH as well, and the row stays as it was."""
    org = await make_org()
    webhook = await made(org)
    path = f"/webhooks/{webhook['id']}"
    assert (await org.admin.patch(path, {"url": "http://[fe80::1]/"})).status == 400
    assert (await org.admin.patch(path, {"url": None})).status == 400
    assert (await org.admin.get(path)).data["url"] == URL


async def every_call(person: Any, webhook_id: str, delivery_id: str) -> dict[str, Answer]:
    """Each webhook route, tried by somebody."""
    path = f"/webhooks/{webhook_id}"
    delivery = f"{path}/deliveries/{delivery_id}"
    return {
        "list": await person.get("/webhooks"),
        "get": await person.get(path),
        "patch": await person.patch(path, {"active": False}),
        "deliveries": await person.get(f"{path}/deliveries"),
        "delivery": await person.get(delivery),
        "replay": await person.post(f"{delivery}/replay"),
        "test": await person.post(f"{path}/test"),
        "rotate": await person.post(f"{path}/rotate-secret"),
        "delete": await person.delete(path),
        "create": await person.post("/webhooks", {"url": URL, "events": ["*"]}),
    }


@pytest.mark.parametrize("name", ["manager", "ana", "support", "viewer"])
async def test_webhooks_are_for_admins(make_org: MakeOrg, name: str) -> None:
    """To everybody else they are not there, and nothing changes."""
    org = await make_org()
    webhook = await made(org)
    test = (await org.admin.post(f"/webhooks/{webhook['id']}/test")).data
    answers = await every_call(org.people[name], webhook["id"], test["id"])
    assert {call: answer.status for call, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert (await org.admin.get(f"/webhooks/{webhook['id']}")).data["version"] == 1


async def test_a_rival_sees_nothing(make_org: MakeOrg) -> None:
    """The admin of another organisation, with the right ids, gets 404 and changes nothing."""
    org, rival = await make_org("Acme"), await make_org("Rival")
    webhook = await made(org)
    test = (await org.admin.post(f"/webhooks/{webhook['id']}/test")).data
    answers = await every_call(rival.admin, webhook["id"], test["id"])
    assert answers.pop("list").data == []
    assert answers.pop("create").status == 201
    assert {call: answer.status for call, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert (await org.admin.get(f"/webhooks/{webhook['id']}")).data["version"] == 1


async def test_a_secret_whose_key_is_lost_can_be_replaced(make_org: MakeOrg) -> None:
    """After SECRET_KEY was lost, rotating is the way out, not an internal error."""
    org = await make_org()
    webhook = await made(org)
    async with unit_of_work(org.system) as work:
        await work.execute("UPDATE webhooks SET secret = 'sealed under another key'")
    answer = await org.admin.post(f"/webhooks/{webhook['id']}/rotate-secret")
    assert answer.status == 200
    assert answer.data["secret"] != webhook["secret"]


async def test_a_turned_off_webhook_takes_no_tests_and_no_replays(make_org: MakeOrg) -> None:
    """422 says what to do; the delivery is left as it was."""
    org = await make_org()
    webhook = await made(org)
    path = f"/webhooks/{webhook['id']}"
    delivery = (await org.admin.post(f"{path}/test")).data
    await org.admin.patch(path, {"active": False})
    assert (await org.admin.post(f"{path}/test")).status == 422
    assert (await org.admin.post(f"{path}/deliveries/{delivery['id']}/replay")).status == 422
    assert (await org.admin.get(f"{path}/deliveries/{delivery['id']}")).data == delivery


async def test_lists_have_pages_and_filters(make_org: MakeOrg) -> None:
    """Both lists page by cursor without gaps or repetitions, and refuse what they don't know."""
    org = await make_org()
    webhooks = [await made(org, description=str(n)) for n in range(5)]
    path = f"/webhooks/{webhooks[0]['id']}/deliveries"
    for _ in range(5):
        await org.admin.post(f"/webhooks/{webhooks[0]['id']}/test")
    for address in ("/webhooks", path):
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = await org.admin.get(address, params=params)
            assert page.json["pagination"]["total"] == 5
            found += [row["id"] for row in page.data]
            cursor = page.json["pagination"]["next_cursor"]
        assert len(set(found)) == len(found) == 5
        assert (await org.admin.get(address, params={"sort": "x"})).status == 400
        assert (await org.admin.get(address, params={"cursor": "x"})).status == 400
    pending = await org.admin.get(path, params={"filter[status]": "pending"})
    failed = await org.admin.get(path, params={"filter[status]": "failed"})
    assert (len(pending.data), len(failed.data)) == (5, 0)
    assert (await org.admin.get(path, params={"filter[status]": "lost"})).status == 400
