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
    roll = roll_key(tenant_id)
    instances = await redis.zrange(roll, 0, -1)
    if not instances:
        return {}
    found: dict[UUID, Here] = {}
    for body in await redis.mget([f"{roll}:{name.decode()}" for name in instances]):
        rooms: dict[str, dict[str, Any]] = orjson.loads(body)["rooms"] if body else {}
        for members in rooms.values():
            for member in members.values():
                _note(found, member)
    return found


def _note(found: dict[UUID, Here], member: dict[str, Any]) -> None:
    user_id = parse_id(str(member["user_id"]))
    if user_id is not None:
        here = found.setdefault(user_id, Here())
        # A window says that it is hidden or left alone; without a word of it, it is looked at.
        state: dict[str, Any] = member.get("state") or {}
        here.watching |= not (state.get("away") or state.get("idle"))
