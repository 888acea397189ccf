"""Reading the log as one actor may see it."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Access, Actor
from app.core.errors import Invalid
from app.core.records.masking import event_mask, event_sight
from app.core.reply import Reply
from app.core.uow import snapshot

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100


async def read_feed(actor: Actor, query: Mapping[str, str]) -> Reply:
    """The events after `since`; `pagination.to` is how far it looked, to go on from.

    Raises Invalid for a bad number.
    """
    since = _number(query, "since", 0, 2**62)
    limit = max(1, _number(query, "limit", DEFAULT_LIMIT, MAX_LIMIT))
    for name in query:
        if name not in ("since", "limit"):
            raise Invalid(fields={name: "There is no such parameter."})
    async with snapshot(actor) as view:
        events = await log.read(view.connection, actor.tenant_id, since, limit)
        shown = [seen for event in events if (seen := _seen(event, view.access, actor.user_id))]
        to = events[-1].seq if events else max(since, 0)
        pagination = {"limit": limit, "from": since, "to": to, "more": to < view.seq}
        body = orjson.dumps({"data": shown, "pagination": pagination}, default=str)
        return Reply(body, headers={"X-Log-Seq": str(view.seq)})


def _seen(event: log.Event, access: Access, user_id: UUID | None) -> dict[str, object] | None:
    seen = event_sight(event, access, user_id)
    if seen == "none":
        return None
    return log.removed(event) if seen == "removed" else log.wire(event, event_mask(event, access))


def _number(query: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= maximum):
        raise Invalid(fields={name: f"Use a number from 0 to {maximum}."})
    return int(text)
