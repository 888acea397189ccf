"""What is kept for a time only."""

from app.core.ids import PLATFORM_TENANT
from app.core.uow import unit_of_work
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
