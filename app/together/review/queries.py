"""What happened in a review, from the log itself."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from app.core import log
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.pagination import MAX_LIMIT, PAGING, cursor, list_reply, only_known, page_of
from app.core.records.masking import event_mask
from app.core.records.reading import read_record
from app.core.records.sql import Parameters
from app.core.reply import Reply, reply
from app.core.routing import Parameter
from app.core.uow import View, snapshot
from app.together.review.record import REVIEWS
from app.together.review.totals import outcomes_of, shown_totals

LATEST = 2**62
CHANGES = PAGING[:2]
WHICH = (Parameter("filter[id][in]", "Which reviews: ids, separated by commas; at most 200."),)


async def list_changes(actor: Actor, review_id: UUID, query: Mapping[str, str]) -> Reply:
    """A page of the changes of the board's deals during a review, newest first, as the actor may see
    them; of deals that came from or went to another pipeline too. A card that was only put elsewhere
    in its column is left out. Raises NotFound, Invalid.
    """
    only_known(query, CHANGES)
    page = page_of(query, "changes")
    before = page.after[0] if page.after else LATEST
    async with snapshot(actor) as view:
        review = orjson.loads(await read_record(view, REVIEWS, review_id))
        view.require("deals", "read")
        p = Parameters()
        where = _within(view, review, p)
        total = await view.fetchval(f"SELECT count(*) FROM events WHERE {where}", *p.values)
        rows = await view.fetch(
            f"SELECT {log.COLUMNS} FROM events WHERE {where} AND seq < {p(before)}"
            f" ORDER BY seq DESC LIMIT {page.limit + 1}",
            *p.values,
        )
        events = [log.from_row(row) for row in rows[: page.limit]]
        shown = [log.wire(event, event_mask(event, view.access)) for event in events]
        more = len(rows) > page.limit
        return list_reply(
            [orjson.dumps(event, default=str).decode() for event in shown],
            page,
            next_cursor=cursor("changes", [events[-1].seq]) if more else None,
            total=total,
            seq=view.seq,
        )


async def read_totals(actor: Actor, review_id: UUID) -> Reply:
    """What each stage was worth when the review began, and when it ended. Raises NotFound."""
    async with snapshot(actor) as view:
        review = orjson.loads(await read_record(view, REVIEWS, review_id))
        view.require("deals", "read")
        ended = review["ended_at"] is not None
        return reply(
            {"stages": await shown_totals(view, review_id, ended=ended)},
            seq=view.seq,
        )


async def read_outcomes(actor: Actor, query: Mapping[str, str]) -> Reply:
    """What each of some reviews changed; one that goes on, or is not there, is left out.

    Raises Invalid, or Forbidden (who may not see boards, or deals).
    """
    only_known(query, WHICH)
    try:
        ids = [UUID(text) for text in query[WHICH[0].name].split(",")]
    except (KeyError, ValueError) as error:
        raise Invalid(fields={WHICH[0].name: "Ids, separated by commas."}) from error
    if len(ids) > MAX_LIMIT:
        raise Invalid(fields={WHICH[0].name: f"At most {MAX_LIMIT} at a time."})
    async with snapshot(actor) as view:
        REVIEWS.guard.enter(view)
        view.require("deals", "read")
        return reply(await outcomes_of(view, ids), seq=view.seq)


def _within(view: View, review: Mapping[str, int | str | None], p: Parameters) -> str:
    """SQL: events of this board's deals in the review's numbers that this view may see."""
    pipeline = p(review["pipeline_id"])
    parts = [
        f"tenant_id = {p(view.actor.tenant_id)} AND entity = 'deal'",
        f"seq > {p(review['started_seq'])}",
        # Another place in the same column is no change to talk about.
        "changed::text <> '[\"position\"]'",
        f"(data ->> 'pipeline_id' = {pipeline} OR before ->> 'pipeline_id' = {pipeline})",
    ]
    if review["ended_seq"] is not None:
        parts.append(f"seq <= {p(review['ended_seq'])}")
    owners = view.visible_owners("deals")
    if owners is not None:
        parts.append(f"owner_after = ANY ({p(owners)}::uuid[])")
    return " AND ".join(parts)
