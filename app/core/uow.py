"""The only places a transaction opens: `unit_of_work` to change things, `snapshot` to read them.

Both set the tenant for row-level security and read session and membership as they are at that
moment, so that a revoked session or a lost role ends with the next statement, not with the token.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.connection import get_connections

from app.core import doorbell, log
from app.core.access import read_access, read_access_and_seq
from app.core.actor import Access, Actor
from app.core.audience import Audience, visible_owners
from app.core.db import database, pool
from app.core.permissions import require, require_row
from app.core.policy import Verb

SqlConnection = asyncpg.Connection


@dataclass(slots=True)
class View:
    """A transaction seen by one actor: SQL to run, and what the actor may see.

    `seq` is the tenant's log position that everything read here belongs to (0 in a unit of work).
    """

    actor: Actor
    access: Access
    connection: SqlConnection
    task: "asyncio.Task[Any] | None"
    seq: int = 0

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """All rows of a query."""
        return await self.connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
        """The first row, or None."""
        return await self.connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self.connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> None:
        """A statement without rows."""
        await self.connection.execute(sql, *args)

    def require(self, resource: str, verb: Verb) -> None:
        """Raise Forbidden or NotFound unless the role has this verb at all."""
        require(self.access, resource, verb)

    def require_row(self, resource: str, verb: Verb, owner_id: UUID | None) -> None:
        """Raise NotFound or Forbidden unless the verb covers a record of this owner."""
        require_row(self.access, resource, verb, self.actor.user_id, owner_id)

    def visible_owners(self, resource: str) -> list[UUID] | None:
        """Whose records of a resource may be read; None means everybody's."""
        return visible_owners(self.access, resource, self.actor.user_id)


@dataclass(slots=True)
class Work(View):
    """A unit of work: its changes and its events commit together, or neither does."""

    events: list[log.Event] = field(default_factory=list[log.Event])
    wakes_workers: bool = False
    access_changed: set[UUID] = field(default_factory=set[UUID])

    def change_access(self, user_ids: Iterable[UUID]) -> None:
        """What these members may see changes with this unit: streams from before it must start anew.

        Their rows must be locked by now, and the unit must record an event.
        """
        self.access_changed.update(user_ids)

    def group(self, job_id: UUID) -> None:
        """Everything this unit does belongs to one job: its events say so."""
        self.actor = replace(self.actor, job_id=job_id)

    def wake(self) -> None:
        """Once this unit has committed, make workers look for what is due (events do so anyway)."""
        self.wakes_workers = True

    def record(
        self,
        type: str,
        *,
        entity: str,
        entity_id: UUID,
        version: int,
        audience: Audience,
        changed: tuple[str, ...] = (),
        before: dict[str, Any] | str | None = None,
        data: dict[str, Any] | str | None = None,
        undoes: int | None = None,
    ) -> log.Event:
        """Append an event to the tenant's log when this unit commits; `before` and `data` as JSON."""
        event = log.Event(
            type=type,
            entity=entity,
            entity_id=entity_id,
            version=version,
            audience=audience,
            changed=changed,
            before=_text(before),
            data=_text(data),
            undoes=undoes,
        )
        self.events.append(event)
        return event


_current: ContextVar[View | None] = ContextVar("current_view", default=None)


@asynccontextmanager
async def unit_of_work(actor: Actor) -> AsyncGenerator[Work]:
    """Change a tenant's data in one transaction (READ COMMITTED); joins one already open here.

    Lock order, everywhere: idempotency row, stage, records by id, the tenant's head last.
    Raises Unauthenticated or Forbidden if session or membership have ended.
    """
    outer = _joinable(actor)
    if isinstance(outer, Work):
        yield outer
        return
    if outer is not None:
        raise RuntimeError("A unit of work can't open inside a read-only snapshot.")
    async with pool().acquire() as pooled:
        connection = cast(SqlConnection, pooled)
        async with _transaction(connection, _begin(actor)):
            access = await read_access(connection, actor)
            work = Work(actor, access, connection, asyncio.current_task())
            with _as_current(work):
                yield work
            if work.events:
                await log.append(connection, work.actor, access, work.events)
                await _number_access(work)
    if work.events:
        doorbell.ring(actor.tenant_id, work.events)
        await asyncio.sleep(0)  # the ring goes out before the answer is put together
    elif work.wakes_workers:
        doorbell.wake(actor.tenant_id)


async def _number_access(work: Work) -> None:
    """Note the number of the change with each member whose access it was.

    The number is known only under the head's lock, so this comes after the events. It can't meet a
    deadlock: whoever called `change_access` holds these rows already.
    """
    if work.access_changed:
        await work.execute(
            "UPDATE members SET access_seq = $3 WHERE tenant_id = $1 AND user_id = ANY ($2)",
            work.actor.tenant_id,
            list(work.access_changed),
            work.events[-1].seq,
        )


@asynccontextmanager
async def before_tenant(user_id: UUID) -> AsyncGenerator[SqlConnection]:
    """Read what a person may read before a tenant is chosen: who they are and where they belong.

    Without a tenant, row-level security shows `members` rows of this person only, and no other
    tenant table at all.
    """
    async with pool().acquire() as pooled:
        connection = cast(SqlConnection, pooled)
        begin = (
            "BEGIN READ ONLY; SELECT set_config('app.tenant_id', '', true),"
            f" set_config('app.user_id', '{user_id}', true)"
        )
        async with _transaction(connection, begin):
            yield connection


@asynccontextmanager
async def snapshot(actor: Actor) -> AsyncGenerator[View]:
    """Read a tenant's data as of one log position (`view.seq`); joins an open transaction here."""
    outer = _joinable(actor)
    if outer is not None:
        yield outer
        return
    async with pool().acquire() as pooled:
        connection = cast(SqlConnection, pooled)
        async with _transaction(
            connection, _begin(actor, "ISOLATION LEVEL REPEATABLE READ READ ONLY")
        ):
            access, seq = await read_access_and_seq(connection, actor)
            view = View(actor, access, connection, asyncio.current_task(), seq)
            with _as_current(view):
                yield view


def _begin(actor: Actor, mode: str = "") -> str:
    # One simple-query message saves a round trip; both values are UUIDs, so nothing to escape.
    user = actor.user_id or ""
    return (
        f"BEGIN {mode}; SELECT set_config('app.tenant_id', '{actor.tenant_id}', true),"
        f" set_config('app.user_id', '{user}', true)"
    )


@asynccontextmanager
async def _transaction(connection: SqlConnection, begin: str) -> AsyncGenerator[None]:
    try:
        # Inside: cut off in the middle of BEGIN, the transaction may be open already.
        await connection.execute(begin)
        yield
    except BaseException:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise
    else:
        await connection.execute("COMMIT")


def _joinable(actor: Actor) -> View | None:
    """The transaction open in this very task; tasks spawned inside one must not inherit it."""
    view = _current.get()
    if view is None or view.task is not asyncio.current_task():
        return None
    if view.actor.tenant_id != actor.tenant_id:
        raise RuntimeError("A transaction of one tenant can't be used for another.")
    return view


class _as_current:
    """Make a view the current one, for nested units and for the ORM's models."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __enter__(self) -> None:
        self.token = _current.set(self.view)
        client = TransactionWrapper(database())
        client._connection = self.view.connection
        self.orm_token = get_connections().set("default", client)

    def __exit__(self, *exc: object) -> None:
        get_connections().reset(self.orm_token)
        _current.reset(self.token)


def _text(value: dict[str, Any] | str | None) -> str | None:
    return orjson.dumps(value, default=str).decode() if isinstance(value, dict) else value
