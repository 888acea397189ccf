"""Members, pipelines and stages by name: few enough to know them all."""

from dataclasses import dataclass, field
from uuid import UUID

from app.core.errors import Invalid
from app.core.ids import parse_id
from app.core.uow import View
from app.crm.importing.values import key_of


@dataclass(frozen=True, slots=True)
class People:
    """The active members; `absent` are people without a login who were deactivated."""

    by_key: dict[str, UUID]
    doubled: frozenset[str]
    absent: dict[str, UUID]

    def find(self, text: str) -> UUID:
        """By e-mail, name or id; raises ValueError with a sentence."""
        key = key_of(text)
        if key in self.doubled:
            raise ValueError(f"There are several members called {text!r}: use the e-mail.")
        found = self.by_key.get(key)
        if found is None:
            raise ValueError(f"There is no active member {text!r}.")
        return found


async def load_people(view: View) -> People:
    """The members as they are now."""
    rows = await view.fetch(
        """SELECT m.user_id, u.full_name, u.email, m.deactivated_at IS NULL AS active,
                  u.email IS NULL AND u.password_hash IS NULL AS no_login
             FROM members m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1""",
        view.actor.tenant_id,
    )
    by_key: dict[str, UUID] = {}
    doubled: set[str] = set()
    absent: dict[str, UUID] = {}
    for row in rows:
        name = key_of(row["full_name"])
        if not row["active"]:
            if row["no_login"]:
                absent[name] = row["user_id"]
            continue
        if by_key.setdefault(name, row["user_id"]) != row["user_id"]:
            doubled.add(name)
        if row["email"]:
            by_key[key_of(row["email"])] = row["user_id"]
        by_key[str(row["user_id"])] = row["user_id"]
    return People(by_key, frozenset(doubled), absent)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, and how deals enter it."""

    id: UUID
    pipeline_id: UUID
    name: str
    kind: str


@dataclass(slots=True)
class Stages:
    """All stages, in order, and the pipeline that deals go into if no column says so."""

    pipelines: dict[str, UUID]
    default_pipeline: UUID
    stages: list[Stage] = field(default_factory=list[Stage])

    def pipeline(self, text: str) -> UUID:
        """By name or id; raises ValueError with a sentence."""
        found = self.pipelines.get(key_of(text))
        if found is None:
            raise ValueError(f"There is no pipeline {text!r}.")
        return found

    def of(self, pipeline_id: UUID) -> list[Stage]:
        """The stages of a pipeline, in order."""
        return [stage for stage in self.stages if stage.pipeline_id == pipeline_id]

    def first(self, pipeline_id: UUID) -> Stage:
        """Where deals go that name no stage; raises Invalid."""
        stages = self.of(pipeline_id)
        if not stages:
            raise Invalid("The pipeline has no stage yet: make one first.")
        return stages[0]

    def find(self, pipeline_id: UUID, text: str) -> Stage:
        """By name or id; raises ValueError with a sentence."""
        wanted, as_id = key_of(text), parse_id(text)
        for stage in self.of(pipeline_id):
            if stage.id == as_id or key_of(stage.name) == wanted:
                return stage
        raise ValueError(f"The pipeline has no stage {text!r}.")

    def by_id(self, stage_id: UUID) -> Stage:
        """A stage of any pipeline; raises Invalid."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise Invalid(fields={"options.stage_id": "There is no such stage."})


async def load_stages(view: View, pipeline_id: UUID | None) -> Stages:
    """Pipelines and stages as they are now; raises Invalid if there is no pipeline to import into."""
    pipelines = await view.fetch(
        "SELECT id, name FROM pipelines WHERE tenant_id = $1 AND deleted_at IS NULL"
        " ORDER BY position DESC",
        view.actor.tenant_id,
    )
    if not pipelines:
        raise Invalid("There is no pipeline yet: make one first.")
    ids = [row["id"] for row in pipelines]
    if pipeline_id is not None and pipeline_id not in ids:
        raise Invalid(fields={"options.pipeline_id": "There is no such pipeline."})
    rows = await view.fetch(
        "SELECT id, pipeline_id, name, kind FROM stages WHERE tenant_id = $1"
        " AND deleted_at IS NULL ORDER BY pipeline_id, position",
        view.actor.tenant_id,
    )
    # Last to first, so that of two pipelines of one name the first is meant.
    by_name = {key_of(row["name"]): row["id"] for row in pipelines}
    by_name |= {str(row["id"]): row["id"] for row in pipelines}
    stages = [Stage(r["id"], r["pipeline_id"], r["name"], r["kind"]) for r in rows]
    return Stages(by_name, pipeline_id or ids[-1], stages)
