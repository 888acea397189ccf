"""The floor for committing: the statements of our PATCH on one bare connection, then a Redis publish.

Commits COUNT changes, PER_SECOND of them each second, from when it is started; then says "done".
"""

import asyncio
import os
import time
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvloop
from redis.asyncio import Redis

from app.core import log
from app.core.actor import Actor, Request
from app.core.audience import Audience
from app.core.ids import new_id
from bench.house import message, payload

BEGIN = (
    "BEGIN; SELECT set_config('app.tenant_id', '{0.tenant_id}', true),"
    " set_config('app.user_id', '{0.user_id}', true)"
)
ACCESS = "SELECT * FROM current_access($1, $2, $3)"
LOCK = "SELECT row_to_json(t)::text FROM deals t WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
UPDATE = """UPDATE deals t SET amount = $1, version = version + 1, updated_at = now(), updated_by = $2
    WHERE tenant_id = $3 AND id = $4 RETURNING version, row_to_json(t)::text AS text"""
CLAIM = (
    "INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint) VALUES ($1, $2, $3, $4)"
)
KEEP = """UPDATE idempotency_keys SET status = 200, headers = '{}', body = $4
    WHERE tenant_id = $1 AND user_id = $2 AND key = $3"""


class Committer:
    """One connection and what it commits."""

    def __init__(self, connection: asyncpg.Connection, redis: Redis, actor: Actor) -> None:
        self.connection, self.redis, self.actor = connection, redis, actor

    async def commit(self, deal_id: UUID, amount: int) -> None:
        """One change."""
        run, actor = self.connection, self.actor
        await run.execute(BEGIN.format(actor))
        row = await run.fetchrow(ACCESS, actor.tenant_id, actor.user_id, actor.session_id)
        key = str(new_id())
        await run.execute(CLAIM, actor.tenant_id, actor.user_id, key, b"x" * 32)
        before = await run.fetchval(LOCK, actor.tenant_id, deal_id)
        changed = await run.fetchrow(UPDATE, amount, actor.user_id, actor.tenant_id, deal_id)
        assert row and before and changed
        await run.execute(KEEP, actor.tenant_id, actor.user_id, key, changed["text"].encode())
        event = log.Event(
            type="deal.updated",
            entity="deal",
            entity_id=deal_id,
            version=changed["version"],
            audience=Audience("deals", actor.user_id, actor.user_id),
            changed=("amount",),
            before=orjson.dumps({"amount": orjson.loads(before)["amount"]}).decode(),
            data=changed["text"],
        )
        await log.append(run, actor, _Named(), [event])  # type: ignore[arg-type]
        await run.execute("COMMIT")
        body = payload([event])
        await self.redis.publish(os.environ["CHANNEL"], message(f"/t/{actor.tenant_id}", body))


class _Named:
    """As much of an access as the log asks for."""

    name = "Bench Admin"


async def main() -> None:
    """Commit, and say so."""
    given: Any = orjson.loads(os.environ["WORK"])
    actor = Actor(
        UUID(given["tenant_id"]),
        UUID(given["user_id"]),
        UUID(given["session_id"]),
        request=Request(id="bench", ip="127.0.0.1", agent="bench"),
    )
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    redis = Redis.from_url(os.environ["REDIS_URL"])
    committer = Committer(connection, redis, actor)
    deals = [UUID(deal) for deal in given["deals"]]
    print("up", flush=True)
    began = time.monotonic() + 0.5
    for n in range(given["count"]):
        await asyncio.sleep(max(0.0, began + n / given["per_second"] - time.monotonic()))
        await committer.commit(deals[n % len(deals)], 100_000 + n)
    print("done", flush=True)


if __name__ == "__main__":
    uvloop.run(main())
