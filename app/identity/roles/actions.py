"""Making, changing and removing roles. What its holders may see changes with the same commit."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.core.actor import Actor
from app.core.audience import Audience
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.event_types import declare_events
from app.core.ids import new_id, parse_id
from app.core.permissions import BUILT_IN, GRANTABLE, policy_of, require_within
from app.core.policy import Rule
from app.core.uow import Work, unit_of_work
from app.identity.members.actions import record_changed
from app.identity.members.queries import member_json
from app.identity.roles.choices import field_levels, wrong_rule
from app.identity.roles.queries import NAMES, holders, role_json, role_policy
from app.identity.roles.schemas import FieldRules, NewRole, Permissions, RoleChanges

ADMINS = Audience.of("roles", None)
MAX_ROLES = 100
declare_events("role", "created", "updated", "deleted")

Role = dict[str, Any]  # as its JSON


async def create_role(actor: Actor, new: NewRole) -> UUID:
    """A role, made anew or from another. Raises Invalid, Conflict `role_exists`."""
    async with unit_of_work(actor) as work:
        work.require("roles", "create")
        await _require_room(work)
        role = await _starting_point(work, new.copy_of)
        role_id = new.id or new_id()
        role |= {"name": new.name, "description": new.description or role["description"]}
        if new.managed_teams is not None:
            role["managed_teams"] = new.managed_teams
        await _apply(work, role, new.permissions, new.fields)
        await _store(work, role_id, role)
        await _record(work, "role.created", role_id)
        return role_id


async def change_role(actor: Actor, role: str, changes: RoleChanges) -> None:
    """Change a role for everybody who has it. Raises NotFound, Forbidden (built-in), Invalid."""
    async with unit_of_work(actor) as work:
        role_id, before = await _lock(work, role, "update")
        after: Role = orjson.loads(orjson.dumps(before))
        said = changes.model_dump(exclude_unset=True, exclude={"permissions", "fields"})
        after |= said
        await _apply(work, after, changes.permissions, changes.fields)
        names = ("name", "description", "permissions", "fields", "managed_teams")
        changed = {name: before[name] for name in names if before[name] != after[name]}
        if not changed:
            return
        people = await holders(work, role_id)
        was = await member_json(work, people)
        await _store(work, role_id, after)
        if changed.keys() & {"permissions", "fields", "managed_teams"}:
            work.change_access(people)
        await _record(work, "role.updated", role_id, changed)
        if "name" in changed:
            await record_changed(work, was, ("role_name",))


async def delete_role(actor: Actor, role: str, *, reassign_to: str | None) -> None:
    """Remove a role; its holders get another. Raises NotFound, Forbidden, Conflict `role_in_use`."""
    async with unit_of_work(actor) as work:
        role_id, before = await _lock(work, role, "delete")
        if reassign_to == role:
            raise Invalid(fields={"reassign_to": "Choose another role than the one that goes."})
        people = await holders(work, role_id)
        if people and reassign_to is None:
            raise Conflict(
                "Members have this role. Say in reassign_to which one they get instead.",
                code="role_in_use",
                details={"members": len(people)},
            )
        if people and reassign_to is not None:
            await _reassign(work, people, reassign_to)
        await work.execute(
            "DELETE FROM roles WHERE tenant_id = $1 AND id = $2", actor.tenant_id, role_id
        )
        work.record(
            "role.deleted",
            entity="role",
            entity_id=role_id,
            version=before["version"] + 1,
            audience=ADMINS,
            changed=("name",),
            before={"name": before["name"]},
        )


async def _reassign(work: Work, people: list[UUID], to: str) -> None:
    try:
        require_within(work.access, await role_policy(work, to))
    except Invalid as error:
        raise Invalid(fields={"reassign_to": "There is no such role."}) from error
    was = await member_json(work, people)
    await work.execute(
        "UPDATE members SET role = $3 WHERE tenant_id = $1 AND user_id = ANY ($2)",
        work.actor.tenant_id,
        people,
        to,
    )
    work.change_access(people)
    await record_changed(work, was, ("role", "role_name"))


async def _require_room(work: Work) -> None:
    count = await work.fetchval(
        "SELECT count(*) FROM roles WHERE tenant_id = $1", work.actor.tenant_id
    )
    if count >= MAX_ROLES:
        raise Conflict(f"There may be {MAX_ROLES} roles of your own.", code="too_many")


async def _starting_point(work: Work, copy_of: str | None) -> Role:
    """The role a new one begins as: a copy, or what read-only people may."""
    text = await role_json(work, copy_of or "read_only")
    if text is None:
        raise Invalid(fields={"copy_of": "There is no such role."})
    role: Role = orjson.loads(text)
    if copy_of == "admin":
        # Some of an admin's rights reach further than a custom role's may.
        role["permissions"]["members"]["delete"] = "none"
        for verb in ("read", "update", "delete"):
            role["permissions"]["imports"][verb] = "own"
    return role


async def _apply(work: Work, role: Role, permissions: Permissions, fields: FieldRules) -> None:
    """Put what was said on top of a role; raises Invalid naming each thing that can't be."""
    wrong: dict[str, str] = {}
    for resource, said in permissions.items():
        if resource not in GRANTABLE:
            wrong[f"permissions.{resource}"] = "Roles say nothing about this."
            continue
        rule = said.onto(Rule(**role["permissions"][resource]))
        role["permissions"][resource] = asdict(rule)
        if problem := wrong_rule(resource, rule):
            wrong[f"permissions.{resource}"] = problem
    levels = await field_levels(work) if fields else {}
    for kind, by_name in fields.items():
        for name, level in by_name.items():
            _, possible = levels.get(kind, {}).get(name, (None, ()))
            if level not in possible:
                wrong[f"fields.{kind}.{name}"] = (
                    f"This field may be at {', '.join(possible)}."
                    if possible
                    else "There is no such field, or it can have no rule."
                )
            elif level == "write":
                role["fields"].get(kind, {}).pop(name, None)
            else:
                role["fields"].setdefault(kind, {})[name] = level
    if wrong:
        raise Invalid(fields=wrong)
    role["fields"] = {kind: rules for kind, rules in role["fields"].items() if rules}


