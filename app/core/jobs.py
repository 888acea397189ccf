"""What background jobs there are to do: rows in `due_jobs`, written with the change that causes them.

A job is a name and the id of what it works on; a row says when it is due. PostgreSQL is the truth:
Redis and arq only make it quick. A worker that takes a job pushes `due_at` ahead to the end of its
lease and keeps extending it, so a job whose worker has died is due again by itself. Asking for a job
that is running makes it run once more afterwards. So every job runs at least once, alone, and must
bear being run again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.actor import Actor
from app.core.backoff import backoff
from app.core.ids import PLATFORM_TENANT, new_id
from app.core.uow import Work, snapshot, unit_of_work

LEASE_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0
LONGEST_BACKOFF = 300.0


@dataclass(frozen=True, slots=True)
class Due:
    """A job whose time has come; `late` is for how many seconds already."""

    tenant_id: UUID
    job: str
    target_id: UUID
    due_at: datetime
    late: float


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one job until it is finished, released, or not extended in time."""

    tenant_id: UUID
    job: str
    target_id: UUID
    token: UUID
    attempts: int


async def schedule(work: Work, job: str, target_id: UUID, *, at: datetime | None = None) -> None:
    """Have a job run once this unit of work has committed (or `at`); at most one per job and target.

    Scheduling it again keeps the earlier time; if it is running just now it runs again afterwards.
    """
    await work.execute(
        """INSERT INTO due_jobs AS d (tenant_id, job, target_id, due_at)
           VALUES ($1, $2, $3, coalesce($4, now()))
           ON CONFLICT (tenant_id, job, target_id) DO UPDATE SET
               due_at = CASE WHEN d.lease IS NULL THEN least(d.due_at, excluded.due_at)
                             ELSE d.due_at END,
               wanted_at = CASE WHEN d.lease IS NULL THEN NULL
                                ELSE least(d.wanted_at, excluded.due_at) END""",
        work.actor.tenant_id,
        job,
        target_id,
        at,
    )
    work.wake()


async def unschedule(work: Work, job: str, target_id: UUID) -> None:
    """Forget a job; one that is running is not stopped, but not run again either."""
    await work.execute(
        "DELETE FROM due_jobs WHERE tenant_id = $1 AND job = $2 AND target_id = $3",
        work.actor.tenant_id,
        job,
        target_id,
    )


async def find_due(
    names: Collection[str], tenant_id: UUID | None = None, *, limit: int = 200
) -> list[Due]:
    """Jobs of these names whose time has come: of one tenant, or of all.

    Of each name up to `limit`, the longest waiting first, so that many of one don't hide the others.
    """
    # The table is readable across tenants: it holds ids only.
    async with snapshot(Actor.system(tenant_id or PLATFORM_TENANT)) as view:
        rows = await view.fetch(
            """SELECT due.* FROM unnest($1::text[]) AS name CROSS JOIN LATERAL (
                   SELECT tenant_id, job, target_id, due_at,
                          extract(epoch FROM now() - due_at)::float8 AS late
                   FROM due_jobs
                   WHERE due_at <= now() AND job = name AND ($2::uuid IS NULL OR tenant_id = $2)
                   ORDER BY due_at LIMIT $3
               ) due ORDER BY due_at""",
            list(names),
            tenant_id,
            limit,
        )
    return [Due(**row) for row in rows]


async def claim(tenant_id: UUID, job: str, target_id: UUID) -> Lease | None:
    """Take a due job; None if it is not due (any more): somebody else has it, or it is done."""
    token = new_id()
    async with unit_of_work(Actor.system(tenant_id)) as work:
        attempts = await work.fetchval(
            """UPDATE due_jobs SET due_at = now() + make_interval(secs => $4), lease = $5,
                      wanted_at = NULL
               WHERE tenant_id = $1 AND job = $2 AND target_id = $3 AND due_at <= now()
               RETURNING attempts""",
            tenant_id,
            job,
            target_id,
            LEASE_SECONDS,
            token,
        )
    return None if attempts is None else Lease(tenant_id, job, target_id, token, attempts)


async def extend(lease: Lease) -> bool:
    """Keep a lease for another while; False if it has passed to somebody else."""
    async with unit_of_work(Actor.system(lease.tenant_id)) as work:
        extended = await work.fetchval(
            """UPDATE due_jobs SET due_at = now() + make_interval(secs => $5)
               WHERE tenant_id = $1 AND job = $2 AND target_id = $3 AND lease = $4
               RETURNING true""",
            *_key(lease),
            LEASE_SECONDS,
        )
    return extended is True


async def finish(lease: Lease, *, again_at: datetime | None = None) -> None:
    """The job is done: its row goes, unless it was asked for meanwhile or wants to run `again_at`."""
    async with unit_of_work(Actor.system(lease.tenant_id)) as work:
        # The lock first: who schedules it now waits, and then finds either no row or no lease.
        row = await work.fetchrow(
            """SELECT least(wanted_at, $5) AS next FROM due_jobs
               WHERE tenant_id = $1 AND job = $2 AND target_id = $3 AND lease = $4 FOR UPDATE""",
            *_key(lease),
            again_at,
        )
        if row is None:
            return
        if row["next"] is None:
            await unschedule(work, lease.job, lease.target_id)
        else:
            await _give_back(work, lease, row["next"], attempts=0)


async def release(lease: Lease, *, failed: bool) -> None:
    """The job is not done: due again now, or, if it `failed`, after a pause that doubles."""
    pause = backoff(lease.attempts, longest=LONGEST_BACKOFF) if failed else 0.0
    async with unit_of_work(Actor.system(lease.tenant_id)) as work:
        at = await work.fetchval("SELECT now() + make_interval(secs => $1)", pause)
        await _give_back(work, lease, at, attempts=lease.attempts + failed)


async def _give_back(work: Work, lease: Lease, at: datetime, *, attempts: int) -> None:
    await work.execute(
        """UPDATE due_jobs SET due_at = $5, lease = NULL, wanted_at = NULL, attempts = $6
           WHERE tenant_id = $1 AND job = $2 AND target_id = $3 AND lease = $4""",
        *_key(lease),
        at,
        attempts,
    )
    work.wake()


def _key(lease: Lease) -> tuple[UUID, str, UUID, UUID]:
    return lease.tenant_id, lease.job, lease.target_id, lease.token
