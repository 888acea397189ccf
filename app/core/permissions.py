"""Who may do what: role x resource x verb, with a scope.

A resource is a record type (`deals`) or an administrative noun (`webhooks`). A verb is read, create,
update or delete; a feature's own verbs (move, convert) need update. Dependants (comments, notes,
files) ask their parent: they have no rules here.

Readable but not writable is 403, not readable is 404: `require_row` decides in one place.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.core.actor import Access, Role, Scope
from app.core.errors import Forbidden, NotFound

Verb = Literal["read", "create", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Rule:
    """The scope of each verb on one resource. Create is `none` or `all`: new records are one's own."""

    read: Scope = "none"
    create: Scope = "none"
    update: Scope = "none"
    delete: Scope = "none"


NOTHING = Rule()
READ_ALL = Rule(read="all")
FULL = Rule("all", "all", "all", "all")
TEAM = Rule("team", "all", "team", "team")
OWN = Rule("own", "all", "own", "own")
# A notification is its reader's alone, whatever their role.
MINE = Rule(read="own", update="own", delete="own")

SELLING = ("companies", "contacts", "deals")
SETUP = ("pipelines", "stages", "tags", "fields", "members", "teams", "tenant")
ADMINISTRATION = ("webhooks",)

ROLES: dict[Role, dict[str, Rule]] = {
    "admin": {
        **dict.fromkeys((*SELLING, *SETUP, *ADMINISTRATION, "imports"), FULL),
        "notifications": MINE,
    },
    "manager": {
        **dict.fromkeys(SELLING, TEAM),
        **dict.fromkeys(SETUP, READ_ALL),
        "tags": FULL,
        "imports": OWN,
        "notifications": MINE,
    },
    "rep": {
        **dict.fromkeys(SELLING, TEAM),
        **dict.fromkeys(SETUP, READ_ALL),
        "tags": Rule("all", "all", "none", "none"),
        "imports": OWN,
        "notifications": MINE,
    },
    "support": {
        **dict.fromkeys(SELLING, READ_ALL),
        **dict.fromkeys(SETUP, READ_ALL),
        "notifications": MINE,
    },
    "read_only": {
        **dict.fromkeys(SELLING, READ_ALL),
        **dict.fromkeys(SETUP, READ_ALL),
        "notifications": MINE,
    },
}

RESOURCES: tuple[str, ...] = tuple(ROLES["admin"])


def scope(access: Access, resource: str, verb: Verb) -> Scope:
    """How far `verb` reaches on `resource` for this access."""
    rule = ROLES[access.role].get(resource, NOTHING)
    reach: Scope = getattr(rule, verb)
    return reach


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
