"""Signed links in letters: whoever holds one may stop that person's mail, without signing in."""

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.core.actor import Actor, Request
from app.core.errors import AppError, NotFound
from app.core.keys import derived_key
from app.core.runtime import runtime
from app.core.uow import snapshot
from app.together.notifications.preferences import settings_of, stop_mail

PURPOSE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose mail a link is about."""

    tenant_id: UUID
    user_id: UUID


def unsubscribe_token(tenant_id: UUID, user_id: UUID) -> str:
    """What goes into the link. It does not expire: an old letter must still be good for it."""
    payload = tenant_id.bytes + user_id.bytes
    signature = _mac(runtime().settings.secret_key, payload)
    return base64.urlsafe_b64encode(payload + signature).rstrip(b"=").decode()


def holder_of(token: str) -> Holder:
    """Whom a token was made for, also under an earlier key; raises NotFound."""
    settings = runtime().settings
    try:
        raw = base64.urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise NotFound("This link is not valid.") from error
    payload, signature = raw[:32], raw[32:]
    keys = (settings.secret_key, *settings.previous_secret_keys)
    if not any(hmac.compare_digest(signature, _mac(key, payload)) for key in keys):
        raise NotFound("This link is not valid.")
    return Holder(UUID(bytes=payload[:16]), UUID(bytes=payload[16:]))


async def describe(token: str) -> dict[str, str]:
    """Whose mail it is, recognisable to them and to nobody else; raises NotFound."""
    holder = holder_of(token)
    async with snapshot(Actor.system(holder.tenant_id)) as view:
        shown = await settings_of(view, holder.user_id)
        name = await view.fetchval("SELECT name FROM tenants WHERE id = $1", holder.tenant_id)
    on = any(ways["mail"] for ways in shown["channels"].values())
    address = _hint(shown["mail"]["address"])
    return {"address": address, "organization": name or "", "state": "on" if on else "off"}


async def unsubscribe(token: str, source: Request) -> None:
    """Stop that person's mail; doing it twice changes nothing. Raises NotFound (no such link)."""
    holder = holder_of(token)
    try:
        await stop_mail(Actor(holder.tenant_id, holder.user_id, request=source))
    except AppError:
        return  # no member any more, or the organisation is suspended: they get no mail anyway


def _hint(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""


def _mac(secret_key: str, payload: bytes) -> bytes:
    return hmac.new(derived_key(secret_key, PURPOSE), payload, sha256).digest()[:20]
