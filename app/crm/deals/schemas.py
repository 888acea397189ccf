"""Bodies and answers of the deals' own routes."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.core.schemas import Strict


class MoveDeal(Strict):
    """Put a deal right after another in a stage; `after_id` null puts it first."""

    stage_id: UUID
    after_id: UUID | None


class BoardStage(BaseModel):
    """A column: its cards in order, count and totals per currency over all the caller may see."""

    id: UUID
    name: str
    kind: str
    color: str
    probability: int
    position: str
    version: int
    count: int
    total: dict[str, str]
    next_cursor: str | None
    cards: list[Any]


class Board(BaseModel):
    """A pipeline as a board."""

    pipeline: Any
    stages: list[BoardStage]
