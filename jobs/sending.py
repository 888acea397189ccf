"""One call to a stranger's endpoint, and in our own words how it went."""

import asyncio
import contextlib
import ssl
from time import monotonic

import httpx

from app.core.net import AddressRefused, NameNotFound
from app.core.outbound import TOTAL_SECONDS
from app.outreach.webhooks.outcomes import Outcome

BODY_LIMIT = 1024  # bytes of an answer that we take; nobody ever sees them
BODY_SECONDS = 1.0


async def send(
    client: httpx.AsyncClient, url: str, headers: dict[str, str], body: bytes
) -> Outcome:
    """POST a body; never raises for what the other side does."""
    started = monotonic()
    status: int | None = None
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            async with client.stream("POST", url, content=body, headers=headers) as response:
                status = response.status_code
                await _take_little(response)
        error = _judge(status)
    except Exception as problem:
        error = _judge(status) if status is not None else _name(problem)
    return Outcome(error, status, round((monotonic() - started) * 1000))


def _judge(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if status == 410:
        return "gone"
    return "redirect" if 300 <= status < 400 else "status"


async def _take_little(response: httpx.Response) -> None:
    """Take the body of a short answer, so that the connection can be used again.

    The answer is the status: a body that dribbles or never ends changes nothing about it.
    """
    taken = 0
    with contextlib.suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in response.aiter_raw(BODY_LIMIT):
                taken += len(chunk)
                if taken >= BODY_LIMIT:
                    break


def _name(problem: Exception) -> str:
    """The class of a failure, one of `queries.ERRORS`; raises what is a bug of ours."""
    kinds: list[tuple[type[Exception], str]] = [
        (AddressRefused, "address_refused"),
        (NameNotFound, "name_not_found"),
        (httpx.ConnectTimeout, "connect_timeout"),
        (TimeoutError, "timeout"),
        (httpx.TimeoutException, "timeout"),
        (httpx.ProtocolError, "not_http"),
        (httpx.HTTPError, "connection_failed"),
        (OSError, "connection_failed"),
        (httpx.InvalidURL, "address_refused"),
    ]
    if _caused_by_tls(problem):
        return "certificate_invalid"
    for kind, name in kinds:
        if isinstance(problem, kind):
            return name
    raise problem


def _caused_by_tls(problem: BaseException | None) -> bool:
    while problem is not None:
        if isinstance(problem, ssl.SSLError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False
