"""The limits every route has, besides its own."""

from typing import Any

from app.config import Settings
from app.core.http import Throttle
from app.core.ratelimit import Limit, Per, take
from app.core.routing import Call, Route

# Generous: they stop a loop that has run wild, not a person or a busy integration.
EACH_MEMBER = Limit("member", count=1200, period=60, per=("user",))
EACH_ADDRESS = Limit("address", count=600, period=60, per=("ip",))


def throttle_of(settings: Settings) -> Throttle:
    """What `register` calls before each route; with RATE_LIMITS=off it lets everything through."""

    async def throttle(route: Route, call: Call[Any]) -> dict[str, str]:
        if not settings.rate_limits:
            return {}
        general = EACH_ADDRESS if route.auth == "public" else EACH_MEMBER
        return await take((general, *route.limits), whose(call))

    return throttle


def whose(call: Call[Any]) -> dict[Per, str]:
    """The values limits count by. An address is as it was typed, but for case and outer spaces."""
    email = getattr(call.body, "email", None)
    return {
        "ip": call.actor.request.ip or "",
        "email": email.strip().lower() if isinstance(email, str) else "",
        "user": str(call.actor.user_id or ""),
        "tenant": str(call.actor.tenant_id),
    }
