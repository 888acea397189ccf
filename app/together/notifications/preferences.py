"""Changing how one is told; the settings of each person are their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.runtime import runtime
from app.core.uow import View, Work, unit_of_work
from app.together.notifications.kinds import KINDS
from app.together.notifications.settings import MAIL_AFTER, merged, wishes_of

SAVE = """
INSERT INTO notification_settings AS s
    (tenant_id, user_id, channels, mail_after, created_by, updated_by)
VALUES ($1, $2, $3::jsonb, coalesce($4::int, $5), $2, $2)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET channels = excluded.channels,
    mail_after = coalesce($4::int, s.mail_after), version = s.version + 1, updated_at = now()
RETURNING id, version
"""
PROBLEM = """
INSERT INTO notification_settings AS s (tenant_id, user_id, mail_problem, mail_problem_at)
VALUES ($1, $2, $3, now())
ON CONFLICT (tenant_id, user_id) DO UPDATE SET mail_problem = $3,
    mail_problem_at = CASE WHEN $3::text IS NOT NULL THEN now() END,
    version = s.version + 1, updated_at = now()
RETURNING id, version
"""


async def settings_of(view: View, user_id: UUID) -> dict[str, Any]:
    """Somebody's settings as they are shown to them."""
    wishes = await wishes_of(view, user_id)
    row = await view.fetchrow(
        """SELECT u.email, to_json(s.mail_problem_at) #>> '{}' AS problem_at
           FROM users u LEFT JOIN notification_settings s
             ON s.tenant_id = $1 AND s.user_id = u.id WHERE u.id = $2""",
        view.actor.tenant_id,
        user_id,
    )
    return {
        "channels": wishes.all_channels(),
        "mail_after": int(wishes.mail_after.total_seconds() // 60),
        "mail": {
            "available": runtime().settings.smtp_url is not None,
            "address": (row and row["email"]) or "",
            "problem": wishes.mail_problem,
            "problem_at": row and row["problem_at"],
        },
    }


async def change_settings(
    actor: Actor, channels: Mapping[str, Mapping[str, bool]], mail_after: int | None
) -> dict[str, Any]:
    """Change some of one's own settings; returns all of them."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        assert actor.user_id is not None
        wishes = await wishes_of(work, actor.user_id)
        choices = merged(wishes.choices, channels)
        row = await work.fetchrow(
            SAVE,
            actor.tenant_id,
            actor.user_id,
            orjson.dumps(choices).decode(),
            mail_after,
            MAIL_AFTER,
        )
        shown = await settings_of(work, actor.user_id)
        _record(work, actor.user_id, row, shown)
        return shown


async def stop_mail(actor: Actor) -> None:
    """No more mail of any kind: what a letter's own link does."""
    await change_settings(actor, {kind: {"mail": False} for kind in KINDS}, None)


async def resume_mail(actor: Actor) -> dict[str, Any]:
    """Try again to mail oneself, though a letter has bounced; returns one's settings."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        assert actor.user_id is not None
        if (await wishes_of(work, actor.user_id)).mail_problem is not None:
            await note_mail_problem(work, actor.user_id, None)
        return await settings_of(work, actor.user_id)


async def note_mail_problem(work: Work, user_id: UUID, problem: str | None) -> None:
    """Mail to somebody has stopped, and why; None: it goes again."""
    row = await work.fetchrow(PROBLEM, work.actor.tenant_id, user_id, problem)
    _record(work, user_id, row, await settings_of(work, user_id))


def _record(work: Work, user_id: UUID, row: Any, shown: dict[str, Any]) -> None:
    work.record(
        "notification_settings.updated",
        entity="notification_settings",
        entity_id=row["id"],
        version=row["version"],
        audience=Audience.of("notifications", user_id),
        data={"id": str(row["id"]), "version": row["version"], **shown},
    )
