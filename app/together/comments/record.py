"""What a comment is."""

from datetime import UTC, datetime

from app.core.errors import Invalid
from app.core.event_types import declare_events
from app.core.members import active_members
from app.core.records.fields import Field
from app.core.records.guards import ParentGuard
from app.core.records.record_type import Change, RecordType
from app.core.uow import Work
from app.together.comments.schemas import ReactionOut
from app.together.comments.threads import reopen_answered


async def comment_rule(work: Work, change: Change) -> None:
    """Something is said, who is mentioned exists, and an answer stays on its comment's record.

    An answer to a thread that was resolved opens it again.
    """
    if not str(change.value("body")).strip():
        raise Invalid(fields={"body": "Say something."})
    if change.values.get("mentions"):
        await _require_members(work, change)
    if change.values.get("team_mentions"):
        await _require_teams(work, change)
    if change.verb == "created" and change.values.get("parent_id"):
        await _require_same_record(work, change)
        await reopen_answered(work, COMMENTS, change.values["parent_id"])
    if change.verb == "updated" and "body" in change.values:
        change.values["edited_at"] = datetime.now(UTC)


async def _require_members(work: Work, change: Change) -> None:
    mentioned = set(change.values["mentions"])
    if len(await active_members(work, mentioned)) != len(mentioned):
        raise Invalid(fields={"mentions": "Not all of them are active members."})


async def _require_teams(work: Work, change: Change) -> None:
    mentioned = set(change.values["team_mentions"])
    found = await work.fetchval(
        "SELECT count(*) FROM teams WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
        work.actor.tenant_id,
        list(mentioned),
    )
    if found != len(mentioned):
        raise Invalid(fields={"team_mentions": "Not all of them are teams."})


async def _require_same_record(work: Work, change: Change) -> None:
    parent = await work.fetchrow(
        "SELECT entity, entity_id FROM comments WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        change.values["parent_id"],
    )
    if parent is None or (parent["entity"], parent["entity_id"]) != (
        change.values["entity"],
        change.values["entity_id"],
    ):
        raise Invalid(fields={"parent_id": "That comment is on another record."})


declare_events("comment", "reacted", "unreacted", "resolved", "reopened")

COMMENTS = RecordType(
    name="comments",
    entity="comment",
    label="Comment",
    label_plural="Comments",
    table="comments",
    guard=ParentGuard("comments", authors_only=True),
    default_sort="created_at",
    title="body",
    rule=comment_rule,
    fields=(
        Field("entity", "text", "On", required=True, writable=False, creatable_only=True),
        Field("entity_id", "id", "Record", required=True, writable=False, creatable_only=True),
        Field("body", "long_text", "Text", required=True),
        Field("mentions", "users", "Mentioned", nullable=False, default=()),
        Field("team_mentions", "teams", "Teams mentioned", nullable=False, default=()),
        Field(
            "parent_id",
            "link",
            "Answers",
            writable=False,
            creatable_only=True,
            ref="comments",
        ),
        Field(
            "reactions",
            "json",
            "Reactions",
            nullable=False,
            writable=False,
            read_as=list[ReactionOut],
        ),
        Field("edited_at", "datetime", "Edited", writable=False),
        Field("resolved_at", "datetime", "Resolved", writable=False),
        Field("resolved_by", "user", "Resolved by", writable=False, ref="users"),
    ),
)
