"""Whether somebody may be at a topic, read a record or know a person now, asked of the database."""

from uuid import UUID

from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.ids import parse_id
from app.core.members import active_members
from app.core.records.registry import BY_ENTITY
from app.core.uow import snapshot


async def require_topic(actor: Actor, topic: str) -> None:
    """Raise NotFound unless the actor may be at this topic, Invalid if it is none."""
    if topic == "tenant":
        return
    entity, _, text = topic.partition(":")
    record_id = parse_id(text)
    if record_id is None or topic != f"{entity}:{record_id}":
        raise Invalid(fields={"topic": "Use tenant, person:<id>, pipeline:<id> or <entity>:<id>."})
    if entity == "person":
        await require_colleague(actor, record_id)
    else:
        await require_sight(actor, entity, record_id)


async def require_sight(actor: Actor, entity: str, record_id: UUID) -> None:
    """Raise NotFound unless the actor may read this record as of now."""
    kind = BY_ENTITY.get(entity)
    if kind is None:
        raise NotFound()
    async with snapshot(actor) as view:
        row = await view.fetchrow(
            f"SELECT * FROM {kind.table} WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            actor.tenant_id,
            record_id,
        )
        if row is None:
            raise NotFound()
        await kind.guard.check(view, "read", dict(row))


async def require_colleague(actor: Actor, user_id: UUID) -> None:
    """Raise NotFound unless this is an active member of the actor's organisation."""
    async with snapshot(actor) as view:
        if not await active_members(view, [user_id]):
            raise NotFound()
