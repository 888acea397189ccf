"""Who is connected: what the leases of presence in Redis say, for those who have no sockets.

Sockets write one key per organisation and instance, which ends with the instance; see
realtime/leases.py. Kept nowhere else, so without Redis nobody can tell.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis

from app.core.ids import parse_id


@dataclass(slots=True)
class Here:
    """Somebody who is connected; `watching`: with the app before their eyes in some window."""

    watching: bool = False


def roll_key(tenant_id: UUID) -> str:
    """The set of instances that have somebody of an organisation; each has a key below this one."""
    # Braces keep an organisation's keys on one node of a Redis Cluster.
    return f"salespulse:presence:{{{tenant_id}}}"


async def who_is_here(redis: Redis, tenant_id: UUID) -> dict[UUID, Here]:
    """Everybody who is connected to an organisation; raises RedisError or OSError when unknown."""
    found: dict[UUID, Here] = {}
    for rooms in await _rooms(redis, tenant_id):
        _note(found, rooms)
    return found


async def who_is_at(redis: Redis, tenant_id: UUID, topic: str) -> set[str]:
    """The connections that watch one topic; raises RedisError or OSError when unknown."""
    return {id_ for rooms in await _rooms(redis, tenant_id) for id_ in rooms.get(topic, {})}


async def _rooms(redis: Redis, tenant_id: UUID) -> list[dict[str, dict[str, Any]]]:
    """What each living instance says: topic → connection → member."""
    roll = roll_key(tenant_id)
    instances = await redis.zrange(roll, 0, -1)
    if not instances:
        return []
    bodies = await redis.mget([f"{roll}:{name.decode()}" for name in instances])
    return [orjson.loads(body)["rooms"] for body in bodies if body]


def _note(found: dict[UUID, Here], rooms: dict[str, dict[str, Any]]) -> None:
    # A window says in the organisation's room that it is out of sight or left alone; in the rooms of
    # what it shows it says other things.
    inattentive = {
        connection
        for connection, member in rooms.get("tenant", {}).items()
        if member["state"].get("away") or member["state"].get("idle")
    }
    for members in rooms.values():
        for connection, member in members.items():
            user_id = parse_id(str(member["user_id"]))
            if user_id is not None:
                here = found.setdefault(user_id, Here())
                here.watching |= connection not in inattentive
