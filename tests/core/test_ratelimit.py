"""The rate limiter: exact under parallel calls, and fair over time."""

import asyncio
from dataclasses import replace

import pytest

from app.core import runtime as running
from app.core.errors import TooManyRequests
from app.core.ids import new_id
from app.core.ratelimit import Limit, refund, take
from app.core.runtime import connect_redis


def limit(count: int, period: float, **more) -> Limit:
    """A limit that no other test counts by."""
    return Limit(new_id().hex, count, period, **more)


async def allowed(limits: list[Limit], who: dict[str, str]) -> bool:
    """Whether one more call is let through."""
    try:
        await take(limits, who)
    except TooManyRequests:
        return False
    return True


async def test_five_hundred_in_parallel(runtime, monkeypatch):
    """Five hundred calls at once over two instances' connections get the burst, and not one more."""
    rule = limit(50, 3600)
    clients = [connect_redis(runtime.settings.redis_url, timeout=5) for _ in range(2)]
    instances = [replace(runtime, redis=redis) for redis in clients]

    async def call(number: int) -> bool:
        # `runtime()` is read before the first await, so each call goes through its own instance.
        monkeypatch.setattr(running, "_runtime", instances[number % 2])
        return await allowed([rule], {"ip": "a"})

    answers = await asyncio.gather(*(call(n) for n in range(500)))
    monkeypatch.setattr(running, "_runtime", runtime)
    for redis in clients:
        await redis.aclose()
    assert answers.count(True) == 50


async def test_comes_back_at_its_rate():
    """After the burst calls come back one by one, at the limit's rate."""
    rule = limit(5, 1.0)
    assert [await allowed([rule], {}) for _ in range(6)] == [True] * 5 + [False]
    await asyncio.sleep(0.22)
    assert [await allowed([rule], {}) for _ in range(2)] == [True, False]
    await asyncio.sleep(1.05)
    assert [await allowed([rule], {}) for _ in range(6)] == [True] * 5 + [False]


async def test_says_when_to_come_back():
    """A refusal says after how many seconds the next call is let through."""
    rule = limit(2, 120)
    await take([rule], {})
    await take([rule], {})
    with pytest.raises(TooManyRequests) as caught:
        await take([rule], {})
    assert caught.value.headers["Retry-After"] == "60"
    assert caught.value.headers["RateLimit-Remaining"] == "0"


async def test_all_or_none():
    """A call that one of its limits refuses is counted by none of them."""
    wide, narrow = limit(10, 3600), limit(2, 3600)
    assert [await allowed([wide, narrow], {}) for _ in range(6)].count(True) == 2
    assert (await take([wide], {}))["RateLimit-Remaining"] == "7"


async def test_headers_are_of_the_scarcest():
    """Of several limits the one with the least left is told."""
    headers = await take([limit(100, 60), limit(3, 60)], {})
    assert (headers["RateLimit-Limit"], headers["RateLimit-Remaining"]) == ("3", "2")


async def test_each_value_for_itself():
    """Calls are counted for each value, and for each combination of values."""
    rule = limit(1, 3600, per=("ip", "email"))
    assert await allowed([rule], {"ip": "1", "email": "a"})
    assert await allowed([rule], {"ip": "1", "email": "b"})
    assert await allowed([rule], {"ip": "2", "email": "a"})
    assert not await allowed([rule], {"ip": "1", "email": "a"})


async def test_refund():
    """What was given back can be taken again, once; and nobody gets more than the burst."""
    rule = limit(2, 3600)
    await refund([rule], {})
    assert [await allowed([rule], {}) for _ in range(3)] == [True, True, False]
    await refund([rule], {})
    assert [await allowed([rule], {}) for _ in range(2)] == [True, False]
    for _ in range(10):
        await refund([rule], {})
    assert [await allowed([rule], {}) for _ in range(3)] == [True, True, False]


async def test_nothing_stays_behind(runtime):
    """A key lives no longer than its limit has something to remember."""
    rule = limit(10, 5)
    await take([rule], {"ip": "x"})
    keys = [key async for key in runtime.redis.scan_iter(f"salespulse:limit:{rule.name}:*")]
    assert len(keys) == 1
    assert 0 < await runtime.redis.pttl(keys[0]) <= 502
