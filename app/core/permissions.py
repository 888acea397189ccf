"""Who may do what: role x resource x verb, with a scope.

A resource is a record type (`deals`) or an administrative noun (`webhooks`). A verb is read, create,
update or delete; a feature's own verbs (move, convert) need update. Dependants (comments, notes,
files) ask their parent: they have no rules here.

Readable but not writable is 403, not readable is 404: `require_row` decides in one place.
"""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import orjson

from app.core.actor import Access, BuiltInRole
from app.core.errors import Forbidden, NotFound
from app.core.policy import NOTHING, VERBS, Policy, Rule, Scope, Verb

RANK: Mapping[Scope, int] = {"none": 0, "own": 1, "team": 2, "all": 3}

READ_ALL = Rule(read="all")
FULL = Rule("all", "all", "all", "all")
TEAM = Rule("team", "all", "team", "team")
OWN = Rule("own", "all", "own", "own")
# A notification is its reader's alone, whatever their role.
MINE = Rule(read="own", update="own", delete="own")

SELLING = ("companies", "contacts", "deals")
SETUP = ("pipelines", "stages", "tags", "fields", "members", "teams", "tenant")
ADMINISTRATION = ("webhooks", "roles")

ROLES: dict[BuiltInRole, dict[str, Rule]] = {
    "admin": {
        **dict.fromkeys((*SELLING, *SETUP, *ADMINISTRATION, "imports", "bulk_jobs"), FULL),
        "notifications": MINE,
    },
    "manager": {
        **dict.fromkeys(SELLING, TEAM),
        **dict.fromkeys(SETUP, READ_ALL),
        "tags": FULL,
        "imports": OWN,
        "bulk_jobs": MINE,
        "notifications": MINE,
    },
    "rep": {
        **dict.fromkeys(SELLING, TEAM),
        **dict.fromkeys(SETUP, READ_ALL),
        "tags": Rule("all", "all", "none", "none"),
        "imports": OWN,
        "bulk_jobs": MINE,
        "notifications": MINE,
    },
    "support": {
        **dict.fromkeys(SELLING, READ_ALL),
        **dict.fromkeys(SETUP, READ_ALL),
        "bulk_jobs": MINE,
        "notifications": MINE,
    },
    "read_only": {
        **dict.fromkeys(SELLING, READ_ALL),
        **dict.fromkeys(SETUP, READ_ALL),
        "bulk_jobs": MINE,
        "notifications": MINE,
    },
}

RESOURCES: tuple[str, ...] = tuple(ROLES["admin"])


BUILT_IN: dict[str, Policy] = {name: Policy(name, rules) for name, rules in ROLES.items()}

# What a custom role says about each resource; for every other one it is as read-only people are.
GRANTABLE = (*SELLING, "imports", "pipelines", "stages", "tags", "fields", "members")


def policy_of(role: str, permissions: str | None = None, fields: str | None = None) -> Policy:
    """The policy of a role: a built-in one, or a custom one with its rules as JSON texts."""
    if permissions is None:
        return BUILT_IN[role]
    return _custom_policy(role, permissions, fields or "{}")


@lru_cache(maxsize=1024)
def _custom_policy(role: str, permissions: str, fields: str) -> Policy:
    granted: dict[str, dict[Verb, Scope]] = orjson.loads(permissions)
    levels: dict[str, dict[str, str]] = orjson.loads(fields)
    rules = {**ROLES["read_only"], **{name: Rule(**rule) for name, rule in granted.items()}}
    # Who gives roles to members must be able to see which there are.
    rules["roles"] = READ_ALL if rules["members"].update == "all" else NOTHING
    return Policy(
        f"{role} {permissions} {fields}",
        rules,
        hidden=_at_level(levels, "none"),
        locked=_at_level(levels, "read"),
    )


def _at_level(levels: dict[str, dict[str, str]], wanted: str) -> dict[str, frozenset[str]]:
    return {
        kind: found
        for kind, by_name in levels.items()
        if (found := frozenset(name for name, level in by_name.items() if level == wanted))
    }


def scope(access: Access, resource: str, verb: Verb) -> Scope:
    """How far `verb` reaches on `resource` for this access."""
    return access.policy.rule(resource).reach(verb)


def require_within(access: Access, policy: Policy) -> None:
    """Raise Forbidden `escalation` if `policy` allows anything that this access does not."""
    if access.role != "admin" and _exceeds(policy, access.policy):
        raise Forbidden("That role may do more than your own.", code="escalation")


def _exceeds(wanted: Policy, own: Policy) -> bool:
    if any(
        RANK[rule.reach(verb)] > RANK[own.rule(resource).reach(verb)]
        for resource, rule in wanted.rules.items()
        for verb in VERBS
    ):
        return True
    shown = any(names - wanted.hidden.get(kind, frozenset()) for kind, names in own.hidden.items())
    closed = {
        k: wanted.hidden.get(k, frozenset()) | wanted.locked.get(k, frozenset()) for k in own.locked
    }
    return shown or any(names - closed[kind] for kind, names in own.locked.items())


def allows(reach: Scope, access: Access, user_id: UUID | None, owner_id: UUID | None) -> bool:
    """Whether a scope covers a record of this owner."""
    if reach == "all":
        return True
    if owner_id is None:
        return False
    return owner_id in access.peers if reach == "team" else reach == "own" and owner_id == user_id


def require(access: Access, resource: str, verb: Verb) -> Scope:
    """The scope of a verb the role has at all; raises Forbidden (NotFound for an unreadable resource)."""
    reach = scope(access, resource, verb)
    if reach == "none":
        raise NotFound() if scope(access, resource, "read") == "none" else Forbidden()
    return reach


def require_row(
    access: Access, resource: str, verb: Verb, user_id: UUID | None, owner_id: UUID | None
) -> None:
    """Raise NotFound if the record is out of sight, Forbidden if it may only be read."""
    if not allows(scope(access, resource, "read"), access, user_id, owner_id):
        raise NotFound()
    if not allows(scope(access, resource, verb), access, user_id, owner_id):
        raise Forbidden()
