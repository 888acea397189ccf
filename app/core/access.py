"""What an actor is in a tenant at this moment, as the database says it: `current_access`."""

import asyncpg

from app.core.actor import Access, Actor
from app.core.errors import Forbidden, Unauthenticated
from app.core.permissions import BUILT_IN, policy_of

SYSTEM_ACCESS = Access("SalesPulse", "admin", frozenset(), BUILT_IN["admin"])
CURRENT = "SELECT * FROM current_access($1, $2, $3)"


async def read_access(connection: asyncpg.Connection, actor: Actor) -> Access:
    """The actor's access now (the connection's tenant must be set).

    Raises Unauthenticated or Forbidden if session, membership or organisation have ended.
    """
    if actor.user_id is None:
        return SYSTEM_ACCESS
    row = await connection.fetchrow(CURRENT, actor.tenant_id, actor.user_id, actor.session_id)
    return access_or_refusal(row)


async def read_access_and_seq(connection: asyncpg.Connection, actor: Actor) -> tuple[Access, int]:
    """As `read_access`, with the log position it holds for."""
    if actor.user_id is None:
        seq = await connection.fetchval(
            "SELECT seq FROM tenant_heads WHERE tenant_id = $1", actor.tenant_id
        )
        return SYSTEM_ACCESS, seq or 0
    row = await connection.fetchrow(CURRENT, actor.tenant_id, actor.user_id, actor.session_id)
    return access_or_refusal(row), row["seq"] if row else 0


def access_or_refusal(row: asyncpg.Record | None) -> Access:
    """The access of a row of `current_access`; raises Unauthenticated or Forbidden."""
    if row is None or not row["active"]:
        raise Forbidden("You are not a member of this organisation.", code="not_a_member")
    if not row["session_valid"]:
        raise Unauthenticated("This session has ended. Sign in again.", code="session_ended")
    if row["suspended"]:
        raise Forbidden("This organisation is suspended.", code="tenant_suspended")
    return access_from(row)


def access_from(row: asyncpg.Record) -> Access:
    """The access a row of `current_access` says, whether or not it has ended."""
    return Access(
        name=row["name"],
        role=row["role"],
        peers=frozenset(row["peers"]),
        policy=policy_of(row["role"], row["permissions"], row["fields"]),
        access_seq=row["access_seq"],
    )
