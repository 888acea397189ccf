"""What of the log is worth telling somebody: being mentioned, being given a record, a webhook's end."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import orjson

from app.core.access import access_from
from app.core.actor import Access
from app.core.audience import sight
from app.core.ids import parse_id
from app.core.log import Event
from app.core.records.registry import BY_ENTITY
from app.core.uow import Work
from app.together.notifications.actions import notify

Tell = Callable[[Work, Event, dict[str, Any]], Coroutine[Any, Any, None]]

OWNED = ("deal", "company", "contact")


async def tell(work: Work, event: Event) -> None:
    """Make the notifications that an event asks for."""
    teller = TELLERS.get(event.type)
    if teller is None or event.data is None:
        return
    data: dict[str, Any] = orjson.loads(event.data)
    await teller(work, event, data)


async def _tell_mentioned(work: Work, event: Event, data: dict[str, Any]) -> None:
    """Those who are mentioned now and were not before, other than the author."""
    before: dict[str, Any] = orjson.loads(event.before) if event.before else {}
    if event.type == "comment.updated" and "mentions" not in event.changed:
        return
    known = set(before.get("mentions") or ())
    for text in data.get("mentions") or ():
        user_id = parse_id(text)
        if user_id is None or text in known or user_id == event.actor_id:
            continue
        await _tell_if_visible(
            work,
            user_id,
            event,
            kind="mention",
            title=f"{event.actor_name} mentioned you{await _on(work, data)}",
            body=data.get("body") or "",
            entity=data["entity"],
            entity_id=UUID(data["entity_id"]),
        )


async def _tell_owner(work: Work, event: Event, data: dict[str, Any]) -> None:
    """The new owner, if somebody else made them so; what comes in bulk is no news."""
    owner_id = event.audience.owner_after
    if owner_id is None or owner_id == event.actor_id:
        return
    if event.job_id or event.actor_kind in ("import", "system"):
        return
    if not event.type.endswith(".created") and "owner_id" not in event.changed:
        return
    await _tell_if_visible(
        work,
        owner_id,
        event,
        kind="assigned",
        title=f"{event.actor_name} assigned you the {event.entity} {data.get('name') or ''}".strip(),
        body="",
        entity=event.entity,
        entity_id=event.entity_id,
    )


async def _tell_admins(work: Work, event: Event, data: dict[str, Any]) -> None:
    """All admins, when we have turned off a webhook."""
    if "disabled_reason" not in event.changed or not data.get("disabled_reason"):
        return
    admins = await work.fetch(
        "SELECT user_id FROM members WHERE tenant_id = $1 AND role = 'admin'"
        " AND deactivated_at IS NULL",
        work.actor.tenant_id,
    )
    for admin in admins:
        await notify(
            work,
            admin["user_id"],
            "webhook_disabled",
            title=f"A webhook was turned off: {data['url']}",
            body=data["disabled_reason"],
            entity="webhook",
            entity_id=event.entity_id,
            source_seq=event.seq,
        )


TELLERS: dict[str, Tell] = {
    "comment.created": _tell_mentioned,
    "comment.updated": _tell_mentioned,
    "webhook.updated": _tell_admins,
    **{f"{entity}.{verb}": _tell_owner for entity in OWNED for verb in ("created", "updated")},
}


async def _tell_if_visible(
    work: Work,
    user_id: UUID,
    event: Event,
    *,
    kind: str,
    title: str,
    body: str,
    entity: str,
    entity_id: UUID,
) -> None:
    """Only to who may see the event now: a mention must not tell what a role hides."""
    access = await _access_of(work, user_id)
    if access is None or sight(event.audience, access, user_id) != "full":
        return
    await notify(
        work,
        user_id,
        kind,
        title=title,
        body=body,
        entity=entity,
        entity_id=entity_id,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        source_seq=event.seq,
    )


async def _access_of(work: Work, user_id: UUID) -> Access | None:
    row = await work.fetchrow(
        "SELECT * FROM current_access($1, $2, NULL)", work.actor.tenant_id, user_id
    )
    if row is None or not row["active"]:
        return None
    return access_from(row)


async def _on(work: Work, data: dict[str, Any]) -> str:
    """` on <the record's name>`, where it has one."""
    kind = BY_ENTITY.get(data["entity"])
    if kind is None:
        return ""
    name = await work.fetchval(
        f"SELECT {kind.title} FROM {kind.table} WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        UUID(data["entity_id"]),
    )
    return f" on {name}" if name else ""
