"""Pages of a list: `?limit=` with `?cursor=` or `?page=`, and the `pagination` object of the answer."""

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from app.core.errors import Invalid
from app.core.keys import derived_key
from app.core.reply import Reply
from app.core.routing import Parameter
from app.core.runtime import runtime

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_PAGED_ROW = 10_000  # beyond it OFFSET costs too much: use the cursor
COUNTED = 10_000  # totals are exact up to here
MAC_BYTES = 12

# What every paged list takes.
PAGING = (
    Parameter("limit", "How many, 1 to 200.", {"type": "integer", "default": DEFAULT_LIMIT}),
    Parameter("cursor", "`next_cursor` of the page before."),
    Parameter("page", "A page's number instead; reaches to row 10,000.", {"type": "integer"}),
    Parameter("count", "`exact` counts beyond 10,000.", {"type": "string", "enum": ["exact"]}),
)


def only_known(query: Mapping[str, str], known: Iterable[Parameter]) -> None:
    """Raise Invalid for any other parameter: a misspelled filter must not show everything."""
    unknown = set(query) - {parameter.name for parameter in known}
    if unknown:
        raise Invalid(fields=dict.fromkeys(sorted(unknown), "There is no such parameter."))


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for. `after` holds the last row's sort values, from a cursor."""

    limit: int = DEFAULT_LIMIT
    page: int | None = None
    after: Sequence[Any] | None = None
    exact_count: bool = False

    @property
    def offset(self) -> int:
        """Rows to skip."""
        return (self.page - 1) * self.limit if self.page else 0


def page_of(query: Mapping[str, str], signature: str) -> Page:
    """Read limit, cursor, page and count; raises Invalid.

    `signature` is the list's sort order: a cursor is only good for the order it was made in.
    """
    limit = _number(query, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    if "cursor" in query and "page" in query:
        raise Invalid(fields={"cursor": "Use cursor or page, not both."})
    if query.get("count", "exact") != "exact":
        raise Invalid(fields={"count": "Use exact."})
    page = None
    if "page" in query:
        page = _number(query, "page", 1, MAX_PAGED_ROW)
        if (page - 1) * limit >= MAX_PAGED_ROW:
            raise Invalid(
                fields={"page": f"Pages reach to row {MAX_PAGED_ROW:,}; go on with a cursor."}
            )
    after = _read_cursor(query["cursor"], signature) if query.get("cursor") else None
    return Page(limit, page, after, "count" in query)


def cursor(signature: str, values: Sequence[Any]) -> str:
    """An opaque position after the row with these sort values: signed, so what comes back is ours."""
    body = orjson.dumps(values, default=str)
    return base64.urlsafe_b64encode(_mac(signature, body) + body).decode()


def list_reply(
    rows: Sequence[str],
    page: Page,
    *,
    next_cursor: str | None,
    total: int,
    total_is_min: bool = False,
    seq: int = 0,
    also: Mapping[str, Any] | None = None,
) -> Reply:
    """The answer to a list: rows are JSON texts, passed through as they are.

    `also` is what `pagination` has besides.
    """
    pages = -(-total // page.limit)
    pagination = {
        "limit": page.limit,
        "next_cursor": next_cursor,
        "page": page.page,
        "total": total,
        "total_is_min": total_is_min,
        "total_pages": pages,
        **(also or {}),
    }
    body = (
        b'{"data":['
        + ",".join(rows).encode()
        + b'],"pagination":'
        + orjson.dumps(pagination)
        + b"}"
    )
    return Reply(body, headers={"X-Log-Seq": str(seq)} if seq else {})


def _number(query: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= maximum and len(text) < 9):
        raise Invalid(fields={name: f"Use a number from 1 to {maximum}."})
    return int(text)


def _read_cursor(text: str, signature: str) -> Sequence[Any]:
    try:
        told = base64.urlsafe_b64decode(text.encode())
    except ValueError:
        told = b""
    mac, body = told[:MAC_BYTES], told[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(signature, body)):
        raise Invalid(fields={"cursor": "Not a cursor of this list in this order."})
    return orjson.loads(body)


def _mac(signature: str, body: bytes) -> bytes:
    key = derived_key(runtime().settings.secret_key, "cursor")
    return hmac.digest(key, signature.encode() + b"\0" + body, sha256)[:MAC_BYTES]