async def _store(work: Work, role_id: UUID, role: Role) -> None:
    if role["name"].lower() in {name.lower() for name in NAMES.values()}:
        raise _name_taken()
    permissions = orjson.dumps(role["permissions"], option=orjson.OPT_SORT_KEYS).decode()
    fields = orjson.dumps(role["fields"], option=orjson.OPT_SORT_KEYS).decode()
    require_within(work.access, policy_of(str(role_id), permissions, fields))
    try:
        await work.execute(
            """INSERT INTO roles (tenant_id, id, name, description, permissions, fields,
                                  managed_teams, created_by, updated_by)
               VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8, $8)
               ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name,
                   description = excluded.description, permissions = excluded.permissions,
                   fields = excluded.fields, managed_teams = excluded.managed_teams,
                   version = roles.version + 1, updated_at = now(), updated_by = $8""",
            work.actor.tenant_id,
            role_id,
            role["name"],
            role["description"],
            permissions,
            fields,
            role["managed_teams"],
            work.actor.user_id,
        )
    except asyncpg.UniqueViolationError as error:
        raise _name_taken() from error


async def _record(
    work: Work, type: str, role_id: UUID, before: dict[str, Any] | None = None
) -> None:
    text = await role_json(work, str(role_id))
    after: Role = orjson.loads(text or "{}")
    work.record(
        type,
        entity="role",
        entity_id=role_id,
        version=after["version"],
        audience=ADMINS,
        changed=tuple(before or ()),
        before=before,
        data=after,
    )


async def _lock(work: Work, role: str, verb: Any) -> tuple[UUID, Role]:
    work.require("roles", verb)
    if role in BUILT_IN:
        raise Forbidden(
            "The roles out of the box stay as they are. Make a copy and change that.",
            code="built_in_role",
        )
    role_id = parse_id(role)
    await work.execute(
        "SELECT 1 FROM roles WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        work.actor.tenant_id,
        role_id,
    )
    text = await role_json(work, role)
    if role_id is None or text is None:
        raise NotFound()
    return role_id, orjson.loads(text)


def _name_taken() -> Conflict:
    return Conflict("Another role has this name.", code="role_exists")
