"""What can be done to notes beyond the kernel's writes."""

from uuid import UUID

from app.core.actor import Actor
from app.core.records.writing import create_record
from app.core.uow import Work, unit_of_work
from app.together.notes.record import NOTES


async def main_note(actor: Actor, entity: str, entity_id: UUID) -> str:
    """A record's main note, made if there is none yet; returns its JSON text.

    Whoever may read the record gets it; only who may change the record makes it.
    """
    async with unit_of_work(actor) as work:
        await NOTES.guard.check(work, "read", {"entity": entity, "entity_id": entity_id})
        text = await _existing(work, entity, entity_id)
        if text is not None:
            return text
        await NOTES.guard.check(work, "create", {"entity": entity, "entity_id": entity_id})
        # Two people who open an empty record at once must get one note: the second waits here.
        await work.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"note:{entity_id}"
        )
        text = await _existing(work, entity, entity_id)
        if text is not None:
            return text
        return await create_record(
            actor, NOTES, {"entity": entity, "entity_id": entity_id, "main": True}
        )


async def _existing(work: Work, entity: str, entity_id: UUID) -> str | None:
    return await work.fetchval(
        f"SELECT {NOTES.json_sql()} FROM notes t WHERE t.tenant_id = $1 AND t.entity = $2"
        " AND t.entity_id = $3 AND t.main AND t.deleted_at IS NULL",
        work.actor.tenant_id,
        entity,
        entity_id,
    )
