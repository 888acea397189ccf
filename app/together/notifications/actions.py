"""Making notifications, and marking them read. A notification and its events are one person's own."""

from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.ids import new_id
from app.core.uow import Work, unit_of_work
from app.together.notifications.queries import NOTIFICATION, notification_json

LONGEST_BODY = 280


async def notify(
    work: Work,
    user_id: UUID,
    kind: str,
    *,
    title: str,
    entity: str,
    entity_id: UUID,
    body: str = "",
    actor_id: UUID | None = None,
    actor_name: str = "",
    source_seq: int = 0,
) -> None:
    """Tell one member something, once: the one way to make a notification.

    `source_seq` is the event it comes from; without one (0), a kind is said once about an entity.
    `body` is cut to 280 characters. Permission is the caller's to check.
    """
    text = await work.fetchval(
        f"""INSERT INTO notifications AS n (tenant_id, id, owner_id, kind, entity, entity_id, title,
                                            body, actor_id, actor_name, source_seq)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (tenant_id, source_seq, owner_id, kind, entity_id) DO NOTHING
            RETURNING {NOTIFICATION}""",
        work.actor.tenant_id,
        new_id(),
        user_id,
        kind,
        entity,
        entity_id,
        title,
        _cut(body),
        actor_id,
        actor_name,
        source_seq,
    )
    if text is not None:
        _record(work, "notification.created", user_id, text)


async def mark(actor: Actor, notification_id: UUID, *, read: bool) -> str:
    """Mark one's own notification read or unread; returns its JSON text. Raises NotFound."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        row = await work.fetchrow(
            """SELECT to_json(read_at) #>> '{}' AS read_at FROM notifications
               WHERE tenant_id = $1 AND owner_id = $2 AND id = $3 FOR UPDATE""",
            actor.tenant_id,
            actor.user_id,
            notification_id,
        )
        if row is None or (row["read_at"] is not None) == read:
            return await notification_json(work, notification_id)
        text = await work.fetchval(
            f"""UPDATE notifications n SET read_at = CASE WHEN $4 THEN now() END,
                       version = version + 1, updated_at = now()
                WHERE n.tenant_id = $1 AND n.owner_id = $2 AND n.id = $3 RETURNING {NOTIFICATION}""",
            actor.tenant_id,
            actor.user_id,
            notification_id,
            read,
        )
        _record(work, "notification.updated", actor.user_id, text, was=row["read_at"])
        return text


async def mark_all_read(actor: Actor) -> int:
    """Mark all of one's own read; returns how many were not."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        rows = await work.fetch(
            f"""UPDATE notifications n SET read_at = now(), version = version + 1, updated_at = now()
                WHERE n.id IN (SELECT id FROM notifications WHERE tenant_id = $1 AND owner_id = $2
                                  AND read_at IS NULL ORDER BY id FOR UPDATE)
                  AND n.tenant_id = $1 RETURNING {NOTIFICATION} AS json""",
            actor.tenant_id,
            actor.user_id,
        )
        for row in rows:
            _record(work, "notification.updated", actor.user_id, row["json"])
        return len(rows)


def _record(
    work: Work, type: str, user_id: UUID | None, text: str, *, was: str | None = None
) -> None:
    made = orjson.loads(text)
    updated = type == "notification.updated"
    work.record(
        type,
        entity="notification",
        entity_id=UUID(made["id"]),
        version=made["version"],
        audience=Audience.of("notifications", user_id),
        changed=("read_at",) if updated else (),
        before={"read_at": was} if updated else None,
        data=text,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_BODY else text[: LONGEST_BODY - 1].rstrip() + "…"
