"""Who sees a review, and who may lead one."""

from dataclasses import dataclass

from app.core.audience import Audience
from app.core.policy import Verb
from app.core.records.guards import Row
from app.core.records.sql import Parameters
from app.core.uow import View

BOARD = "pipelines"


@dataclass(frozen=True, slots=True)
class PresenterGuard:
    """Whoever may see the board sees that it is presented; whoever may change deals may present it."""

    resource: str = BOARD

    def enter(self, view: View) -> None:
        """Reading boards at all."""
        view.require(BOARD, "read")

    def condition(self, view: View, p: Parameters) -> str | None:
        """All of them: what is told of the deals is asked for apart."""
        return None

    async def check(self, view: View, verb: Verb, row: Row) -> None:
        """Reading boards; for everything else, changing deals."""
        view.require(BOARD, "read")
        if verb != "read":
            view.require("deals", "update")

    async def audience(self, view: View, before: Row | None, after: Row) -> Audience:
        """All who may see boards."""
        return Audience.of(BOARD, None)
