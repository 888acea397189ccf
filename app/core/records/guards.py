"""Who may see and change a record: by its owner, by everybody, or as its parent allows.

A guard answers the same question three times: as SQL for lists, as a check for one record, and as
the audience of its events. Only here are they kept in step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.core.audience import Audience
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.policy import Verb
from app.core.records.registry import parents
from app.core.records.sql import Parameters
from app.core.uow import View

Row = Mapping[str, Any]


class Guard(Protocol):
    """The rules of sight and change for one record type."""

    @property
    def resource(self) -> str:
        """What permissions and events call it."""
        ...

    def enter(self, view: View) -> None:
        """Raise NotFound or Forbidden unless this view may list the type at all."""
        ...

    def condition(self, view: View, p: Parameters) -> str | None:
        """SQL on the row `t` that holds for what this view may read; None for everything."""
        ...

    async def check(self, view: View, verb: Verb, row: Row) -> None:
        """Raise NotFound if the record is out of sight, Forbidden if the verb is not allowed."""
        ...

    async def audience(self, view: View, before: Row | None, after: Row) -> Audience:
        """Who is told of a change from `before` to `after`."""
        ...


@dataclass(frozen=True, slots=True)
class OwnerGuard:
    """Records with an owner: the role's scope (own, team, all) on the resource decides."""

    resource: str

    def enter(self, view: View) -> None:
        """Some scope of reading."""
        view.require(self.resource, "read")

    def condition(self, view: View, p: Parameters) -> str | None:
        """The owner is one of those whose records this view may read."""
        return owner_condition(view, self.resource, p, "t")

    async def check(self, view: View, verb: Verb, row: Row) -> None:
        """By the record's owner; a create asks only for the verb."""
        if verb == "create":
            view.require(self.resource, verb)
        else:
            view.require_row(self.resource, verb, _owner(row))

    async def audience(self, view: View, before: Row | None, after: Row) -> Audience:
        """Those who see the old owner's or the new owner's records."""
        return Audience(self.resource, _owner(before or after), _owner(after))


@dataclass(frozen=True, slots=True)
class OpenGuard:
    """Records without an owner (pipelines, stages, tags): whoever has the verb on the resource."""

    resource: str

    def enter(self, view: View) -> None:
        """Reading at all."""
        view.require(self.resource, "read")

    def condition(self, view: View, p: Parameters) -> str | None:
        """Everything; the route has asked for the verb."""
        return None

    async def check(self, view: View, verb: Verb, row: Row) -> None:
        """The verb at all."""
        view.require(self.resource, verb)

    async def audience(self, view: View, before: Row | None, after: Row) -> Audience:
        """All who may read the resource."""
        return Audience.of(self.resource, None)


@dataclass(frozen=True, slots=True)
class ParentGuard:
    """Dependants (comments, notes, files): they are seen and written as their parent is.

    With `authors_only`, changing and deleting is for the author, or an admin.
    """

    resource: str
    authors_only: bool = False

    def enter(self, view: View) -> None:
        """Anybody: each row asks its parent."""

    def condition(self, view: View, p: Parameters) -> str | None:
        """The parent is one this view may read."""
        return " OR ".join(
            f"(t.entity = '{parent.entity}' AND EXISTS (SELECT 1 FROM {parent.table} parent"
            f" WHERE parent.tenant_id = t.tenant_id AND parent.id = t.entity_id"
            f" AND parent.deleted_at IS NULL{_and(owner_condition(view, parent.name, p, 'parent'))}))"
            for parent in parents().values()
        )

    async def check(self, view: View, verb: Verb, row: Row) -> None:
        """Reading asks to read the parent; everything else asks to change it."""
        owner = await parent_owner(view, row["entity"], row["entity_id"])
        resource = parents()[row["entity"]].name
        view.require_row(resource, "read" if verb == "read" else "update", owner)
        if self.authors_only and verb in ("update", "delete") and view.access.role != "admin":
            author = row.get("created_by")
            if author is None or UUID(str(author)) != view.actor.user_id:
                raise Forbidden("Only its author may change this.")

    async def audience(self, view: View, before: Row | None, after: Row) -> Audience:
        """The parent's."""
        return await parent_audience(view, after["entity"], after["entity_id"])


def owner_condition(view: View, resource: str, p: Parameters, alias: str) -> str | None:
    """SQL: the owner of `alias` is one whose records of this resource may be read."""
    owners = view.visible_owners(resource)
    return None if owners is None else f"{alias}.owner_id = ANY({p(owners)}::uuid[])"


async def parent_owner(view: View, entity: str, entity_id: UUID | str) -> UUID | None:
    """The owner of the record a dependant hangs on; raises Invalid or NotFound."""
    parent = parents().get(entity)
    if parent is None:
        raise Invalid(fields={"entity": f"Use one of: {', '.join(sorted(parents()))}."})
    row = await view.fetchrow(
        f"SELECT owner_id FROM {parent.table}"
        " WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
        view.actor.tenant_id,
        entity_id,
    )
    if row is None:
        raise NotFound()
    return row["owner_id"]


async def parent_audience(view: View, entity: str, entity_id: UUID | str) -> Audience:
    """The audience of what hangs on a record."""
    owner = await parent_owner(view, entity, entity_id)
    return Audience.of(parents()[entity].name, owner)


def _owner(row: Row) -> UUID | None:
    owner = row.get("owner_id")
    return owner if owner is None or isinstance(owner, UUID) else UUID(owner)


def _and(condition: str | None) -> str:
    return f" AND {condition}" if condition else ""
