"""Creating, changing and dissolving teams; what its people may see changes with them."""

from collections.abc import Container, Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import Conflict, Invalid, NotFound
from app.core.event_types import declare_events
from app.core.ids import new_id
from app.core.policy import Verb
from app.core.uow import Work, unit_of_work
from app.identity.members.actions import lock_members, record_teams_changed
from app.identity.teams.queries import team_json
from app.identity.teams.schemas import NewTeam, TeamChanges, TeamMemberIn

EVERYONE = Audience.of("teams", None)
declare_events("team", "created", "updated", "deleted")


async def create_team(actor: Actor, new: NewTeam) -> UUID:
    """A team with its first members. Raises Conflict `team_exists`, Invalid (unknown members)."""
    async with unit_of_work(actor) as work:
        work.require("teams", "create")
        team_id = new_id()
        await _claim_name(work, team_id, new.name)
        people = await lock_members(work, _as_map(new.members))
        await _put_members(work, team_id, new.members, people)
        await _record(work, "team.created", team_id, version=1, changed=("name", "members"))
        await record_teams_changed(work, people)
        return team_id


async def change_team(actor: Actor, team_id: UUID, changes: TeamChanges) -> None:
    """Rename a team or replace its members. Raises NotFound, Conflict, Invalid."""
    async with unit_of_work(actor) as work:
        before, was = await _lock(work, team_id, "update")
        changed: dict[str, Any] = {}
        if changes.name is not None and changes.name != before["name"]:
            await _rename(work, team_id, changes.name)
            changed["name"] = before["name"]
        people: dict[UUID, str] = {}
        if changes.members is not None and _as_map(changes.members) != was:
            # Also those who stay: whose records they see changes.
            people = await lock_members(work, {*was, *_as_map(changes.members)})
            await work.execute(
                "DELETE FROM team_members WHERE tenant_id = $1 AND team_id = $2",
                actor.tenant_id,
                team_id,
            )
            await _put_members(work, team_id, changes.members, people)
            changed["members"] = before["members"]
        if not changed:
            return
        version = await work.fetchval(
            """UPDATE teams SET version = version + 1
                WHERE tenant_id = $1 AND id = $2 RETURNING version""",
            actor.tenant_id,
            team_id,
        )
        await _record(
            work, "team.updated", team_id, version=version, changed=tuple(changed), before=changed
        )
        await record_teams_changed(work, people)


async def delete_team(actor: Actor, team_id: UUID) -> None:
    """Dissolve a team; its people keep their own records. Raises NotFound."""
    async with unit_of_work(actor) as work:
        before, was = await _lock(work, team_id, "delete")
        people = await lock_members(work, was)
        await work.execute(
            "DELETE FROM teams WHERE tenant_id = $1 AND id = $2", actor.tenant_id, team_id
        )
        work.record(
            "team.deleted",
            entity="team",
            entity_id=team_id,
            version=before["version"] + 1,
            audience=EVERYONE,
            changed=("name", "members"),
            before={"name": before["name"], "members": before["members"]},
        )
        await record_teams_changed(work, people)


async def _record(
    work: Work,
    type: str,
    team_id: UUID,
    *,
    version: int,
    changed: tuple[str, ...],
    before: dict[str, Any] | None = None,
) -> None:
    work.record(
        type,
        entity="team",
        entity_id=team_id,
        version=version,
        audience=EVERYONE,
        changed=changed,
        before=before,
        data=await team_json(work, team_id),
    )


async def _lock(work: Work, team_id: UUID, verb: Verb) -> tuple[dict[str, Any], dict[UUID, bool]]:
    """The team as it is, under its lock, and who is in it (and manages it)."""
    work.require("teams", verb)
    await work.execute(
        "SELECT 1 FROM teams WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        work.actor.tenant_id,
        team_id,
    )
    found = await team_json(work, team_id)
    if found is None:
        raise NotFound()
    team = orjson.loads(found)
    return team, {UUID(m["user_id"]): m["manages"] for m in team["members"]}


async def _claim_name(work: Work, team_id: UUID, name: str) -> None:
    if not await work.fetchval(
        """INSERT INTO teams (tenant_id, id, name) VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id, lower(name)) DO NOTHING RETURNING id""",
        work.actor.tenant_id,
        team_id,
        name,
    ):
        raise _name_taken()


async def _rename(work: Work, team_id: UUID, name: str) -> None:
    try:
        await work.execute(
            "UPDATE teams SET name = $3 WHERE tenant_id = $1 AND id = $2",
            work.actor.tenant_id,
            team_id,
            name,
        )
    except asyncpg.UniqueViolationError as error:
        raise _name_taken() from error


def _name_taken() -> Conflict:
    return Conflict("Another team has this name.", code="team_exists")


async def _put_members(
    work: Work, team_id: UUID, members: Sequence[TeamMemberIn], people: Container[UUID]
) -> None:
    for member in members:
        if member.user_id not in people:
            raise Invalid(fields={"members": f"Not a member here: {member.user_id}."})
    await work.execute(
        """INSERT INTO team_members (tenant_id, team_id, user_id, manages)
           SELECT $1, $2, * FROM unnest($3::uuid[], $4::bool[])""",
        work.actor.tenant_id,
        team_id,
        [m.user_id for m in members],
        [m.manages for m in members],
    )


def _as_map(members: Iterable[TeamMemberIn]) -> dict[UUID, bool]:
    return {m.user_id: m.manages for m in members}
