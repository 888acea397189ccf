"""Rate limits in Redis, by the generic cell rate algorithm (GCRA) in one Lua script.

A limit is a rate with a burst; the script keeps one timestamp per key and decides atomically, so that
parallel requests over several instances never get burst + 1. The clock is Redis's own.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from redis.exceptions import RedisError

from app.core.errors import TooManyRequests, Unavailable
from app.core.runtime import runtime

logger = logging.getLogger(__name__)

Per = Literal["ip", "email", "user", "tenant"]

ATTEMPTS_CLOSED = 2  # a sign-in is not refused for one slow answer of Redis
AWAY = 1.0  # seconds in which nobody waits again for a Redis that has just not answered

# KEYS: one per limit. ARGV: count and period (µs) of each, then how many calls to take. All are taken,
# or none.
# Answers {allowed, retry after (µs), then limit, remaining, reset (µs) of the scarcest}.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local wait, scarcest, tats, calls = 0, nil, {}, tonumber(ARGV[#ARGV])
for i, key in ipairs(KEYS) do
    local count, period = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
    local tat = math.max(tonumber(redis.call('GET', key)) or now, now)
        + calls * period / count
    local over = tat - now - period
    if over > 0.5 then wait = math.max(wait, over) end
    local left = math.max(0, math.floor((period - (tat - now)) * count / period + 0.001))
    if scarcest == nil or left < scarcest[2] then scarcest = {count, left, tat - now} end
    tats[i] = tat
end
if wait == 0 then
    for i, key in ipairs(KEYS) do
        redis.call('SET', key, string.format('%.0f', tats[i]),
                   'PX', math.ceil((tats[i] - now) / 1000) + 1)
    end
end
return {wait == 0 and 1 or 0, math.ceil(wait), scarcest[1], scarcest[2], math.ceil(scarcest[3])}
"""

# Give back one call of each limit (a sign-in that succeeded was no failure).
REFUND = """
for i, key in ipairs(KEYS) do
    local tat = tonumber(redis.call('GET', key))
    if tat then
        redis.call('SET', key, string.format('%.0f', tat - ARGV[2 * i] / ARGV[2 * i - 1]), 'KEEPTTL')
    end
end
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` calls per `period` seconds for each value of `per`.

    `fail_closed`: without Redis the call is refused (sign-in) instead of let through.
    """

    name: str
    count: int
    period: float
    per: Sequence[Per] = ("ip",)
    fail_closed: bool = False


async def take(
    limits: Sequence[Limit], who: Mapping[Per, str], *, calls: int = 1
) -> dict[str, str]:
    """Count calls (one) against every limit, and return the `RateLimit-*` headers of the scarcest.

    Raises TooManyRequests, and then none is counted; or Unavailable, without Redis, if a limit fails
    closed.
    """
    closed = any(limit.fail_closed for limit in limits)
    answer = await _run(TAKE, limits, who, calls, patient=closed)
    if answer is None:
        if closed:
            raise Unavailable()
        return {}
    allowed, wait, count, remaining, reset = answer
    headers = {
        "RateLimit-Limit": str(count),
        "RateLimit-Remaining": str(remaining if allowed else 0),
        "RateLimit-Reset": str(-(-reset // 1_000_000)),
    }
    if not allowed:
        refusal = TooManyRequests(-(-wait // 1_000_000))
        refusal.headers.update(headers)
        raise refusal
    return headers


async def refund(limits: Sequence[Limit], who: Mapping[Per, str]) -> None:
    """Take back one call of each limit; without Redis there is nothing to take back."""
    await _run(REFUND, limits, who, 1, patient=True)


_away_until = 0.0


async def _run(
    script: str, limits: Sequence[Limit], who: Mapping[Per, str], calls: int, *, patient: bool
) -> list[int] | None:
    global _away_until  # noqa: PLW0603 - one Redis a process
    if not patient and time.monotonic() < _away_until:
        return None
    keys = [_key(limit, who) for limit in limits]
    numbers = [n for limit in limits for n in (limit.count, round(limit.period * 1_000_000))]
    redis = runtime().patient_redis if patient else runtime().redis
    run = redis.register_script(script)
    attempts = ATTEMPTS_CLOSED if patient else 1
    for attempt in range(1, attempts + 1):
        try:
            return cast("list[int]", await run(keys=keys, args=[*numbers, calls]))
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("no rate limits without Redis: %s", error or type(error).__name__)
            _away_until = time.monotonic() + AWAY
            if attempt < attempts:
                await asyncio.sleep(0.05)
    return None


def _key(limit: Limit, who: Mapping[Per, str]) -> str:
    # Hashed: addresses are personal, and a key must not be as long as its sender likes.
    value = "\n".join(who.get(part, "") for part in limit.per)
    return f"salespulse:limit:{limit.name}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"
