"""From "these people should know" to a notification for each who may see it, in words they may read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Access
from app.core.audience import sight
from app.core.errors import NotFound
from app.core.log import Event
from app.core.records.reading import read_record
from app.core.records.registry import parents
from app.core.uow import View, Work
from app.core.viewers import accesses, through
from app.together.following.queries import states
from app.together.notifications.actions import News, notify
from app.together.notifications.kinds import KINDS


async def tell_each(
    work: Work,
    event: Event,
    wanted: Mapping[UUID, str],
    *,
    entity: str,
    entity_id: UUID,
    body: str = "",
    comment_id: UUID | None = None,
) -> None:
    """Tell each of these people of an event on a record, by the kind given for each.

    Left out: who did it, who may not see the record now, and who has muted it (but for what is said
    to them by name).
    """
    people = {user: kind for user, kind in wanted.items() if user != event.actor_id}
    if not people:
        return
    chosen = await states(work, entity, entity_id)
    for user_id, access in (await accesses(work, people)).items():
        kind = people[user_id]
        if chosen.get(user_id) == "muted" and not KINDS[kind].always:
            continue
        subject = await _subject(work, event, user_id, access, entity, entity_id)
        if subject is None:
            continue
        news = News(
            kind,
            entity,
            entity_id,
            subject=subject,
            body=body,
            comment_id=comment_id,
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            source_seq=event.seq,
        )
        await notify(work, user_id, news)


async def _subject(
    work: Work, event: Event, user_id: UUID, access: Access, entity: str, entity_id: UUID
) -> str | None:
    """The record's name as this person reads it; None if out of sight."""
    if sight(event.audience, access, user_id) != "full":
        return None
    kind = parents()[entity]
    try:
        text = await read_record(through(work, user_id, access), kind, entity_id)
    except NotFound:
        return None
    return orjson.loads(text).get(kind.title) or ""


async def still_seen(reader: View, shown: Mapping[str, Any]) -> bool:
    """Whether what a notification (as JSON) is about may still be read by whom it is for."""
    kind = parents().get(shown["entity"])
    if kind is None:
        return True  # an import, a webhook: told to whom it concerns, and not about a record
    try:
        await read_record(reader, kind, UUID(shown["entity_id"]))
    except NotFound:
        return False
    return True
