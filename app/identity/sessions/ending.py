"""Ending sessions, and saying so in the platform log, where every instance hears it."""

from typing import Literal
from uuid import UUID

from app.core.actor import Actor, Request
from app.core.audience import Audience
from app.core.errors import NotFound
from app.core.ids import PLATFORM_TENANT
from app.core.uow import Work, unit_of_work

# Nobody's screen shows it; the platform log is read by our own processes only.
INTERNAL = Audience.of("sessions", None)

KEPT_DAYS = 30  # an ended session, for whoever wonders later what happened
Reason = Literal["logout", "logout_everywhere", "revoked", "token_reuse"]


def platform(source: Request) -> Actor:
    """The platform itself, acting on a request of nobody it could name yet."""
    return Actor(PLATFORM_TENANT, None, kind="system", request=source)


async def end_session(source: Request, session_id: UUID, reason: Reason) -> None:
    """Revoke a session; its access tokens and sockets end with it. Nothing happens if it has ended."""
    async with unit_of_work(platform(source)) as work:
        await revoke(work, session_id, reason)


async def end_own_session(actor: Actor, session_id: UUID) -> None:
    """Revoke one of the actor's own sessions. Raises NotFound."""
    async with unit_of_work(platform(actor.request)) as work:
        owner = await work.fetchval(
            "SELECT user_id FROM sessions WHERE id = $1 AND revoked_at IS NULL", session_id
        )
        if owner is None or owner != actor.user_id:
            raise NotFound()
        await revoke(work, session_id, "revoked")


async def end_all_sessions(source: Request, user_id: UUID, reason: Reason) -> None:
    """Revoke every session of a person."""
    async with unit_of_work(platform(source)) as work:
        ended = await work.fetch(
            """UPDATE sessions SET revoked_at = now()
                WHERE user_id = $1 AND revoked_at IS NULL RETURNING id""",
            user_id,
        )
        if ended:
            work.record(
                "user.sessions_revoked",
                entity="user",
                entity_id=user_id,
                version=1,
                audience=INTERNAL,
                data={"user_id": str(user_id), "reason": reason},
            )


async def revoke(work: Work, session_id: UUID, reason: Reason) -> None:
    """As `end_session`, within a unit of work of the platform."""
    ended = await work.fetchrow(
        """UPDATE sessions SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL
        RETURNING user_id, tenant_id, generation""",
        session_id,
    )
    if ended is None:
        return
    work.record(
        "session.revoked",
        entity="session",
        entity_id=session_id,
        version=ended["generation"] + 1,
        audience=INTERNAL,
        data={
            "session_id": str(session_id),
            "user_id": str(ended["user_id"]),
            "tenant_id": str(ended["tenant_id"]),
            "reason": reason,
        },
    )


async def forget_old(work: Work) -> None:
    """Forget sessions that ended long ago, and doors whose time is over; within the platform.

    A refresh token of a forgotten session is answered like that of an ended one.
    """
    await work.execute(
        "DELETE FROM sessions WHERE least(revoked_at, expires_at) < now() - make_interval(days => $1)",
        KEPT_DAYS,
    )
    await work.execute("DELETE FROM doors WHERE expires_at < now()")
