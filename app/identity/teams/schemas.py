"""What comes in and goes out about teams."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, field_validator, model_validator

from app.core.schemas import Strict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class TeamMemberIn(Strict):
    """Somebody in the team; `manages`: the team's records are theirs to write as its manager."""

    user_id: UUID
    manages: bool = False


Members = Annotated[list[TeamMemberIn], Field(max_length=500)]


def _each_once(members: list[TeamMemberIn] | None) -> list[TeamMemberIn] | None:
    if members and len({m.user_id for m in members}) < len(members):
        raise ValueError("Each member only once.")
    return members


class NewTeam(Strict):
    """A team to create."""

    name: Name
    members: Members = []

    _once = field_validator("members")(_each_once)


class TeamChanges(Strict):
    """The fields to change; `members` replaces the whole list."""

    name: Name | None = None
    members: Members | None = None

    _once = field_validator("members")(_each_once)

    @model_validator(mode="after")
    def _no_nulls(self) -> "TeamChanges":
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("Name and members can't be null.")
        return self


class TeamMemberOut(BaseModel):
    """Somebody in the team."""

    user_id: UUID
    manages: bool


class TeamOut(BaseModel):
    """A team."""

    id: UUID
    name: str
    members: list[TeamMemberOut]
    version: int
    created_at: str
