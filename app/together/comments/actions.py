"""What can be done to comments beyond the kernel's writes: reacting to them, resolving threads."""

from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.records.record_type import Change
from app.core.records.writing import lock_record, log_change, update_record
from app.core.uow import unit_of_work
from app.together.comments.record import COMMENTS
from app.together.comments.threads import set_resolved

MOST_EMOJI = 30  # different ones on one comment


async def react(actor: Actor, comment_id: UUID, emoji: str, *, on: bool) -> str:
    """React to a comment with an emoji, or take that back; returns the comment's JSON text.

    Doing it twice changes nothing. Raises NotFound, Forbidden (who may not comment), Invalid.
    """
    async with unit_of_work(actor) as work:
        # "create" is the verb of whoever may comment; "update" would ask for the author.
        before = await lock_record(work, COMMENTS, comment_id, "create")
        reactions = _changed(before["reactions"], emoji, str(actor.user_id), on)
        if reactions == before["reactions"]:
            return before["text"]
        verb = "reacted" if on else "unreacted"
        values = {"reactions": orjson.dumps(reactions).decode()}
        change = Change(comment_id, before, values, verb)
        text = await update_record(work, COMMENTS, change)
        await log_change(work, COMMENTS, change, text, ("reactions",))
        return text


async def resolve(actor: Actor, comment_id: UUID, *, resolved: bool) -> str:
    """Resolve or reopen a thread; see `threads.set_resolved`."""
    async with unit_of_work(actor) as work:
        return await set_resolved(work, COMMENTS, comment_id, resolved)


def _changed(
    reactions: list[dict[str, Any]], emoji: str, user_id: str, on: bool
) -> list[dict[str, Any]]:
    """The reactions with one person's added or taken away; an emoji nobody has left goes."""
    by_emoji: dict[str, list[str]] = {r["emoji"]: list(r["user_ids"]) for r in reactions}
    people = by_emoji.setdefault(emoji, [])
    if on and user_id not in people:
        people.append(user_id)
    elif not on and user_id in people:
        people.remove(user_id)
    if len(by_emoji) > MOST_EMOJI:
        raise Invalid(fields={"emoji": f"At most {MOST_EMOJI} different ones on a comment."})
    return [{"emoji": e, "user_ids": ids} for e, ids in by_emoji.items() if ids]
