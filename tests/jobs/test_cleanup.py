"""What is kept for a time only."""

from typing import Any

import pytest

from app.core import idempotency
from app.core.ids import PLATFORM_TENANT, new_id
from app.core.uow import Work, unit_of_work
from jobs.cleanup import clean_up
from tests.conftest import MakeOrg


async def test_old_answers_and_deliveries_go(make_org: MakeOrg) -> None:
    """Keys after 14 days, deliveries after 30 but not while they wait; younger ones stay."""
    org = await make_org()
    webhook = (
        await org.admin.post("/webhooks", {"url": "https://r.example/", "events": ["*"]})
    ).data
    for name in ("old", "young"):
        await org.admin.post("/companies", {"name": name}, headers={"Idempotency-Key": name})
        await org.admin.post(f"/webhooks/{webhook['id']}/test")
    await org.admin.post(f"/webhooks/{webhook['id']}/test")
    async with unit_of_work(org.system) as work:
        await work.execute(
            "UPDATE idempotency_keys SET created_at = now() - interval '15 days' WHERE key = 'old'"
        )
        await work.execute(
            """UPDATE webhook_deliveries d SET status = CASE WHEN n = 3 THEN 'pending' ELSE 'failed' END,
                      created_at = now() - CASE WHEN n = 2 THEN interval '29 days'
                                                ELSE interval '31 days' END
               FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM webhook_deliveries) x
               WHERE x.id = d.id"""
        )
    await clean_up(PLATFORM_TENANT, PLATFORM_TENANT)
    async with unit_of_work(org.system) as work:
        keys = await work.fetch("SELECT key FROM idempotency_keys")
        left = await work.fetch("SELECT status FROM webhook_deliveries ORDER BY id")
    assert [row["key"] for row in keys] == ["young"]
    assert [row["status"] for row in left] == ["failed", "pending"]


async def test_what_waits_for_a_webhook_that_is_off_goes(make_org: MakeOrg) -> None:
    """A webhook nobody turns on again does not keep its deliveries for ever."""
    org = await make_org()
    sent = {"url": "https://r.example/", "events": ["*"]}
    for active in (True, False):
        webhook = (await org.admin.post("/webhooks", sent)).data
        await org.admin.post(f"/webhooks/{webhook['id']}/test")
        await org.admin.patch(f"/webhooks/{webhook['id']}", {"active": active})
    async with unit_of_work(org.system) as work:
        await work.execute("UPDATE webhook_deliveries SET created_at = now() - interval '31 days'")
    await clean_up(PLATFORM_TENANT, PLATFORM_TENANT)
    async with unit_of_work(org.system) as work:
        left = await work.fetch(
            """SELECT w.active FROM webhook_deliveries d
               JOIN webhooks w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_id"""
        )
    assert [row["active"] for row in left] == [True]


async def test_ended_sessions_and_doors_go(make_org: MakeOrg) -> None:
    """Sessions 30 days after they were revoked or ran out, doors when their time is over."""
    org = await make_org()
    people = (org.ana, org.ben, org.cara, org.manager)
    ends = (
        "revoked_at = now() - interval '31 days'",
        "expires_at = now() - interval '31 days'",
        "expires_at = now() - interval '29 days', revoked_at = now()",
        "expires_at = now() + interval '1 day'",
    )
    async with unit_of_work(org.system) as work:
        for person, end in zip(people, ends, strict=True):
            await work.execute(f"UPDATE sessions SET {end} WHERE id = $1", person.session_id)
        for kind, after in (("over", "-1 second"), ("open", "1 hour"), ("lasting", None)):
            await work.execute(
                """INSERT INTO doors (kind, digest, target_id, expires_at)
                   VALUES ($1, $2, $3, now() + $4::text::interval)""",
                kind,
                org.tenant_id.bytes,
                new_id(),
                after,
            )
    await clean_up(PLATFORM_TENANT, PLATFORM_TENANT)
    async with unit_of_work(org.system) as work:
        sessions = await work.fetch(
            "SELECT id FROM sessions WHERE id = ANY ($1)", [p.session_id for p in people]
        )
        doors = await work.fetch(
            "SELECT kind FROM doors WHERE digest = $1 ORDER BY kind", org.tenant_id.bytes
        )
    assert {row["id"] for row in sessions} == {org.cara.session_id, org.manager.session_id}
    assert [row["kind"] for row in doors] == ["lasting", "open"]
    assert (await org.ana.get("/users")).error == "session_ended"
    assert (await org.manager.get("/users")).status == 200


async def test_one_tenant_s_trouble_is_not_everybody_s(
    make_org: MakeOrg, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenant that can't be cleaned is left, and the next ones are."""
    org = await make_org()
    cleaned: list[Any] = []

    async def forget(work: Work) -> None:
        cleaned.append(work.actor.tenant_id)
        raise ValueError("a bug")

    await make_org()
    monkeypatch.setattr(idempotency, "forget_old", forget)
    await clean_up(PLATFORM_TENANT, PLATFORM_TENANT)
    assert org.tenant_id in cleaned
    assert len(cleaned) > 1
