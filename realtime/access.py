"""What connected people may see now: read for many at once, so that a storm of reconnects is few reads."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from app.core.access import access_or_refusal
from app.core.actor import Access, Actor
from app.core.errors import AppError
from app.core.uow import snapshot

MANY = """
SELECT who.n, found.*
  FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS who(user_id, session_id, n)
  LEFT JOIN LATERAL current_access($1, who.user_id, who.session_id) AS found ON true
 ORDER BY who.n
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An access and the log position it was read at."""

    access: Access
    seq: int


Person = tuple[UUID, "UUID | None"]  # user, session


class AccessReader:
    """Reads standings; whoever asks while a read of the tenant is under way shares the next one."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, dict[Person, asyncio.Future[Standing | AppError]]]
        self._waiting = defaultdict(dict)
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    async def read(self, tenant_id: UUID, user_id: UUID, session_id: UUID | None) -> Standing:
        """This person's standing now; raises Unauthenticated or Forbidden if there is none."""
        person = (user_id, session_id)
        waiting = self._waiting[tenant_id]
        future = waiting.get(person)
        if future is None:
            future = waiting[person] = asyncio.get_running_loop().create_future()
        if tenant_id not in self._tasks:
            self._tasks[tenant_id] = asyncio.create_task(self._run(tenant_id))
        outcome = await asyncio.shield(future)
        if isinstance(outcome, AppError):
            raise outcome
        return outcome

    async def _run(self, tenant_id: UUID) -> None:
        try:
            while batch := self._waiting.pop(tenant_id, None):
                try:
                    found = await read_many(tenant_id, list(batch))
                except Exception as error:
                    for future in batch.values():
                        if not future.done():
                            future.set_exception(error)
                            future.exception()  # the one who asked may have gone
                    continue
                for person, future in batch.items():
                    if not future.done():
                        future.set_result(found[person])
        finally:
            del self._tasks[tenant_id]


async def read_many(tenant_id: UUID, people: list[Person]) -> dict[Person, Standing | AppError]:
    """Each person's standing, or the error that says why they have none; one query."""
    found: dict[Person, Standing | AppError] = {}
    async with snapshot(Actor.system(tenant_id)) as view:
        rows = await view.fetch(MANY, tenant_id, [p[0] for p in people], [p[1] for p in people])
    for person, row in zip(people, rows, strict=True):
        try:
            access = access_or_refusal(row if row["active"] is not None else None)
            access = replace(access, peers=_shared(access.peers))
            found[person] = Standing(access, row["seq"])
        except AppError as error:
            found[person] = error
    return found


@lru_cache(maxsize=4096)
def _shared(peers: frozenset[UUID]) -> frozenset[UUID]:
    """The same set for all of a team: thousands of listeners keep it as long as they stay."""
    return peers
