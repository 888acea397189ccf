"""Taking back what an event says happened."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson

from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.log import Event
from app.core.records.bulk.actions import undo_bulk
from app.core.records.masking import event_sight
from app.core.records.reading import presented
from app.core.records.registry import BY_ENTITY
from app.core.records.undoing import undo_change
from app.core.uow import Work, unit_of_work
from app.crm.importing.actions import undo as undo_import
from app.together.undo.queries import find_event


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo has left: the type (as in paths) and JSON text of the record, and whether a
    worker is still at it."""

    type: str
    text: str
    going_on: bool = False


async def undo_event(actor: Actor, seq: int) -> Undone:
    """Write the change that takes an event back, as a normal action of the caller.

    Raises NotFound (no such event, or out of sight), Forbidden, or Conflict with the reason.
    """
    async with unit_of_work(actor) as work:
        event = await find_event(work, seq)
        if event is None or event_sight(event, work.access, actor.user_id) != "full":
            raise NotFound()
        special = JOBS.get(event.entity)
        if special is not None:
            return await special(work, event)
        if event.type in ELSEWHERE:
            raise Conflict(ELSEWHERE[event.type], code="not_undoable")
        kind = BY_ENTITY.get(event.entity)
        if kind is None:
            raise Conflict(
                f"A change of a {event.entity.replace('_', ' ')} can't be taken back from here.",
                code="not_undoable",
            )
        text = await undo_change(work, kind, event)
        return Undone(kind.name, presented(actor, kind, text))


async def _whole_import(work: Work, event: Event) -> Undone:
    return Undone("imports", await undo_import(work.actor, event.entity_id), going_on=True)


async def _whole_job(work: Work, event: Event) -> Undone:
    text = await undo_bulk(work.actor, event.entity_id)
    going_on = orjson.loads(text)["status"] == "queued"
    return Undone("bulk-jobs", text, going_on=going_on)


# What is taken back in another way, in words for whoever asks.
ELSEWHERE = {
    "note.version_restored": "A note is not taken back from here: restore another of its versions."
}

# Events that stand for many: taking one back takes back all of it.
JOBS: Mapping[str, Callable[[Work, Event], Awaitable[Undone]]] = {
    "import": _whole_import,
    "bulk_job": _whole_job,
}
