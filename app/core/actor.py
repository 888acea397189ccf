"""Who acts: identity as the credentials claim it, and access as the database says it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "api_key", "import", "automation", "system"]
Scope = Literal["none", "own", "team", "all"]
Role = Literal["admin", "manager", "rep", "support", "read_only"]


@dataclass(frozen=True, slots=True)
class Request:
    """Where a call came from; kept with every event it causes."""

    id: str = ""
    ip: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who says they act, in which tenant. What they may do is read afresh by each unit of work.

    `session_id` is set for people who signed in; `job_id` groups what one background job did.
    """

    tenant_id: UUID
    user_id: UUID | None
    session_id: UUID | None = None
    kind: ActorKind = "user"
    job_id: UUID | None = None
    request: Request = field(default_factory=Request)

    @classmethod
    def system(cls, tenant_id: UUID, *, kind: ActorKind = "system") -> "Actor":
        """The actor for what nobody in particular did; sees and may do everything in its tenant."""
        return cls(tenant_id=tenant_id, user_id=None, kind=kind)


@dataclass(frozen=True, slots=True)
class Access:
    """What an actor is and may see in the tenant right now.

    `peers` are the user ids whose records count as "team" (always including one's own);
    `hidden` maps a record type to the fields this role may not read.
    """

    name: str
    role: Role
    peers: frozenset[UUID]
    access_seq: int = 0
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
