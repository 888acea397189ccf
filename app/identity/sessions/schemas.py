"""What comes in and goes out of signing in."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from app.core.schemas import Strict

Slot = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,16}$")]
TenantName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Client = Literal["web", "mobile"]
Password = Annotated[str, StringConstraints(max_length=1024)]


class LoginBody(Strict):
    """Credentials. `tenant` is a slug or id, by default the one last used."""

    email: Annotated[str, StringConstraints(max_length=320)]
    password: Password
    tenant: TenantName | None = None
    slot: Slot = "0"
    client: Client = "web"


class RefreshBody(Strict):
    """Which session: the cookie of `slot`, or a token in the body (mobile)."""

    slot: Slot = "0"
    tenant: TenantName | None = None
    refresh_token: Annotated[str, StringConstraints(max_length=300)] | None = None
    client: Client | None = None


class LogoutBody(Strict):
    """Which session to end: the cookie of `slot`, or a token in the body (mobile)."""

    slot: Slot = "0"
    refresh_token: Annotated[str, StringConstraints(max_length=300)] | None = None


class LogoutAllBody(Strict):
    """Whose cookie to clear along with all sessions."""

    slot: Slot = "0"


class SwitchBody(Strict):
    """Which of one's organisations to go to, by slug or id."""

    tenant: TenantName


class UserOut(BaseModel):
    """A person."""

    id: UUID
    email: str | None
    full_name: str


class TenantRoleOut(BaseModel):
    """An organisation and one's role there."""

    id: UUID
    slug: str
    name: str
    role: str


class SignedInOut(BaseModel):
    """A session's access. `refresh_token` only for mobile clients; browsers get a cookie."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    user: UserOut
    tenant: TenantRoleOut
    refresh_token: str | None = None


class PermissionOut(BaseModel):
    """The scope of each verb: none, own, team or all."""

    read: str
    create: str
    update: str
    delete: str


class MeOut(BaseModel):
    """Who one is, where, and what one may do there.

    `role` is a built-in role's name, or the id of a custom one called `role_name`.
    """

    user: UserOut
    tenant: TenantRoleOut
    role: str
    role_name: str | None
    tenants: list[TenantRoleOut]
    permissions: dict[str, PermissionOut]
    hidden_fields: dict[str, list[str]]
    locked_fields: dict[str, list[str]]


class SessionOut(BaseModel):
    """A place where one is signed in."""

    id: UUID
    current: bool
    client: Client
    created_at: str
    last_used_at: str
    expires_at: str
    ip: str | None
    agent: str | None
