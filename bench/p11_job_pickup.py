"""Jobs are asked for one at a time of an idle worker: at random moments, and (for the goal, as stock
arq's known half second was measured so) each as soon as the one before has begun. We: `salespulse
worker`, from the commit that asks for the job (a row in `due_jobs`) to the job's first line, through the
doorbell, arq's queue, and a lease in PostgreSQL; peer: stock arq with its default settings, from the end
of `enqueue_job` to the job's first line, with no transaction and no lease. Besides, two whole ways of
ours: from the beginning of the transaction that mentions somebody in a comment to the beginning of the
one that notifies them, by PostgreSQL's clock; and from the commit that asks for a webhook's test call to
the arrival of the HTTP request."""

import asyncio
import random
import time
from typing import Any
from uuid import UUID

from aiohttp import web
from arq import create_pool
from arq.connections import RedisSettings

from app.core.actor import Actor
from app.core.ids import new_id
from app.core.jobs import schedule
from app.core.records.writing import create_record
from app.core.runtime import connect_redis
from app.core.uow import snapshot, unit_of_work
from app.outreach.webhooks.actions import create_webhook, send_test
from app.outreach.webhooks.schemas import NewWebhook
from app.together.comments.record import COMMENTS
from bench.deals import make_deals
from bench.figures import Findings, percentile
from bench.house import found_house
from bench.lab import Lab
from bench.pickup_worker import JOB
from bench.stock_arq import QUEUE, STARTED

TITLE = "Job pickup"
CHANCE = random.Random(11)


async def measure(lab: Lab) -> Findings:
    """See the module."""
    count = 20 if lab.quick else 100
    house = await found_house(3)
    found = Findings()
    with_environment = lab.environment(WEBHOOKS_ALLOW_PRIVATE="1")
    async with lab.program("pickup_worker", "a worker is up", **with_environment):
        await asyncio.sleep(2)
        ours = await _ours(lab, house.actor(), count, pause=True)
        ours_at_once = await _ours(lab, house.actor(), count, pause=False)
        _row(
            found,
            "comment to notification",
            await _reader(house.actor(), house.people[1].user_id, count),
        )
        _row(found, "request to webhook's arrival", await _webhook(house.actor(), count))
    async with lab.program("stock_arq", "stock arq is up", REDIS_URL=lab.settings.redis_url or ""):
        stock = await _stock(lab, count, pause=True)
        stock_at_once = await _stock(lab, count // 2, pause=False)
    _row(found, "salespulse worker, at random moments", ours)
    _row(found, "salespulse worker, one after the other", ours_at_once)
    _row(found, "stock arq, at random moments", stock)
    _row(found, "stock arq, one after the other", stock_at_once)
    ratio = percentile(ours_at_once, 0.5) / percentile(stock_at_once, 0.5)
    found.goal("p50 of pickup, one after the other, ours / stock arq", ratio, "<=", 0.05)
    ratio = percentile(ours, 0.5) / percentile(stock, 0.5)
    found.remarks.append(f"At random moments, ours / stock arq: {ratio:.3f}.")
    return found


def _row(found: Findings, name: str, values: list[float]) -> None:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    times = {f"{k} ms": round(percentile(values, share) * 1e3, 2) for k, share in shares.items()}
    found.rows.append({"way": name, **times, "jobs": len(values)})


async def _pause() -> None:
    """A random moment of arq's half second, and time for what is under way to end."""
    await asyncio.sleep(0.3 + CHANCE.random() * 0.5)


async def _reader(author: Actor, mentioned: UUID, count: int) -> list[float]:
    (deal,) = await make_deals(author, 1)
    said = {"entity": "deal", "entity_id": deal, "body": "Look", "mentions": [mentioned]}
    for _ in range(count + 1):  # the first meets the tenant
        async with unit_of_work(author):
            await create_record(author, COMMENTS, {"id": new_id(), **said})
        await _pause()
    await asyncio.sleep(1)
    async with snapshot(author) as view:
        rows = await view.fetch(
            "SELECT type, extract(epoch FROM at)::float8 AS at FROM events WHERE tenant_id = $1"
            " AND type = ANY ($2) ORDER BY seq",
            author.tenant_id,
            ["comment.created", "notification.created"],
        )
    asked = [row["at"] for row in rows if row["type"] == "comment.created"]
    begun = [row["at"] for row in rows if row["type"] == "notification.created"]
    if len(asked) != len(begun):
        raise RuntimeError(f"{len(asked)} comments made {len(begun)} notifications")
    return [b - a for a, b in zip(asked, begun, strict=True)][1:]


async def _webhook(admin: Actor, count: int) -> list[float]:
    arrived: asyncio.Queue[float] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        arrived.put_nowait(time.time())
        await request.read()
        return web.Response()

    application = web.Application()
    application.router.add_post("/", take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port: int = runner.addresses[0][1]
    try:
        webhook, _ = await create_webhook(
            admin, NewWebhook(url=f"http://127.0.0.1:{port}/", events=["pipeline.created"])
        )
        values: list[float] = []
        for _ in range(count + 1):
            await send_test(admin, webhook)
            asked = time.time()
            values.append(await asyncio.wait_for(arrived.get(), 20) - asked)
            await _pause()
        return values[1:]
    finally:
        await runner.cleanup()


async def _ours(lab: Lab, actor: Actor, count: int, *, pause: bool) -> list[float]:
    redis = connect_redis(lab.settings.redis_url or "", timeout=None)
    values: list[float] = []
    for _ in range(count):
        async with unit_of_work(actor) as work:
            await schedule(work, JOB, new_id())
        asked = time.time()
        _, began = await redis.blpop([STARTED], 20)  # type: ignore[misc]
        values.append(float(began) - asked)
        if pause:
            await _pause()
    await redis.aclose()
    return values


async def _stock(lab: Lab, count: int, *, pause: bool) -> list[float]:
    pool: Any = await create_pool(
        RedisSettings.from_dsn(lab.settings.redis_url or ""), default_queue_name=QUEUE
    )
    values: list[float] = []
    for _ in range(count):
        await pool.enqueue_job("note")
        asked = time.time()
        _, began = await pool.blpop(STARTED, 20)
        values.append(float(began) - asked)
        if pause:
            await _pause()
    await pool.aclose()
    return values
