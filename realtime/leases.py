"""Presence in Redis: one key per organisation and instance, kept alive while the instance lives."""

import time
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis

from app.core.presence import roll_key

LEASE = 10  # seconds that a key outlives its instance


class Leases:
    """This instance's keys, and everybody else's."""

    def __init__(self, redis: Redis, instance: str) -> None:
        self._redis, self._instance = redis, instance

    async def write(self, tenant_id: UUID, revision: int, rooms: dict[str, Any]) -> None:
        """Renew the lease; with no rooms, give it up."""
        roll = roll_key(tenant_id)
        key = f"{roll}:{self._instance}"
        pipe = self._redis.pipeline(transaction=False)
        if rooms:
            body = orjson.dumps({"revision": revision, "rooms": rooms}, default=str)
            pipe.set(key, body, ex=LEASE)
            pipe.zadd(roll, {self._instance: time.time()})
            pipe.expire(roll, 10 * LEASE)
        else:
            pipe.delete(key)
            pipe.zrem(roll, self._instance)
        await pipe.execute()

    async def read_others(self, tenant_id: UUID) -> dict[str, tuple[int, dict[str, Any]]]:
        """The other living instances of an organisation: revision and rooms of each."""
        roll = roll_key(tenant_id)
        members = await self._redis.zrange(roll, 0, -1)
        names = [name.decode() for name in members if name.decode() != self._instance]
        if not names:
            return {}
        bodies = await self._redis.mget([f"{roll}:{name}" for name in names])
        gone = [name for name, body in zip(names, bodies, strict=True) if body is None]
        if gone:
            await self._redis.zrem(roll, *gone)
        found: dict[str, tuple[int, dict[str, Any]]] = {}
        for name, body in zip(names, bodies, strict=True):
            if body is not None:
                content: dict[str, Any] = orjson.loads(body)
                found[name] = (content["revision"], content["rooms"])
        return found
