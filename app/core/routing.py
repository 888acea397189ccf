"""The registry of routes: one declaration feeds the server, OpenAPI and the permission tests."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from app.core.actor import Actor
from app.core.ratelimit import Limit
from app.core.reply import Reply
from app.core.uow import Work

Body = TypeVar("Body")
Auth = Literal["member", "public"]

JSON_LIMIT = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Call(Generic[Body]):
    """What a route gets: who calls, the parsed body, and the query string as sent.

    `actor` of a public route is the platform's nobody, with the request's id, address and agent.
    """

    actor: Actor
    body: Body
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter, for OpenAPI."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


Endpoint = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path below `/api/v1` and everything known about it.

    `raw` routes read the request's body themselves (uploads). `replay_check` decides whether an
    idempotent repetition may still see the first success; every write that runs in a unit of work has
    one (tests/isolation), and returns what of it.
    """

    method: str
    path: str
    endpoint: Endpoint
    summary: str
    tag: str
    auth: Auth = "member"
    body: type[BaseModel] | None = None
    returns: Any = None
    status: int = 200
    parameters: Sequence[Parameter] = ()
    limits: Sequence[Limit] = ()
    max_body: int = JSON_LIMIT
    raw: bool = False
    transaction: bool = True
    replay_check: Callable[[Work, Reply], Awaitable[Reply]] | None = None


ROUTES: list[Route] = []


def route(
    method: str, path: str, *, summary: str, tag: str, **options: Any
) -> Callable[[Endpoint], Endpoint]:
    """Declare an endpoint: `async def endpoint(call: Call[Body], **path) -> Reply`.

    Writes by members run inside one unit of work, together with their idempotency key; actions join
    it. `transaction=False` opts out (long work, or writes outside the tenant).
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        ROUTES.append(Route(method, path, endpoint, summary, tag, **options))
        return endpoint

    return declare
