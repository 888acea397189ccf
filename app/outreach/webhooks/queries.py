"""Webhooks and deliveries as JSON."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.errors import NotFound
from app.core.pagination import COUNTED, Page, cursor
from app.core.uow import View

WEBHOOK = """
json_build_object('id', w.id, 'url', w.url, 'events', w.events, 'description', w.description,
    'active', w.active, 'disabled_reason', w.disabled_reason, 'version', w.version,
    'created_at', w.created_at, 'created_by', w.created_by,
    'updated_at', w.updated_at, 'updated_by', w.updated_by)::text
"""
WEBHOOK_SORT = "created_at,id"
DELIVERY_COLUMNS = """d.id, d.webhook_id, d.message_id, d.event_type, d.seq, d.status, d.attempts,
    d.next_attempt_at, d.response_status, d.error, d.duration_ms, d.created_at, d.delivered_at"""
DELIVERY_SORT = "-created_at,-id"

# Our own sentences: what an endpoint or the network said stays with us.
ERRORS = {
    "timeout": "No answer within 15 seconds.",
    "connect_timeout": "The connection could not be made within 5 seconds.",
    "connection_failed": "The connection was refused or broke off.",
    "name_not_found": "The host name has no address.",
    "address_refused": "The address is not on the public internet, so it is not called.",
    "certificate_invalid": "The server's certificate is not valid for this address.",
    "not_http": "The answer was not HTTP.",
    "redirect": "The endpoint answered with a redirect; redirects are not followed.",
    "status": "The endpoint did not answer with a 2xx status.",
    "gone": "The endpoint answered 410 Gone, so the webhook was turned off.",
}


async def webhook_json(view: View, webhook_id: UUID) -> str:
    """One webhook's JSON text; raises NotFound."""
    found = await view.fetchval(
        f"SELECT {WEBHOOK} FROM webhooks w WHERE w.tenant_id = $1 AND w.id = $2",
        view.actor.tenant_id,
        webhook_id,
    )
    if found is None:
        raise NotFound()
    return found


async def list_webhooks(view: View, page: Page) -> tuple[list[str], str | None, int]:
    """A page of webhooks in the order they were made, the next cursor, and how many there are."""
    after = page.after or (None, None)
    rows = await view.fetch(
        f"""SELECT {WEBHOOK} AS json, w.created_at::text AS at, w.id::text AS id FROM webhooks w
            WHERE w.tenant_id = $1
              AND ($2::text IS NULL OR (w.created_at, w.id) > ($2::text::timestamptz, $3::text::uuid))
            ORDER BY w.created_at, w.id LIMIT $4 OFFSET $5""",
        view.actor.tenant_id,
        *after,
        page.limit + 1,
        page.offset,
    )
    total: int = await view.fetchval(
        "SELECT count(*) FROM webhooks WHERE tenant_id = $1", view.actor.tenant_id
    )
    more = _next(rows, page, WEBHOOK_SORT)
    return [row["json"] for row in rows[: page.limit]], more, total


async def list_deliveries(
    view: View, webhook_id: UUID, page: Page, status: str | None
) -> tuple[list[str], str | None, int, bool]:
    """A page of a webhook's deliveries, newest first; the count is exact to 10,000."""
    after = page.after or (None, None)
    rows = await view.fetch(
        f"""SELECT {DELIVERY_COLUMNS}, d.created_at::text AS at FROM webhook_deliveries d
            WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND ($3::text IS NULL OR d.status = $3)
              AND ($4::text IS NULL OR (d.created_at, d.id) < ($4::text::timestamptz, $5::text::uuid))
            ORDER BY d.created_at DESC, d.id DESC LIMIT $6 OFFSET $7""",
        view.actor.tenant_id,
        webhook_id,
        status,
        *after,
        page.limit + 1,
        page.offset,
    )
    total: int = await view.fetchval(
        f"""SELECT count(*) FROM (SELECT FROM webhook_deliveries
            WHERE tenant_id = $1 AND webhook_id = $2 AND ($3::text IS NULL OR status = $3)
            {"" if page.exact_count else f"LIMIT {COUNTED + 1}"}) counted""",
        view.actor.tenant_id,
        webhook_id,
        status,
    )
    more = _next(rows, page, DELIVERY_SORT)
    is_min = total > COUNTED and not page.exact_count
    shown = [delivery_json(row) for row in rows[: page.limit]]
    return shown, more, min(total, COUNTED) if is_min else total, is_min


async def read_delivery(view: View, webhook_id: UUID, delivery_id: UUID) -> str:
    """One delivery's JSON text; raises NotFound."""
    row = await view.fetchrow(
        f"""SELECT {DELIVERY_COLUMNS} FROM webhook_deliveries d
            WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND d.id = $3""",
        view.actor.tenant_id,
        webhook_id,
        delivery_id,
    )
    if row is None:
        raise NotFound()
    return delivery_json(row)


def delivery_json(row: asyncpg.Record) -> str:
    """A delivery as the API shows it, from a row with `DELIVERY_COLUMNS`."""
    shown: dict[str, Any] = {key: value for key, value in row.items() if key != "at"}
    shown["error_message"] = ERRORS.get(row["error"]) if row["error"] else None
    return orjson.dumps(shown, default=str).decode()  # asyncpg's UUIDs are a class of their own


def _next(rows: Sequence[asyncpg.Record], page: Page, sort: str) -> str | None:
    if len(rows) <= page.limit:
        return None
    last = rows[page.limit - 1]
    return cursor(sort, [last["at"], last["id"]])
