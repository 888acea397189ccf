"""Bodies of the pipeline verbs."""

from uuid import UUID

from app.core.schemas import Strict


class MoveStage(Strict):
    """Put a stage right after another of its pipeline; null puts it first."""

    after_id: UUID | None
