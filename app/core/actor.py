"""Who acts: identity as the credentials claim it, and access as the database says it is now."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from app.core.policy import Fields, Policy

ActorKind = Literal["user", "api_key", "import", "automation", "system"]
# A role out of the box; a role an organisation has made is named by its id.
BuiltInRole = Literal["admin", "manager", "rep", "support", "read_only"]


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
    """What an actor is and may do in the tenant right now.

    `role` is a built-in role's name or a custom role's id, `policy` what it allows. `peers` are the
    user ids whose records count as "team" (always including one's own).
    """

    name: str
    role: str
    peers: frozenset[UUID]
    policy: Policy
    access_seq: int = 0

    @property
    def hidden(self) -> Fields:
        """The fields of each record type that may not be read."""
        return self.policy.hidden

    @property
    def locked(self) -> Fields:
        """The fields of each record type that may be read and not written."""
        return self.policy.locked
