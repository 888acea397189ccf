"""The board: a pipeline's stages with their first cards, counts and totals."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.pagination import cursor
from app.core.records.masking import hidden_fields
from app.core.records.reading import ListQuery, list_conditions, parse_list, read_record
from app.core.records.sql import Parameters
from app.core.reply import Reply, reply
from app.core.uow import View, snapshot
from app.crm.deals.record import DEALS
from app.crm.pipelines.record import PIPELINES, STAGES

DEFAULT_CARDS = "100"


async def board(actor: Actor, pipeline_id: UUID, query: Mapping[str, str]) -> Reply:
    """A board, filtered like the list of deals; `next_cursor` goes on in that list by position."""
    if {"sort", "cursor", "page", "trash", "count"} & set(query):
        raise Invalid("A board is sorted by position; page its columns through the list of deals.")
    async with snapshot(actor) as view:
        DEALS.guard.enter(view)
        pipeline = await read_record(view, PIPELINES, pipeline_id)
        asked = await parse_list(view, DEALS, {"limit": DEFAULT_CARDS, **query, "sort": "position"})
        stages = await _stages(view, pipeline_id)
        totals = await _totals(view, pipeline_id, asked)
        cards = await _cards(view, pipeline_id, asked)
        columns = [_column(stage, totals, cards, asked) for stage in stages]
        data = {"pipeline": orjson.Fragment(pipeline), "stages": columns}
        return reply(data, seq=view.seq)


async def _stages(view: View, pipeline_id: UUID) -> list[dict[str, Any]]:
    rows = await view.fetch(
        f"SELECT {STAGES.json_sql()} AS json FROM stages t WHERE t.tenant_id = $1"
        " AND t.pipeline_id = $2 AND t.deleted_at IS NULL ORDER BY t.position",
        view.actor.tenant_id,
        pipeline_id,
    )
    return [orjson.loads(row["json"]) for row in rows]


async def _totals(view: View, pipeline_id: UUID, asked: ListQuery) -> Mapping[str, Any]:
    """Per stage: how many cards, and the sum of each currency."""
    p = Parameters()
    where = await list_conditions(view, DEALS, asked, p)
    rows = await view.fetch(
        "SELECT t.stage_id::text AS stage, t.currency, count(*) AS count,"
        " count(t.amount) AS amounts, money_text(sum(t.amount)::bigint, t.currency) AS total"
        f" FROM deals t WHERE {where} AND t.pipeline_id = {p(pipeline_id)} GROUP BY 1, 2 ORDER BY 2",
        *p.values,
    )
    sums = "amount" not in hidden_fields(view.access, DEALS)
    found: dict[str, Any] = {}
    for row in rows:
        stage = found.setdefault(row["stage"], {"count": 0, "total": {}})
        stage["count"] += row["count"]
        if row["amounts"] and sums:
            stage["total"][row["currency"]] = row["total"]
    return found


async def _cards(view: View, pipeline_id: UUID, asked: ListQuery) -> Mapping[str, list[Any]]:
    """Per stage: its first cards in order, one more than asked for to know whether there are more."""
    p = Parameters()
    where = await list_conditions(view, DEALS, asked, p)
    hidden = hidden_fields(view.access, DEALS)
    rows = await view.fetch(
        "SELECT s.id::text AS stage, card.* FROM stages s CROSS JOIN LATERAL ("
        f" SELECT {DEALS.json_sql(hidden=hidden)} AS json, t.position, t.id::text AS id"
        f" FROM deals t WHERE {where} AND t.stage_id = s.id"
        f" ORDER BY t.position, t.id LIMIT {asked.page.limit + 1}) card"
        f" WHERE s.tenant_id = {p(view.actor.tenant_id)} AND s.pipeline_id = {p(pipeline_id)}"
        " ORDER BY card.position",
        *p.values,
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["stage"], []).append(row)
    return found


def _column(
    stage: dict[str, Any],
    totals: Mapping[str, Any],
    cards: Mapping[str, list[Any]],
    asked: ListQuery,
) -> dict[str, Any]:
    rows = cards.get(stage["id"], [])
    shown = rows[: asked.page.limit]
    more = len(rows) > len(shown)
    return {
        **stage,
        **totals.get(stage["id"], {"count": 0, "total": {}}),
        "next_cursor": _cursor(asked, shown[-1]) if more else None,
        "cards": [orjson.Fragment(row["json"]) for row in shown],
    }


def _cursor(asked: ListQuery, row: Any) -> str:
    return cursor(asked.signature, [row["position"], row["id"]])
