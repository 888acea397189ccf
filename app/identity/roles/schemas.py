"""What comes in and goes out about roles."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints, model_validator

from app.core.policy import Level, Rule, Scope, Verb
from app.core.schemas import Strict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class RuleIn(Strict):
    """The scope of each verb on a resource; verbs that are not said stay as they are."""

    read: Scope | None = None
    create: Scope | None = None
    update: Scope | None = None
    delete: Scope | None = None

    def onto(self, rule: Rule) -> Rule:
        """The rule with the verbs said here."""
        return Rule(
            read=self.read or rule.read,
            create=self.create or rule.create,
            update=self.update or rule.update,
            delete=self.delete or rule.delete,
        )


Permissions = dict[str, RuleIn]
FieldRules = dict[str, dict[str, Level]]


class NewRole(Strict):
    """A role to create: as `copy_of` (a role's name or id) with what is said on top of it."""

    id: UUID | None = None
    name: Name
    description: Description | None = None
    copy_of: str | None = None
    permissions: Permissions = {}
    fields: FieldRules = {}
    managed_teams: bool | None = None


class RoleChanges(Strict):
    """What to change. Resources, verbs and fields that are not said stay as they are.

    A field at `write` has no rule of its own any more.
    """

    name: Name | None = None
    description: Description | None = None
    permissions: Permissions = {}
    fields: FieldRules = {}
    managed_teams: bool | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> "RoleChanges":
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("Nothing here can be null.")
        return self


class RuleOut(BaseModel):
    """The scope of each verb on a resource."""

    read: Scope
    create: Scope
    update: Scope
    delete: Scope


class RoleOut(BaseModel):
    """A role. `fields` holds the fields that are hidden (`none`) or read-only (`read`), by type.

    `managed_teams`: the scope `team` reaches only the teams that somebody manages. `members` counts
    those who have it, without the deactivated.
    """

    id: str
    name: str
    description: str
    builtin: bool
    permissions: dict[str, RuleOut]
    fields: FieldRules
    managed_teams: bool
    members: int
    version: int


class FieldChoice(BaseModel):
    """A field that may have a rule, and the levels it may be at."""

    name: str
    label: str
    custom: bool
    levels: list[Level]


class ChoicesOut(BaseModel):
    """What roles may say, and the roles themselves differ in."""

    resources: dict[str, dict[Verb, list[Scope]]]
    fields: dict[str, list[FieldChoice]]
