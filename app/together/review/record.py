"""What a review is: that a board is presented, by whom, and from which number of the log on."""

from collections.abc import Mapping
from typing import Any

import orjson

from app.core.errors import Conflict, Invalid
from app.core.event_types import declare_events
from app.core.records.fields import Field
from app.core.records.record_type import Change, RecordType
from app.core.uow import Work
from app.together.review.guard import PresenterGuard
from app.together.review.totals import hold_log, totals_now


async def hold_board(work: Work, sent: Mapping[str, Any]) -> None:
    """Take the locks of a new review that come before the log's: its board's and its presenter's.

    Its row refers to both, and who holds the log must not wait for anything any more.
    """
    board = await work.fetchval(
        "SELECT id FROM pipelines WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL"
        " FOR KEY SHARE",
        work.actor.tenant_id,
        sent.get("pipeline_id"),
    )
    if board is None:
        raise Invalid(fields={"pipeline_id": "There is no such pipeline."})
    await work.execute(
        "SELECT FROM members WHERE tenant_id = $1 AND user_id = $2 FOR KEY SHARE",
        work.actor.tenant_id,
        work.actor.user_id,
    )


async def review_rule(work: Work, change: Change) -> None:
    """A board has one review at a time; it begins at the number the log is at."""
    if change.verb in ("deleted", "restored"):
        raise Invalid(fields={"id": "A review is ended, not deleted."})
    if change.verb != "created":
        return
    pipeline_id = change.values["pipeline_id"]
    change.values["presenter_id"] = work.actor.user_id
    change.values["took_part"] = [work.actor.user_id]
    change.values["started_seq"] = await hold_log(work)
    await _require_no_other(work, pipeline_id)
    totals = await totals_now(work, pipeline_id)
    change.values["totals_before"] = orjson.dumps(totals).decode()


async def _require_no_other(work: Work, pipeline_id: Any) -> None:
    running = await work.fetchrow(
        """SELECT r.id, u.full_name FROM reviews r LEFT JOIN users u ON u.id = r.presenter_id
            WHERE r.tenant_id = $1 AND r.pipeline_id = $2 AND r.ended_at IS NULL""",
        work.actor.tenant_id,
        pipeline_id,
    )
    if running is not None:
        who = running["full_name"] or "Somebody"
        raise Conflict(
            f"{who} is presenting this board already: join, or take over.",
            code="already_presented",
            details={"review_id": str(running["id"])},
        )


declare_events("review", "joined", "handed_over", "ended")

REVIEWS = RecordType(
    name="reviews",
    entity="review",
    label="Review",
    label_plural="Reviews",
    table="reviews",
    guard=PresenterGuard(),
    title="id",
    prepare=hold_board,
    rule=review_rule,
    fields=(
        Field(
            "pipeline_id",
            "link",
            "Pipeline",
            required=True,
            writable=False,
            creatable_only=True,
            ref="pipelines",
        ),
        Field("presenter_id", "user", "Presenter", writable=False, ref="users"),
        Field("started_seq", "integer", "First number", required=True, writable=False),
        Field("ended_seq", "integer", "Last number", writable=False),
        Field("ended_at", "datetime", "Ended", writable=False),
        Field("took_part", "users", "Took part", nullable=False, writable=False, default=()),
    ),
)
