"""One mail with all that is unread, for somebody who is away: what is in it, and what becomes of it.

Handing it over is a worker's (jobs/digest.py). It is at least once: whoever dies between the mail
server's yes and our note of it sends the same letter again, under the same Message-ID, and counts it
(`mails.repeats`). What is read meanwhile is left out, of a repetition too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.backoff import backoff
from app.core.ids import new_id
from app.core.mail import Letter, host_of
from app.core.runtime import runtime
from app.core.uow import View, Work, snapshot, unit_of_work
from app.core.viewers import accesses, through
from app.together.notifications.letter import letter
from app.together.notifications.preferences import note_mail_problem
from app.together.notifications.queries import NOTIFICATION
from app.together.notifications.settings import Wishes, wishes_of
from app.together.notifications.telling import still_seen

MOST = 100  # notifications in one letter; the rest comes with the next
GIVE_UP = timedelta(hours=24)
LONGEST_PAUSE = 60.0  # minutes

PENDING = f"""
SELECT {NOTIFICATION} AS json, n.id, n.happened_at FROM notifications n
 WHERE n.tenant_id = $1 AND n.owner_id = $2 AND n.read_at IS NULL AND n.mailed_at IS NULL
   AND n.kind <> ALL ($3)
 ORDER BY n.happened_at LIMIT 500
"""
# One that is just growing comes with the next letter, which is asked for with what it grows by. Those
# in this one stay as they are until it is noted when it was written.
STILL = " FOR UPDATE OF n SKIP LOCKED"


@dataclass(frozen=True, slots=True)
class Sending:
    """A letter about to be handed over."""

    mail_id: UUID
    letter: Letter


async def due_since(tenant_id: UUID, user_id: UUID) -> tuple[datetime, timedelta] | None:
    """Since when the oldest of what is to be mailed to somebody waits, and after how long of absence.

    None if nothing waits.
    """
    async with snapshot(Actor.system(tenant_id)) as view:
        wishes = await wishes_of(view, user_id)
        rows = await _pending(view, user_id, wishes)
        return (rows[0]["happened_at"], wishes.mail_after) if rows else None


async def begin(tenant_id: UUID, user_id: UUID) -> Sending | None:
    """The letter to hand over now, noted as being sent; None if there is nothing to say any more."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        mail = await _open_mail(work, user_id)
        address = await work.fetchval("SELECT email FROM users WHERE id = $1", user_id)
        shown = await _readable(work, user_id, mail) if address else []
        if not shown:
            if mail is not None:
                await _finish(work, mail["id"], "dropped", None)
            return None
        ids = [UUID(item["id"]) for item in shown]
        mail_id, message_id = await _note(work, user_id, mail, ids)
        organization = await work.fetchval("SELECT name FROM tenants WHERE id = $1", tenant_id)
        return Sending(
            mail_id,
            letter(
                tenant_id,
                user_id,
                to=address,
                organization=organization,
                message_id=message_id,
                notifications=shown,
            ),
        )


