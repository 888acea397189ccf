"""Web push: a notification fans out to its reader's browsers, and each is called on its own."""

from datetime import datetime
from uuid import UUID

from redis.exceptions import RedisError

from app.core.mail import sender_of
from app.core.outbound import outbound_client
from app.core.presence import who_is_here
from app.core.runtime import runtime
from app.together.push import delivering
from app.together.push.encrypting import encrypted, push_headers, vapid_key
from jobs.registry import job
from jobs.sending import send


@job()
async def push_notification(tenant_id: UUID, notification_id: UUID) -> datetime | None:
    """Have a notification pushed to each of its reader's browsers, unless they are looking at the app."""
    try:
        here = await who_is_here(runtime().patient_redis, tenant_id)
    except (RedisError, OSError, TimeoutError):
        here = {}  # nobody can say: better told twice than not at all
    watching = {user_id for user_id, person in here.items() if person.watching}
    await delivering.fan_out(tenant_id, notification_id, watching)
    return None


@job(limit=50)
async def deliver_push(tenant_id: UUID, delivery_id: UUID) -> datetime | None:
    """Hand one push to one browser's push service; returns when to try again."""
    message = await delivering.message_of(tenant_id, delivery_id)
    if message is None:
        await delivering.drop(tenant_id, delivery_id)
        return None
    settings = runtime().settings
    headers = push_headers(
        message.browser,
        await vapid_key(),
        contact=f"mailto:{sender_of(settings)}",
        topic=message.topic,
    )
    body = encrypted(message.browser, message.payload)
    private = settings.webhooks_allow_private
    async with outbound_client(allow_private=private, connections=1) as client:
        outcome = await send(client, message.browser.endpoint, headers, body)
    return await delivering.record_outcome(
        tenant_id, delivery_id, message.asked, outcome.error, outcome.response_status
    )
