"""A pipeline to test with."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.api import Answer, Api


@dataclass(frozen=True, slots=True)
class Board:
    """The default pipeline of an organisation: its id and its stages' ids by name."""

    id: str
    stages: dict[str, str]

    async def deal(
        self, api: Api, name: str = "A deal", stage: str = "Lead in", **fields: Any
    ) -> Any:
        """A new deal, as its creator gets it."""
        return (await self.post(api, name, stage, **fields)).data

    async def post(self, api: Api, name: str, stage: str = "Lead in", **fields: Any) -> Answer:
        """The request that creates a deal."""
        body = {"name": name, "pipeline_id": self.id, "stage_id": self.stages[stage], **fields}
        return await api.post("/deals", body)

    async def names(self, api: Api, stage: str = "Lead in") -> list[str]:
        """The cards of a column, in order."""
        board = (await api.get(f"/pipelines/{self.id}/board")).data
        return [c["name"] for s in board["stages"] if s["name"] == stage for c in s["cards"]]


async def board_of(api: Api) -> Board:
    """The organisation's default board."""
    pipeline = (await api.get("/pipelines")).data[0]
    stages = (await api.get("/stages", params={"filter[pipeline_id]": pipeline["id"]})).data
    return Board(pipeline["id"], {stage["name"]: stage["id"] for stage in stages})


def key() -> dict[str, str]:
    """A fresh Idempotency-Key header."""
    return {"Idempotency-Key": str(uuid4())}
