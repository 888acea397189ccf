"""REST for notes; their text is written over the socket."""

from uuid import UUID

from app.core.records.reading import record_reply
from app.core.records.registry import parents
from app.core.records.routes import record_routes
from app.core.reply import Reply
from app.core.routing import Call, route
from app.together.notes.actions import main_note
from app.together.notes.record import NOTES

models = record_routes(NOTES)


def _main_note_route(entity: str, plural: str) -> None:
    @route(
        "POST",
        f"/{plural}/<uuid:record_id>/note",
        summary=f"The {entity}'s main note, made if there is none",
        tag="Notes",
        returns=models.read,
    )
    async def open_main_note(call: Call[None], record_id: UUID) -> Reply:
        return record_reply(await main_note(call.actor, entity, record_id))


for _entity, _kind in parents().items():
    _main_note_route(_entity, _kind.name)
