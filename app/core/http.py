"""From a request to a route and back: authenticate, parse, run, reply, and every error in one shape."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import asyncpg
import orjson
from pydantic import BaseModel
from quart import Quart, Response, request

from app.core import idempotency
from app.core.actor import Actor, Request
from app.core.errors import (
    Forbidden,
    Invalid,
    TooLarge,
    UnsupportedMediaType,
)
from app.core.failures import as_app_error
from app.core.ids import PLATFORM_TENANT, new_id, parse_id
from app.core.parsing import parse
from app.core.reply import Reply
from app.core.routing import ROUTES, Call, Route
from app.core.uow import Work, unit_of_work

logger = logging.getLogger(__name__)

Authenticate = Callable[[str, Request], Awaitable[Actor]]
Throttle = Callable[[Route, Call[Any]], Awaitable[dict[str, str]]]

WRITES = ("POST", "PUT", "PATCH", "DELETE")
ATTEMPTS = 3  # of a write that lost a deadlock


def register(app: Quart, authenticate: Authenticate, throttle: Throttle) -> None:
    """Serve every declared route on `app`."""
    for declared in ROUTES:
        app.add_url_rule(
            f"/api/v1{declared.path}",
            endpoint=f"{declared.method} {declared.path}",
            view_func=_view(declared, authenticate, throttle),
            methods=[declared.method],
        )
    app.register_error_handler(Exception, error_response)


def _view(declared: Route, authenticate: Authenticate, throttle: Throttle) -> Any:
    async def view(**path: Any) -> Response:
        source = Request(request_id(), request.remote_addr, request.headers.get("User-Agent"))
        actor = await _actor(declared, authenticate, source)
        body, raw = await _body(declared)
        call = Call(
            actor=actor,
            body=body,
            query=_single_values(),
            headers=cast(Mapping[str, str], request.headers),
            cookies=request.cookies,
        )
        limits = await throttle(declared, call)
        answer = await _run(declared, call, path, raw)
        return _response(answer, limits)

    return view


async def _actor(declared: Route, authenticate: Authenticate, source: Request) -> Actor:
    if declared.auth == "public":
        return Actor(tenant_id=PLATFORM_TENANT, user_id=None, kind="system", request=source)
    actor = await authenticate(request.headers.get("Authorization", ""), source)
    named = request.headers.get("X-Tenant-ID")
    if named is not None and parse_id(named) != actor.tenant_id:
        raise Forbidden("X-Tenant-ID and the token name different organisations.")
    return actor


async def _run(declared: Route, call: Call[Any], path: dict[str, Any], raw: bytes) -> Reply:
    if declared.method not in WRITES or declared.auth == "public" or not declared.transaction:
        return await declared.endpoint(call, **path)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _write(declared, call, path, raw)
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


async def _write(declared: Route, call: Call[Any], path: dict[str, Any], raw: bytes) -> Reply:
    async with unit_of_work(call.actor) as work:
        answer = await _once(work, declared, call, path, raw)
    if not work.events:
        return answer
    # Committed, so numbered: the answer shows the record as of its own last event.
    return replace(answer, headers={**answer.headers, "X-Log-Seq": str(work.events[-1].seq)})


async def _once(
    work: Work, declared: Route, call: Call[Any], path: dict[str, Any], raw: bytes
) -> Reply:
    """The endpoint's answer, or the first one if this is a repetition with its idempotency key."""
    key = call.headers.get("Idempotency-Key")
    if key is None:
        return await declared.endpoint(call, **path)
    print_ = idempotency.fingerprint(request.method, request.full_path, raw)
    first = await idempotency.first_success(work, key, print_)
    if first is not None:
        if declared.replay_check:
            return await declared.replay_check(work, first)
        return first
    answer = await declared.endpoint(call, **path)
    await idempotency.remember(work, key, answer)
    return answer


async def _body(declared: Route) -> tuple[BaseModel | None, bytes]:
    if declared.method not in WRITES:
        return None, b""
    _limit_body(declared.max_body)
    if declared.raw:
        return None, b""
    raw = cast(bytes, await request.get_data(as_text=False))
    if declared.body is None:
        if raw and raw.strip() not in (b"", b"{}"):
            raise Invalid("This request takes no body.")
        return None, raw
    if not (request.mimetype == "application/json" or request.mimetype.endswith("+json")):
        if raw:
            raise UnsupportedMediaType()
        raw = b"{}"
    return parse(declared.body, raw), raw


def _limit_body(limit: int) -> None:
    """Hold this request to its route's limit, also when it is chunked and names no length."""
    request.max_content_length = limit
    body = request.body
    body._max_content_length = limit
    if max(request.content_length or 0, len(body._data)) > limit:
        raise TooLarge(f"A body may have at most {limit:,} bytes.")


def _single_values() -> dict[str, str]:
    values: dict[str, str] = {}
    for name, given in request.args.lists():
        if len(given) > 1:
            raise Invalid(fields={name: "Given more than once."})
        if "\x00" in given[0] or "\x00" in name:
            raise Invalid("Text may not contain NUL characters.")
        values[name] = given[0]
    return values


def request_id() -> str:
    """The caller's X-Request-ID if it is a sane one, else a new one; the same over one request."""
    found: str | None = getattr(request, "_salespulse_id", None)
    if found is None:
        given = request.headers.get("X-Request-ID", "")
        found = given if re.fullmatch(r"[A-Za-z0-9._-]{1,100}", given) else str(new_id())
        request._salespulse_id = found  # type: ignore[attr-defined]
    return found


def _response(answer: Reply, extra: dict[str, str]) -> Response:
    response = Response(answer.stream or answer.body, answer.status, {**answer.headers, **extra})
    if "Content-Type" not in answer.headers:
        if answer.body:
            response.headers["Content-Type"] = "application/json"
        else:
            del response.headers["Content-Type"]  # Quart's guess at the type of nothing
    return response


async def error_response(error: Exception) -> Response:
    """Any exception in the one shape errors have; what is our fault is logged."""
    known = as_app_error(error)
    if known.status >= 500:
        logger.error("request %s failed: %r", request_id(), error, exc_info=error)
    body = {
        "error": known.code,
        "message": known.message,
        "details": known.details,
        "request_id": request_id(),
        "timestamp": datetime.now(UTC),
    }
    return Response(
        orjson.dumps(body, default=str),
        known.status,
        {"Content-Type": "application/json", **known.headers},
    )
