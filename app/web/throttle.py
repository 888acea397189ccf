"""The limits every route has, besides its own."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import TooManyRequests
from app.core.http import Throttle
from app.core.ratelimit import Limit, Per, take
from app.core.routing import Call, Route
from app.core.runtime import runtime

# Generous: they stop a loop that has run wild, not a person or a busy integration.
EACH_MEMBER = Limit("member", count=1200, period=60, per=("user",))
EACH_ADDRESS = Limit("address", count=600, period=60, per=("ip",))

AT_ONCE = 10  # calls of a member taken in advance
LAPSE = 5.0  # seconds after which they lapse
MEMBERS_HELD = 50_000


def new_throttle() -> Throttle:
    """What `register` calls before each route; with RATE_LIMITS=off it lets everything through."""

    purse = Purse()

    async def throttle(route: Route, call: Call[Any]) -> dict[str, str]:
        if not runtime().settings.rate_limits:
            return {}
        who = whose(call)
        if route.auth == "public":
            return await take((EACH_ADDRESS, *route.limits), who)
        headers = await purse.spend(EACH_MEMBER, who)
        return {**headers, **await take(route.limits, who)} if route.limits else headers

    return throttle


@dataclass(slots=True)
class Bought:
    """Calls that a member may still make here without asking Redis."""

    left: int = 0
    until: float = 0.0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    buying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def good(self) -> bool:
        """Whether there is one to spend."""
        return self.left > 0 and self.until > time.monotonic()

    def spend(self) -> dict[str, str]:
        """Use one; returns the `RateLimit-*` headers."""
        self.left -= 1
        if not self.headers:  # Redis is away: nobody counts
            return {}
        remaining = int(self.headers["RateLimit-Remaining"]) + self.left
        return {**self.headers, "RateLimit-Remaining": str(remaining)}


class Purse:
    """Members' calls, taken from their limit ten at a time.

    Asking Redis for each call would cost nearly half of a read's CPU. Over all instances a member
    still never gets more than the limit; a few calls taken in advance may lapse unused.
    """

    def __init__(self) -> None:
        self._held: dict[str, Bought] = {}

    async def spend(self, limit: Limit, who: Mapping[Per, str]) -> dict[str, str]:
        """One call; returns the `RateLimit-*` headers or raises TooManyRequests."""
        if len(self._held) > MEMBERS_HELD:
            self._held.clear()
        held = self._held.setdefault(who["user"], Bought())
        if held.good():
            return held.spend()
        # One buys for all who wait, or each would buy ten.
        async with held.buying:
            if not held.good():
                await _buy(held, limit, who)
            return held.spend()


async def _buy(held: Bought, limit: Limit, who: Mapping[Per, str]) -> None:
    calls = AT_ONCE
    try:
        held.headers = await take((limit,), who, calls=calls)
    except TooManyRequests:
        calls = 1  # no ten are left, but maybe one
        held.headers = await take((limit,), who)
    held.left, held.until = calls, time.monotonic() + LAPSE


def whose(call: Call[Any]) -> dict[Per, str]:
    """The values limits count by. An address is as it was typed, but for case and outer spaces."""
    email = getattr(call.body, "email", None)
    return {
        "ip": call.actor.request.ip or "",
        "email": email.strip().lower() if isinstance(email, str) else "",
        "user": str(call.actor.user_id or ""),
        "tenant": str(call.actor.tenant_id),
    }
