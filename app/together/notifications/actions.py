"""Making notifications, and marking them read. A notification and its events are one person's own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.ids import new_id
from app.core.uow import Work, unit_of_work
from app.together.notifications.kinds import KINDS, sentence
from app.together.notifications.outgoing import plan_mail
from app.together.notifications.queries import NOTIFICATION, notification_json
from app.together.notifications.settings import wishes_of
from app.together.push.planning import plan_push

LONGEST_BODY = 280
MOST_ACTORS = 20  # kept by name; more are only counted


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: `subject` is the record's name, as its reader may see it.

    `source_seq` is the event it comes from; without one (0), a kind is said once about an entity.
    `title` is for what has no sentence of its own.
    """

    kind: str
    entity: str
    entity_id: UUID
    subject: str = ""
    body: str = ""
    title: str = ""
    comment_id: UUID | None = None
    actor_id: UUID | None = None
    actor_name: str = ""
    source_seq: int = 0


async def notify(work: Work, user_id: UUID, news: News) -> None:
    """Tell one member something, once, by the ways they want: the one way to make a notification.

    Unread ones of a kind that groups become one row with a count. The body is cut to 280
    characters. Permission is the caller's to check.
    """
    if await _told_already(work, user_id, news):
        return
    wishes = await wishes_of(work, user_id)
    in_app, mail, push = (wishes.wants(news.kind, way) for way in ("in_app", "mail", "push"))
    if not (in_app or mail or push):
        return
    # What is on no screen is never read: it would count for ever.
    groups = in_app and _groups(news.kind)
    grouped = await _unread_of_kind(work, user_id, news) if groups else None
    text = await (_add(work, grouped, news) if grouped else _insert(work, user_id, news, in_app))
    if in_app:  # what is only mailed or pushed is on no screen
        verb = "updated" if grouped else "created"
        _record(work, f"notification.{verb}", user_id, text, changed=grouped)
    made_id = UUID(orjson.loads(text)["id"])
    if mail:
        await plan_mail(work, user_id, wishes.mail_after)
    if push:
        await plan_push(work, user_id, made_id)


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
        was = {"read": not read, "read_at": row["read_at"]}
        _record(work, "notification.updated", actor.user_id, text, changed=was)
        return await notification_json(work, notification_id)


async def mark_all_read(actor: Actor) -> int:
    """Mark all of one's own read; returns how many were not."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        rows = await work.fetch(
            f"""UPDATE notifications n SET read_at = now(), version = version + 1, updated_at = now()
                WHERE n.id IN (SELECT id FROM notifications WHERE tenant_id = $1 AND owner_id = $2
                                  AND read_at IS NULL ORDER BY id FOR UPDATE)
                  AND n.tenant_id = $1 RETURNING {NOTIFICATION} AS json, n.in_app""",
            actor.tenant_id,
            actor.user_id,
        )
        shown = [row["json"] for row in rows if row["in_app"]]
        for text in shown:
            was = {"read": False, "read_at": None}
            _record(work, "notification.updated", actor.user_id, text, changed=was)
        return len(shown)


def _groups(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].many != ""


async def _told_already(work: Work, user_id: UUID, news: News) -> bool:
    # Events are read in order, so whatever was told of a later one includes this one.
    return await work.fetchval(
        """SELECT EXISTS (SELECT 1 FROM notifications WHERE tenant_id = $1 AND owner_id = $2
             AND entity_id = $3 AND kind = $4 AND source_seq >= $5)""",
        work.actor.tenant_id,
        user_id,
        news.entity_id,
        news.kind,
        news.source_seq,
    )


async def _unread_of_kind(work: Work, user_id: UUID, news: News) -> dict[str, Any] | None:
    """What to group with, as JSON."""
    text = await work.fetchval(
        f"""SELECT {NOTIFICATION} FROM notifications n WHERE n.tenant_id = $1 AND n.owner_id = $2
             AND n.entity_id = $3 AND n.kind = $4 AND n.read_at IS NULL AND n.in_app
             ORDER BY n.source_seq DESC LIMIT 1 FOR UPDATE""",
        work.actor.tenant_id,
        user_id,
        news.entity_id,
        news.kind,
    )
    return None if text is None else orjson.loads(text)


async def _insert(work: Work, user_id: UUID, news: News, in_app: bool) -> str:
    actors = [_actor(news)] if news.actor_name else []
    return await work.fetchval(
        f"""INSERT INTO notifications AS n (tenant_id, id, owner_id, kind, entity, entity_id, title,
                subject, body, comment_id, actor_id, actor_name, actors, source_seq, in_app)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15)
            RETURNING {NOTIFICATION}""",
        work.actor.tenant_id,
        new_id(),
        user_id,
        news.kind,
        news.entity,
        news.entity_id,
        news.title or _title(news, actors, 1),
        news.subject,
        _cut(news.body),
        news.comment_id,
        news.actor_id,
        news.actor_name,
        orjson.dumps(actors, default=str).decode(),
        news.source_seq,
        in_app,
    )


async def _add(work: Work, before: dict[str, Any], news: News) -> str:
    """One more of the same: the latest says who and what, the row counts."""
    latest = _actor(news)
    others = [person for person in before["actors"] if person["id"] != latest["id"]]
    actors = [latest, *others][:MOST_ACTORS]
    return await work.fetchval(
        f"""UPDATE notifications n SET count = n.count + 1, title = $3, subject = $4, body = $5,
                comment_id = $6, actor_id = $7, actor_name = $8, actors = $9::jsonb,
                source_seq = $10, happened_at = clock_timestamp(), mailed_at = NULL,
                version = version + 1, updated_at = now()
            WHERE n.tenant_id = $1 AND n.id = $2 RETURNING {NOTIFICATION}""",
        work.actor.tenant_id,
        UUID(before["id"]),
        _title(news, actors, before["count"] + 1),
        news.subject,
        _cut(news.body),
        news.comment_id,
        news.actor_id,
        news.actor_name,
        orjson.dumps(actors, default=str).decode(),
        news.source_seq,
    )


def _actor(news: News) -> dict[str, Any]:
    return {"id": str(news.actor_id) if news.actor_id else None, "name": news.actor_name}


def _title(news: News, actors: list[dict[str, Any]], count: int) -> str:
    who = [person["name"] for person in actors]
    return sentence(news.kind, who=who, count=count, noun=news.entity, name=news.subject)


def _record(
    work: Work,
    type: str,
    user_id: UUID | None,
    text: str,
    *,
    changed: dict[str, Any] | None = None,
) -> None:
    """`changed`: for an update, values as they were; those that are no different now are left out."""
    made = orjson.loads(text)
    before = {
        key: value
        for key, value in (changed or {}).items()
        if made.get(key) != value and key not in ("version", "updated_at")
    }
    work.record(
        type,
        entity="notification",
        entity_id=UUID(made["id"]),
        version=made["version"],
        audience=Audience.of("notifications", user_id),
        changed=tuple(before),
        before=before if changed is not None else None,
        data=text,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_BODY else text[: LONGEST_BODY - 1].rstrip() + "…"
