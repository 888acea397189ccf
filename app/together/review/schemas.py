"""What goes in and out about reviews beyond their fields."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from app.core.schemas import Strict


class Present(Strict):
    """Who presents from now on: somebody else, or, left out, whoever asks."""

    presenter_id: UUID | None = None


class Worth(BaseModel):
    """How many deals are in a stage, and their sum by currency."""

    count: int
    total: dict[str, str]


class StageTotals(BaseModel):
    """A stage at the start of a review and at its end; `after` is null while it goes on."""

    stage_id: UUID
    before: Worth
    after: Worth | None


class Totals(BaseModel):
    """The totals of a review, of the deals the caller may see; stages without deals are left out."""

    stages: list[StageTotals]


class Outcome(Worth):
    """What a review changed in the stages of one kind: deals, and their sum by currency, that came
    (or, negative, went); only kinds in which something did.
    """

    review_id: UUID
    kind: Literal["open", "won", "lost"]
