"""Deals to measure with."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from app.core.actor import Actor
from app.core.ids import new_id
from app.core.records.writing import create_record
from app.core.uow import snapshot, unit_of_work
from app.crm.deals.record import DEALS


async def make_deals(
    author: Actor, count: int, *, places: Sequence[Mapping[str, Any]] = ()
) -> list[str]:
    """The ids of so many new deals of theirs, by turns in `places` (a stage's `id` and `pipeline_id`).

    Without places, all in one stage.
    """
    rows = places
    if not rows:
        async with snapshot(author) as view:
            rows = await view.fetch(
                "SELECT id, pipeline_id FROM stages WHERE tenant_id = $1 ORDER BY position LIMIT 1",
                author.tenant_id,
            )
    made: list[str] = []
    for n in range(count):
        place = rows[n % len(rows)]
        fields = {
            "id": new_id(),
            "name": f"Deal {n}",
            "pipeline_id": place["pipeline_id"],
            "stage_id": place["id"],
            "amount": Decimal(1000 + n),
        }
        async with unit_of_work(author):
            made.append(orjson.loads(await create_record(author, DEALS, fields))["id"])
    return made
