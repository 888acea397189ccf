"""What the stages of a board are worth, kept by owner so that everybody can be told their own sum."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.core.records.masking import hidden_fields
from app.core.uow import View, Work
from app.crm.deals.record import DEALS

NOW = """
SELECT coalesce(json_agg(row_to_json(w)), '[]')::text FROM (
    SELECT stage_id, owner_id, currency, count(*) AS count, count(amount) AS amounts,
           sum(amount)::bigint AS sum
      FROM deals WHERE tenant_id = $1 AND pipeline_id = $2 AND deleted_at IS NULL
     GROUP BY 1, 2, 3) w
"""
SHOWN = """
SELECT k.at, w.stage_id::text AS stage, w.currency, sum(w.count)::bigint AS count,
       sum(w.amounts)::bigint AS amounts, money_text(sum(w.sum)::bigint, w.currency) AS total
  FROM reviews r
 CROSS JOIN LATERAL (VALUES ('before', r.totals_before), ('after', r.totals_after)) k (at, kept)
 CROSS JOIN LATERAL jsonb_to_recordset(k.kept) AS w (
       stage_id uuid, owner_id uuid, currency text, count bigint, amounts bigint, sum bigint)
 WHERE r.tenant_id = $1 AND r.id = $2 AND ($3::uuid[] IS NULL OR w.owner_id = ANY ($3))
 GROUP BY 1, 2, 3 ORDER BY 3
"""
OUTCOMES = """
SELECT r.id::text AS review, coalesce(s.kind, 'open') AS kind, w.currency,
       sum(k.sign * w.count)::bigint AS count, sum(k.sign * w.sum)::bigint AS minor,
       money_text(sum(k.sign * w.sum)::bigint, w.currency) AS total
  FROM reviews r
 CROSS JOIN LATERAL (VALUES (-1, r.totals_before), (1, r.totals_after)) k (sign, kept)
 CROSS JOIN LATERAL jsonb_to_recordset(k.kept) AS w (
       stage_id uuid, owner_id uuid, currency text, count bigint, sum bigint)
  LEFT JOIN stages s ON s.tenant_id = r.tenant_id AND s.id = w.stage_id
 WHERE r.tenant_id = $1 AND r.id = ANY ($2::uuid[]) AND r.ended_at IS NOT NULL
   AND ($3::uuid[] IS NULL OR w.owner_id = ANY ($3))
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


async def hold_log(work: Work) -> int:
    """Keep everybody from appending to the log until this unit commits; the number it is at.

    What is read after it is exactly what the events up to that number have made. Take every other
    lock before: the log's is the last one.
    """
    seq: int = await work.fetchval(
        "SELECT seq FROM tenant_heads WHERE tenant_id = $1 FOR UPDATE", work.actor.tenant_id
    )
    return seq


async def totals_now(work: Work, pipeline_id: UUID) -> list[dict[str, Any]]:
    """Count and sum (in minor units) of a pipeline's deals by stage, owner and currency."""
    text = await work.fetchval(NOW, work.actor.tenant_id, pipeline_id)
    found: list[dict[str, Any]] = orjson.loads(text)
    return found


async def shown_totals(view: View, review_id: UUID, *, ended: bool) -> list[dict[str, Any]]:
    """Each stage before and after a review, summed over the deals this view may read.

    Sums are left out for whom amounts are hidden.
    """
    owners = view.visible_owners("deals")
    rows = await view.fetch(SHOWN, view.actor.tenant_id, review_id, owners)
    sums = "amount" not in hidden_fields(view.access, DEALS)
    stages: dict[str, dict[str, Any]] = {}
    for row in rows:
        stage = stages.setdefault(
            row["stage"],
            {
                "stage_id": row["stage"],
                "before": {"count": 0, "total": {}},
                "after": {"count": 0, "total": {}} if ended else None,
            },
        )
        worth = stage[row["at"]]
        worth["count"] += row["count"]
        if row["amounts"] and sums:
            worth["total"][row["currency"]] = row["total"]
    return list(stages.values())


async def outcomes_of(view: View, review_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What reviews that have ended changed, by kind of stage (open, won, lost), summed over the deals
    this view may read; what is as it was is left out, and sums are for whom amounts are hidden.
    """
    owners = view.visible_owners("deals")
    rows = await view.fetch(OUTCOMES, view.actor.tenant_id, list(review_ids), owners)
    sums = "amount" not in hidden_fields(view.access, DEALS)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        review, kind = row["review"], row["kind"]
        blank = {"review_id": review, "kind": kind, "count": 0, "total": {}}
        outcome = found.setdefault((review, kind), blank)
        outcome["count"] += row["count"]
        if sums and row["minor"]:
            outcome["total"][row["currency"]] = row["total"]
    return [outcome for outcome in found.values() if outcome["count"] or outcome["total"]]
