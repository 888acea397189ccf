"""What comes in and goes out about members."""

from uuid import UUID

from pydantic import BaseModel, model_validator

from app.core.schemas import Strict


class MemberChanges(Strict):
    """The fields to change; `role` is a built-in role's name or a custom role's id."""

    role: str | None = None
    active: bool | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> "MemberChanges":
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("Role and active can't be null.")
        return self


class MemberOut(BaseModel):
    """A member. `manages` are those of their teams whose records they manage.

    `role` is a built-in role's name, or the id of a custom one called `role_name`.
    """

    id: UUID
    full_name: str
    email: str | None
    role: str
    role_name: str | None
    active: bool
    team_ids: list[UUID]
    manages: list[UUID]
    version: int
    created_at: str
