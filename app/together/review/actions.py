"""Being in a review, and leading it: handing it over, taking it over, ending it."""

from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.jobs import schedule
from app.core.members import active_members
from app.core.records.record_type import Change
from app.core.records.writing import create_record, lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.together.review.record import REVIEWS
from app.together.review.totals import hold_log, totals_now

WATCH = "end_deserted_review"  # the job that ends a review whose people are gone


async def start_review(actor: Actor, pipeline_id: UUID, review_id: UUID | None = None) -> str:
    """Present a board to whoever may see it; returns the review's JSON text.

    Raises Forbidden (who may not change deals), Invalid, or Conflict `already_presented`.
    """
    async with unit_of_work(actor) as work:
        sent = {"pipeline_id": pipeline_id, **({"id": review_id} if review_id else {})}
        text = await create_record(actor, REVIEWS, sent)
        await schedule(work, WATCH, UUID(orjson.loads(text)["id"]))
        return text


async def join_review(actor: Actor, review_id: UUID) -> str:
    """Note that the actor takes part, once; who comes after its end changes nothing. Its JSON text.

    Raises NotFound, Forbidden (who may not see boards).
    """
    async with unit_of_work(actor) as work:
        before = await lock_record(work, REVIEWS, review_id, "read")
        here: list[str] = before["took_part"]
        if before["ended_at"] is not None or str(actor.user_id) in here:
            return before["text"]
        change = Change(review_id, before, {"took_part": [*here, actor.user_id]}, "joined")
        text = await update_record(work, REVIEWS, change)
        await log_change(work, REVIEWS, change, text, tuple(change.values))
        return text


async def hand_over(actor: Actor, review_id: UUID, to: UUID | None) -> str:
    """Let somebody else present (None: the actor takes over); returns the review's JSON text.

    Whoever may present may take over: the one who presents may be gone. Raises NotFound, Forbidden,
    Invalid (no active member), or Conflict `ended`.
    """
    async with unit_of_work(actor) as work:
        before = await lock_record(work, REVIEWS, review_id, "update")
        if before["ended_at"] is not None:
            raise Conflict("This review has ended. Start another one.", code="ended")
        presenter_id = to or actor.user_id
        if before["presenter_id"] == str(presenter_id):
            return before["text"]
        if not await active_members(work, [presenter_id]):
            raise Invalid(fields={"presenter_id": "Not an active member."})
        change = Change(review_id, before, {"presenter_id": presenter_id}, "handed_over")
        text = await update_record(work, REVIEWS, change)
        await log_change(work, REVIEWS, change, text, tuple(change.values))
        return text


async def end_review(actor: Actor, review_id: UUID) -> str:
    """End a review at the number the log is at; ending it twice changes nothing.

    Raises NotFound, Forbidden.
    """
    async with unit_of_work(actor) as work:
        before = await lock_record(work, REVIEWS, review_id, "update")
        if before["ended_at"] is not None:
            return before["text"]
        now = await work.fetchval("SELECT now()")
        ended_seq = await hold_log(work)
        totals = await totals_now(work, UUID(before["pipeline_id"]))
        shown = {"ended_at": now, "ended_seq": ended_seq}
        values = {**shown, "totals_after": orjson.dumps(totals).decode()}
        change = Change(review_id, before, values, "ended")
        text = await update_record(work, REVIEWS, change)
        await log_change(work, REVIEWS, change, text, tuple(shown))
        return text
