"""Adding members and changing what they may do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import Conflict, NotFound
from app.core.event_types import declare_events
from app.core.ids import new_id
from app.core.permissions import require_within
from app.core.uow import Work, unit_of_work
from app.identity.emails import normalised
from app.identity.members.queries import member_json
from app.identity.members.schemas import MemberChanges
from app.identity.passwords import hash_password, require_good
from app.identity.roles.queries import role_policy

EVERYONE = Audience.of("members", None)
declare_events("member", "created", "updated")


async def add_member(
    actor: Actor,
    *,
    full_name: str,
    role: str,
    email: str | None = None,
    password: str | None = None,
) -> UUID:
    """Make somebody a member, and return their user id; for admins.

    Without an e-mail they have no login (imported people). A person who has an account keeps their
    name and password. Raises Conflict `already_member`.
    """
    address = normalised(email) if email else None
    digest = None
    if password is not None:
        require_good(password, address)
        digest = await hash_password(password)  # before the transaction: it takes a while
    async with unit_of_work(actor) as work:
        work.require("members", "create")
        require_within(work.access, await role_policy(work, role))
        user_id = await create_user(work, full_name, address, digest)
        await join(work, user_id, role)
        return user_id


async def create_user(
    work: Work, full_name: str, email: str | None, password_hash: str | None
) -> UUID:
    """The person with this (normalised) address, created if there is none. No permission is asked."""
    created: UUID | None = await work.fetchval(
        """INSERT INTO users (id, email, password_hash, full_name) VALUES ($1, $2, $3, $4)
           ON CONFLICT (lower(email)) DO NOTHING RETURNING id""",
        new_id(),
        email,
        password_hash,
        full_name.strip(),
    )
    if created is not None:
        return created
    return await work.fetchval("SELECT id FROM users WHERE lower(email) = lower($1)", email)


async def join(work: Work, user_id: UUID, role: str) -> None:
    """Make a person a member of this unit's tenant. No permission is asked."""
    joined = await work.fetchval(
        """INSERT INTO members (tenant_id, user_id, role) VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id, user_id) DO NOTHING RETURNING user_id""",
        work.actor.tenant_id,
        user_id,
        role,
    )
    if joined is None:
        raise Conflict("They are a member already.", code="already_member")
    work.record(
        "member.created",
        entity="member",
        entity_id=user_id,
        version=1,
        audience=EVERYONE,
        data=(await member_json(work, [user_id]))[user_id],
    )


async def change_member(actor: Actor, user_id: UUID, changes: MemberChanges) -> None:
    """Change a role, deactivate or reactivate; it holds from the member's next statement.

    Nobody gives, or takes, a role that may do more than their own. Raises NotFound, Forbidden
    `escalation`, or Conflict `last_admin` if nobody could administer any more.
    """
    async with unit_of_work(actor) as work:
        work.require("members", "update")
        wanted = changes.model_dump(exclude_unset=True)
        if changes.role is not None:
            require_within(work.access, await role_policy(work, changes.role))
        before = await _lock(work, user_id)
        require_within(work.access, await role_policy(work, before["role"]))
        old: dict[str, Any] = {k: before[k] for k, value in wanted.items() if before[k] != value}
        if not old:
            return
        was = orjson.loads(await _json(work, user_id))
        role = cast(str, wanted.get("role", before["role"]))
        active = cast(bool, wanted.get("active", before["active"]))
        if role != "admin" or not active:
            await _keep_an_admin(work, user_id)
        version = await work.fetchval(
            """UPDATE members SET role = $3, version = version + 1, deactivated_at =
                   CASE WHEN $4 THEN NULL ELSE coalesce(deactivated_at, now()) END
                WHERE tenant_id = $1 AND user_id = $2 RETURNING version""",
            actor.tenant_id,
            user_id,
            role,
            active,
        )
        work.change_access([user_id])
        if (
            "role" in old
            and was["role_name"] != orjson.loads(await _json(work, user_id))["role_name"]
        ):
            old["role_name"] = was["role_name"]
        work.record(
            "member.updated",
            entity="member",
            entity_id=user_id,
            version=version,
            audience=EVERYONE,
            changed=tuple(old),
            before=old,
            data=await _json(work, user_id),
        )


async def _lock(work: Work, user_id: UUID) -> asyncpg.Record:
    # Every admin too, always in the same order: two admins who demote each other at the same moment
    # must not both find that the other is left.
    rows = await work.fetch(
        """SELECT user_id, role, deactivated_at IS NULL AS active FROM members
            WHERE tenant_id = $1 AND (user_id = $2 OR role = 'admin')
            ORDER BY user_id FOR NO KEY UPDATE""",
        work.actor.tenant_id,
        user_id,
    )
    for row in rows:
        if row["user_id"] == user_id:
            return row
    raise NotFound()


async def _json(work: Work, user_id: UUID) -> str:
    return (await member_json(work, [user_id]))[user_id]


async def _keep_an_admin(work: Work, leaving: UUID) -> None:
    others = await work.fetchval(
        """SELECT count(*) FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = $1 AND m.user_id <> $2 AND m.role = 'admin'
              AND m.deactivated_at IS NULL AND u.password_hash IS NOT NULL""",
        work.actor.tenant_id,
        leaving,
    )
    if not others:
        raise Conflict(
            "This is the last admin who can sign in. Make somebody else an admin first.",
            code="last_admin",
        )


async def lock_members(work: Work, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Those of these people who are members, under their locks: JSON texts by user id."""
    rows = await work.fetch(
        """SELECT user_id FROM members WHERE tenant_id = $1 AND user_id = ANY ($2)
            ORDER BY user_id FOR NO KEY UPDATE""",
        work.actor.tenant_id,
        list(user_ids),
    )
    return await member_json(work, [row["user_id"] for row in rows])


async def record_teams_changed(work: Work, was: dict[UUID, str]) -> None:
    """Say whose teams have changed since `lock_members` answered `was`.

    Also those whose own teams are the same may see other people's records now.
    """
    work.change_access(was)
    now = await member_json(work, was)
    changed = {
        user_id: before
        for user_id, text in was.items()
        if (before := _teams(text)) != _teams(now[user_id])
    }
    await _record_updates(work, changed)


async def record_changed(work: Work, was: Mapping[UUID, str], names: Sequence[str]) -> None:
    """Say that these fields of members have changed since they were `was`, by the member's role."""
    before = {user_id: orjson.loads(text) for user_id, text in was.items()}
    await _record_updates(
        work, {user_id: {name: one[name] for name in names} for user_id, one in before.items()}
    )


async def _record_updates(work: Work, before: Mapping[UUID, dict[str, Any]]) -> None:
    await work.execute(
        "UPDATE members SET version = version + 1 WHERE tenant_id = $1 AND user_id = ANY ($2)",
        work.actor.tenant_id,
        list(before),
    )
    for user_id, text in sorted((await member_json(work, before)).items()):
        work.record(
            "member.updated",
            entity="member",
            entity_id=user_id,
            version=orjson.loads(text)["version"],
            audience=EVERYONE,
            changed=tuple(before[user_id]),
            before=before[user_id],
            data=text,
        )


def _teams(text: str) -> dict[str, list[str]]:
    member = orjson.loads(text)
    return {"team_ids": member["team_ids"], "manages": member["manages"]}
