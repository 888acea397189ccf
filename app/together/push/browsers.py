"""Browsers that take pushes: each is a person's own, and ends with the session it was made in."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.crypto import seal, unseal
from app.core.errors import Invalid, NotFound
from app.core.net import AddressRefused, check_url
from app.core.runtime import runtime
from app.core.uow import View, Work, unit_of_work

MOST_BROWSERS = 20
SAVE = """
INSERT INTO push_subscriptions AS s (tenant_id, user_id, session_id, endpoint_digest, sealed,
    base_path, label, created_by, updated_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $2, $2)
ON CONFLICT (tenant_id, user_id, endpoint_digest) DO UPDATE SET session_id = $3, sealed = $5,
    base_path = $6, label = $7, last_error = NULL, version = s.version + 1, updated_at = now()
RETURNING id
"""
COLUMNS = """id, version, user_id, session_id, sealed, base_path, label, last_error,
    to_json(created_at) #>> '{}' AS created_at"""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a browser's push service takes messages, and the keys they are encrypted for."""

    id: UUID
    endpoint: str
    p256dh: bytes
    auth: bytes
    base_path: str


def keys_of(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """The keys as bytes; raises Invalid if no browser can have made them."""
    try:
        point, secret = _decoded(p256dh), _decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise Invalid(fields={"keys": "These are not a browser's keys."}) from error
    if len(secret) != 16:
        raise Invalid(fields={"keys": "`auth` has 16 bytes."})
    return point, secret


async def add_browser(
    actor: Actor, *, endpoint: str, p256dh: str, auth: str, base_path: str, label: str
) -> dict[str, Any]:
    """Push to a browser from now on; the same one again is renewed. Returns it as JSON.

    Raises Invalid (an address we don't call, or bad keys).
    """
    keys_of(p256dh, auth)
    private = runtime().settings.webhooks_allow_private
    try:
        address = check_url(endpoint, allow_private=private)
    except AddressRefused as error:
        raise Invalid(fields={"endpoint": str(error)}) from error
    if urlsplit(address).scheme != "https" and not private:
        raise Invalid(fields={"endpoint": "A push service has an https address."})
    secret = orjson.dumps({"endpoint": address, "p256dh": p256dh, "auth": auth})
    async with unit_of_work(actor) as work:
        work.require("notifications", "update")
        browser_id = await work.fetchval(
            SAVE,
            actor.tenant_id,
            actor.user_id,
            actor.session_id,
            sha256(address.encode()).digest(),
            seal(actor.tenant_id, secret),
            base_path,
            label,
        )
        await _forget_oldest(work)
        return await _tell(work, "updated", browser_id)


async def remove_browser(actor: Actor, browser_id: UUID) -> None:
    """No more pushes to one of one's own browsers; raises NotFound."""
    async with unit_of_work(actor) as work:
        work.require("notifications", "delete")
        shown = await _tell(work, "deleted", browser_id)
        await _delete(work, UUID(shown["id"]))


async def forget_browser(work: Work, browser_id: UUID) -> None:
    """Its push service says that it is gone, or its session has ended."""
    row = await work.fetchrow(
        "SELECT user_id, version FROM push_subscriptions WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        browser_id,
    )
    if row is not None:
        await _delete(work, browser_id)
        _record(work, "deleted", browser_id, row["version"], row["user_id"], None)


async def list_browsers(view: View) -> list[dict[str, Any]]:
    """One's own, the latest first."""
    rows = await view.fetch(
        f"SELECT {COLUMNS} FROM push_subscriptions WHERE tenant_id = $1 AND user_id = $2"
        " ORDER BY created_at DESC, id",
        view.actor.tenant_id,
        view.actor.user_id,
    )
    return [_shown(view, row) for row in rows]


async def find_browser(view: View, browser_id: UUID, *, of: UUID | None = None) -> Browser | None:
    """A browser whose session still stands (one person's only, if said); None if there is none."""
    row = await view.fetchrow(
        f"""SELECT {COLUMNS} FROM push_subscriptions p
            WHERE tenant_id = $1 AND id = $2 AND ($3::uuid IS NULL OR user_id = $3)
              AND (session_id IS NULL OR EXISTS (SELECT 1 FROM sessions s WHERE s.id = p.session_id
                     AND s.revoked_at IS NULL AND s.expires_at > now()))""",
        view.actor.tenant_id,
        browser_id,
        of,
    )
    if row is None:
        return None
    opened: dict[str, str] = orjson.loads(unseal(view.actor.tenant_id, row["sealed"]))
    point, secret = keys_of(opened["p256dh"], opened["auth"])
    return Browser(row["id"], opened["endpoint"], point, secret, row["base_path"])


async def note_error(work: Work, browser_id: UUID, error: str | None) -> None:
    """What became of the last push to it, for its owner to see."""
    await work.execute(
        "UPDATE push_subscriptions SET last_error = $3 WHERE tenant_id = $1 AND id = $2"
        " AND last_error IS DISTINCT FROM $3",
        work.actor.tenant_id,
        browser_id,
        error,
    )


async def _tell(work: Work, verb: str, browser_id: UUID) -> dict[str, Any]:
    """Record what happens to one of one's own browsers; raises NotFound."""
    row = await work.fetchrow(
        f"SELECT {COLUMNS} FROM push_subscriptions WHERE tenant_id = $1 AND id = $2 AND user_id = $3",
        work.actor.tenant_id,
        browser_id,
        work.actor.user_id,
    )
    if row is None:
        raise NotFound()
    shown = _shown(work, row)
    data = {key: value for key, value in shown.items() if key != "this_session"}
    _record(work, verb, browser_id, row["version"], row["user_id"], data)
    return shown


def _record(
    work: Work,
    verb: str,
    browser_id: UUID,
    version: int,
    user_id: UUID,
    data: dict[str, Any] | None,
) -> None:
    work.record(
        f"push_subscription.{verb}",
        entity="push_subscription",
        entity_id=browser_id,
        version=version,
        audience=Audience.of("notifications", user_id),
        data=data,
    )


def _shown(view: View, row: Any) -> dict[str, Any]:
    opened: dict[str, str] = orjson.loads(unseal(view.actor.tenant_id, row["sealed"]))
    return {
        "id": str(row["id"]),
        "version": row["version"],
        "label": row["label"],
        "service": urlsplit(opened["endpoint"]).hostname or "",
        "this_session": row["session_id"] == view.actor.session_id,
        "last_error": row["last_error"],
        "created_at": row["created_at"],
    }


async def _delete(work: Work, browser_id: UUID) -> None:
    await work.execute(
        "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        browser_id,
    )


async def _forget_oldest(work: Work) -> None:
    await work.execute(
        """DELETE FROM push_subscriptions WHERE tenant_id = $1 AND id IN (
             SELECT id FROM push_subscriptions WHERE tenant_id = $1 AND user_id = $2
             ORDER BY updated_at DESC OFFSET $3)""",
        work.actor.tenant_id,
        work.actor.user_id,
        MOST_BROWSERS,
    )


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
