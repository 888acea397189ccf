"""REST for undo."""

from typing import Any
from uuid import UUID

import orjson

from app.core.errors import NotFound
from app.core.idempotency import still_allowed
from app.core.records.registry import TYPES
from app.core.records.routes import still_seen
from app.core.reply import Reply, record_reply
from app.core.routing import Call, route
from app.core.uow import Work
from app.together.undo.actions import undo_event

LAST = 2**63 - 1


async def _still_seen(work: Work, first: Reply) -> Reply:
    """A replay check: the record, which the first answer's `Location` names, may still be seen."""
    type_name = first.headers["Location"].split("/")[3]
    if type_name in TYPES:
        return await still_seen(TYPES[type_name])(work, first)
    return await still_allowed(type_name.replace("-", "_"), "read")(work, first)


@route(
    "POST",
    "/events/<int:seq>/undo",
    summary="Take an event back, if nothing newer has touched what it changed; else 409 says why",
    tag="Events",
    returns=dict[str, Any],
    replay_check=_still_seen,
)
async def undo(call: Call[None], seq: int) -> Reply:
    if seq > LAST:
        raise NotFound()
    undone = await undo_event(call.actor, seq)
    answer = record_reply(undone.text, status=202 if undone.going_on else 200)
    record_id = UUID(orjson.loads(undone.text)["id"])
    answer.headers["Location"] = f"/api/v1/{undone.type}/{record_id}"
    return answer
