"""Whether somebody may be at a topic, read a record or know a person now, asked of the database."""

from uuid import UUID

from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.ids import parse_id
from app.core.members import active_members
from app.core.records.registry import BY_ENTITY
from app.core.uow import snapshot


async def require_topic(actor: Actor, topic: str) -> int:
    """The log position as of which the actor may be at this topic; 0 where everybody always may.

    Raises NotFound if they may not, Invalid if there is no such topic.
    """
    if topic == "tenant":
        return 0
    entity, _, text = topic.partition(":")
    record_id = parse_id(text)
    if record_id is None or topic != f"{entity}:{record_id}":
        raise Invalid(fields={"topic": "Use tenant, person:<id>, pipeline:<id> or <entity>:<id>."})
    if entity == "person":
        return await require_colleague(actor, record_id)
    return await require_sight(actor, entity, record_id)


async def require_sight(actor: Actor, entity: str, record_id: UUID) -> int:
    """The log position as of which the actor may read this record; raises NotFound."""
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
        return view.seq


async def require_colleague(actor: Actor, user_id: UUID) -> int:
    """The log position as of which this is an active member of the organisation; raises NotFound."""
    async with snapshot(actor) as view:
        if not await active_members(view, [user_id]):
            raise NotFound()
        return view.seq
