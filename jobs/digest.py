"""Mail to those who are away: one letter with all that is unread."""

from datetime import UTC, datetime
from uuid import UUID

from redis.exceptions import RedisError

from app.core.mail import Bounced, NotNow, send_mail
from app.core.presence import who_is_here
from app.core.runtime import runtime
from app.together.notifications import digest
from app.together.notifications.outgoing import LOOK_AFTER
from jobs.registry import job

SEEN_FOR = 86_400  # seconds for which it is remembered when somebody was last here


@job()
async def send_digest(tenant_id: UUID, user_id: UUID) -> datetime | None:
    """Mail somebody what they have not read, once they have been away for as long as they said."""
    settings = runtime().settings
    if settings.smtp_url is None:
        return None
    later = await _not_before(tenant_id, user_id)
    if later is not None:
        return later
    sending = await digest.begin(tenant_id, user_id)
    if sending is None:
        return None
    try:
        await send_mail(settings, sending.letter)
    except Bounced as refusal:
        await digest.refused(tenant_id, sending.mail_id, str(refusal))
        return None
    except NotNow as refusal:
        return await digest.put_off(tenant_id, sending.mail_id, str(refusal), unsure=refusal.unsure)
    await digest.sent(tenant_id, sending.mail_id)
    more = await digest.due_since(tenant_id, user_id)
    return datetime.now(UTC) + LOOK_AFTER if more else None


async def _not_before(tenant_id: UUID, user_id: UUID) -> datetime | None:
    """When to look again; None if there is nothing to wait for."""
    found = await digest.due_since(tenant_id, user_id)
    if found is None:
        return None  # all was read; an open letter is brought to its end
    since, absence = found
    now = datetime.now(UTC)
    try:
        last_seen = await _last_seen(tenant_id, user_id, now)
    except (RedisError, OSError, TimeoutError):
        return now + LOOK_AFTER  # nobody can say whether they are here
    if last_seen == now:
        return now + LOOK_AFTER
    due = max(since, last_seen or since) + absence
    return due if due > now else None


async def _last_seen(tenant_id: UUID, user_id: UUID, now: datetime) -> datetime | None:
    """Now, if they are connected; else when they were last found to be, as far as is known."""
    redis = runtime().patient_redis
    key = f"salespulse:seen:{{{tenant_id}}}:{user_id}"
    if user_id in await who_is_here(redis, tenant_id):
        await redis.set(key, now.timestamp(), ex=SEEN_FOR)
        return now
    last = await redis.get(key)
    return datetime.fromtimestamp(float(last), UTC) if last else None