async def sent(tenant_id: UUID, mail_id: UUID) -> None:
    """It was taken: what is in it is not mailed again."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await _finish(work, mail_id, "sent", None)
        await _mark_mailed(work, mail_id)


async def refused(tenant_id: UUID, mail_id: UUID, reason: str) -> None:
    """It will never be taken: no more mail to this address until its owner says so."""
    async with unit_of_work(Actor.system(tenant_id)) as work:
        await _finish(work, mail_id, "bounced", reason)
        await _mark_mailed(work, mail_id)
        user_id = await work.fetchval(
            "SELECT user_id FROM mails WHERE tenant_id = $1 AND id = $2", tenant_id, mail_id
        )
        await note_mail_problem(work, user_id, reason[:300])


async def put_off(tenant_id: UUID, mail_id: UUID, reason: str, *, unsure: bool) -> datetime | None:
    """It was not taken now (if `unsure`, perhaps it was); returns when to try again.

    None when it has been tried for a day.
    """
    async with unit_of_work(Actor.system(tenant_id)) as work:
        row = await work.fetchrow(
            """UPDATE mails SET error = $3, status = CASE WHEN $4 THEN status ELSE 'waiting' END
               WHERE tenant_id = $1 AND id = $2 RETURNING attempts, created_at""",
            tenant_id,
            mail_id,
            reason[:500],
            unsure,
        )
        now = datetime.now(UTC)
        if row is None or now - row["created_at"] > GIVE_UP:
            await _finish(work, mail_id, "failed", reason)
            await _mark_mailed(work, mail_id)
            return None
        return now + timedelta(minutes=backoff(row["attempts"] - 1, longest=LONGEST_PAUSE))


async def forget_old(work: Work) -> None:
    """Forget what became of letters, 90 days later, what was read as long ago, or is on no screen."""
    for old in (
        "mails WHERE finished_at",
        "notifications WHERE read_at",
        "notifications WHERE NOT in_app AND happened_at",
    ):
        await work.execute(
            f"DELETE FROM {old} < now() - interval '90 days' AND tenant_id = $1",
            work.actor.tenant_id,
        )


async def _pending(
    view: View, user_id: UUID, wishes: Wishes, *, lock: str = ""
) -> Sequence[asyncpg.Record]:
    if wishes.mail_problem:
        return []
    return await view.fetch(PENDING + lock, view.actor.tenant_id, user_id, wishes.unmailed)


async def _readable(work: Work, user_id: UUID, mail: asyncpg.Record | None) -> list[dict[str, Any]]:
    """What to mail, as its reader may read it now.

    A letter that may have arrived already is sent again without anything new: whoever drops it as
    the same letter would drop that too.
    """
    access = (await accesses(work, [user_id])).get(user_id)
    if access is None:
        return []
    rows = await _pending(work, user_id, await wishes_of(work, user_id), lock=STILL)
    if mail is not None and mail["status"] == "sending":
        rows = [row for row in rows if row["id"] in mail["notification_ids"]]
    reader = through(work, user_id, access)
    shown: list[dict[str, Any]] = []
    unseen: list[UUID] = []
    for row in rows:
        if len(shown) == MOST:
            break
        item = orjson.loads(row["json"])
        if await still_seen(reader, item):
            shown.append(item)
        else:
            unseen.append(row["id"])
    if unseen:
        await _mark_unseen(work, unseen)
    return shown


async def _mark_unseen(work: Work, ids: list[UUID]) -> None:
    """Out of their reader's sight they are never mailed, nor in the way of what comes after them."""
    await work.execute(
        "UPDATE notifications SET mailed_at = now() WHERE tenant_id = $1 AND id = ANY ($2)",
        work.actor.tenant_id,
        ids,
    )


async def _open_mail(work: Work, user_id: UUID) -> asyncpg.Record | None:
    """The letter that is still to be brought to an end."""
    return await work.fetchrow(
        """SELECT id, status, notification_ids, message_id FROM mails
           WHERE tenant_id = $1 AND user_id = $2 AND status IN ('sending', 'waiting')
           ORDER BY created_at LIMIT 1 FOR UPDATE""",
        work.actor.tenant_id,
        user_id,
    )


async def _note(
    work: Work, user_id: UUID, mail: asyncpg.Record | None, ids: list[UUID]
) -> tuple[UUID, str]:
    """That an attempt begins. One that finds the last one neither taken nor refused may repeat it."""
    if mail is not None:
        await work.execute(
            """UPDATE mails SET notification_ids = $3, attempts = attempts + 1,
                   began_at = clock_timestamp(),
                   repeats = repeats + (status = 'sending')::int, status = 'sending'
               WHERE tenant_id = $1 AND id = $2""",
            work.actor.tenant_id,
            mail["id"],
            ids,
        )
        return mail["id"], mail["message_id"]
    mail_id = new_id()
    message_id = f"<{mail_id}@{host_of(runtime().settings)}>"
    await work.execute(
        """INSERT INTO mails
               (tenant_id, id, user_id, notification_ids, message_id, attempts, began_at)
           VALUES ($1, $2, $3, $4, $5, 1, clock_timestamp())""",
        work.actor.tenant_id,
        mail_id,
        user_id,
        ids,
        message_id,
    )
    return mail_id, message_id


async def _finish(work: Work, mail_id: UUID, status: str, error: str | None) -> None:
    await work.execute(
        "UPDATE mails SET status = $3, error = $4, finished_at = now()"
        " WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        mail_id,
        status,
        error,
    )


async def _mark_mailed(work: Work, mail_id: UUID) -> None:
    # What has grown meanwhile (one more reply) was set back to unmailed, and its time is later.
    await work.execute(
        """UPDATE notifications n SET mailed_at = now() FROM mails m
           WHERE m.tenant_id = $1 AND m.id = $2 AND n.tenant_id = $1
             AND n.id = ANY (m.notification_ids) AND n.happened_at <= m.began_at""",
        work.actor.tenant_id,
        mail_id,
    )
