"""What of the log is worth telling somebody, and whom."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import orjson

from app.core.ids import parse_id
from app.core.log import Event
from app.core.records.registry import parents
from app.core.uow import Work
from app.together.comments.threads import authors_in_thread
from app.together.following.actions import follow
from app.together.following.queries import states
from app.together.notifications.actions import News, notify
from app.together.notifications.telling import tell_each

Record = dict[str, Any]
Tell = Callable[[Work, Event, Record], Coroutine[Any, Any, None]]

OWNED = ("deal", "company", "contact")


async def tell(work: Work, event: Event) -> None:
    """Make the notifications that an event asks for."""
    teller = TELLERS.get(event.type)
    if teller is None or event.data is None:
        return
    await teller(work, event, orjson.loads(event.data))


async def _commented(work: Work, event: Event, data: Record) -> None:
    """Whoever is named, whoever has spoken in the thread, whoever follows the record: once each."""
    entity, entity_id = data["entity"], UUID(data["entity_id"])
    wanted: dict[UUID, str] = dict.fromkeys(await _followers(work, entity, entity_id), "comment")
    if data.get("parent_id"):
        in_thread = await authors_in_thread(work, event.entity_id)
        wanted |= dict.fromkeys(in_thread, "reply")
    wanted |= await _named(work, data, known=frozenset())
    await tell_each(
        work,
        event,
        wanted,
        entity=entity,
        entity_id=entity_id,
        body=data.get("body") or "",
        comment_id=event.entity_id,
    )
    # Taking part is following; whoever has said what they want is left alone.
    for user_id in [event.actor_id, *_ids(data.get("mentions"))]:
        if user_id is not None:
            await follow(work, user_id, entity, entity_id)


async def _edited(work: Work, event: Event, data: Record) -> None:
    """Those whom a comment names now and did not before."""
    await tell_each(
        work,
        event,
        await _newly_named(work, event, data),
        entity=data["entity"],
        entity_id=UUID(data["entity_id"]),
        body=data.get("body") or "",
        comment_id=event.entity_id,
    )


async def _noted(work: Work, event: Event, data: Record) -> None:
    """The same of a note."""
    named = await _newly_named(work, event, data)
    await tell_each(work, event, named, entity=data["entity"], entity_id=UUID(data["entity_id"]))


async def _newly_named(work: Work, event: Event, data: Record) -> dict[UUID, str]:
    if not {"mentions", "team_mentions"} & set(event.changed):
        return {}
    before: Record = {**data, **orjson.loads(event.before or "{}")}
    known = frozenset(await _named(work, before, known=frozenset()))
    return await _named(work, data, known=known)


async def _reacted(work: Work, event: Event, data: Record) -> None:
    """The comment's author."""
    author = parse_id(data.get("created_by") or "")
    if author is None:
        return
    before: Record = orjson.loads(event.before or "{}")
    await tell_each(
        work,
        event,
        {author: "reaction"},
        entity=data["entity"],
        entity_id=UUID(data["entity_id"]),
        body=_added_emoji(before.get("reactions") or [], data["reactions"]),
        comment_id=event.entity_id,
    )


async def _given(work: Work, event: Event, data: Record) -> None:
    """The new owner, if somebody else made them so; what comes in bulk is no news."""
    if _in_bulk(event) or event.audience.owner_after is None:
        return
    if event.type.endswith(".created") or "owner_id" in event.changed:
        owner = {event.audience.owner_after: "assigned"}
        await tell_each(work, event, owner, entity=event.entity, entity_id=event.entity_id)


async def _moved(work: Work, event: Event, data: Record) -> None:
    """The deal's owner and followers, when it is won or lost."""
    if _in_bulk(event) or "stage_id" not in event.changed:
        return
    kind = await work.fetchval(
        "SELECT kind FROM stages WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        UUID(data["stage_id"]),
    )
    if kind in ("won", "lost"):
        people = await _followers(work, "deal", event.entity_id)
        wanted = dict.fromkeys(people, f"deal_{kind}")
        await tell_each(work, event, wanted, entity="deal", entity_id=event.entity_id)


async def _imported(work: Work, event: Event, data: Record) -> None:
    """Whoever imports, when it has come to an end."""
    owner = event.audience.owner_after
    ending = {
        "done": f"The import of {data['file_name']} is done: {data['done']} rows",
        "failed": f"The import of {data['file_name']} has failed",
    }.get(data["status"])
    if "status" not in event.changed or ending is None or owner is None:
        return
    failed = f", {data['failed']} left out" if data["failed"] else ""
    news = News(
        "import_done",
        "import",
        event.entity_id,
        subject=data["file_name"],
        title=ending + failed,
        source_seq=event.seq,
    )
    await notify(work, owner, news)


async def _webhook_off(work: Work, event: Event, data: Record) -> None:
    """All admins, when we have turned off a webhook."""
    if "disabled_reason" not in event.changed or not data.get("disabled_reason"):
        return
    admins = await work.fetch(
        "SELECT user_id FROM members WHERE tenant_id = $1 AND role = 'admin'"
        " AND deactivated_at IS NULL",
        work.actor.tenant_id,
    )
    news = News(
        "webhook_disabled",
        "webhook",
        event.entity_id,
        subject=data["url"],
        body=data["disabled_reason"],
        source_seq=event.seq,
    )
    for admin in admins:
        await notify(work, admin["user_id"], news)


TELLERS: dict[str, Tell] = {
    "comment.created": _commented,
    "comment.updated": _edited,
    "comment.reacted": _reacted,
    "deal.moved": _moved,
    "import.updated": _imported,
    "note.updated": _noted,
    "note.version_restored": _noted,
    "webhook.updated": _webhook_off,
    **{f"{entity}.{verb}": _given for entity in OWNED for verb in ("created", "updated")},
}


async def _followers(work: Work, entity: str, entity_id: UUID) -> set[UUID]:
    """Who follows a record: its owner, unless they don't want to, and those who have chosen to."""
    chosen = await states(work, entity, entity_id)
    owner = await work.fetchval(
        f"SELECT owner_id FROM {parents()[entity].table} WHERE tenant_id = $1 AND id = $2",
        work.actor.tenant_id,
        entity_id,
    )
    following = {user for user, state in chosen.items() if state == "following"}
    return following | ({owner} if owner and owner not in chosen else set[UUID]())


async def _named(work: Work, data: Record, *, known: frozenset[UUID]) -> dict[UUID, str]:
    """Who is mentioned by name or with their team, with the kind that says so; `known` left out."""
    teams = _ids(data.get("team_mentions"))
    rows = await work.fetch(
        "SELECT user_id FROM team_members WHERE tenant_id = $1 AND team_id = ANY ($2)",
        work.actor.tenant_id,
        teams,
    )
    found = dict.fromkeys((row["user_id"] for row in rows), "team_mention")
    found |= dict.fromkeys(_ids(data.get("mentions")), "mention")
    return {user: kind for user, kind in found.items() if user not in known}


def _added_emoji(before: list[Record], after: list[Record]) -> str:
    had = {reaction["emoji"]: len(reaction["user_ids"]) for reaction in before}
    return "".join(r["emoji"] for r in after if len(r["user_ids"]) > had.get(r["emoji"], 0))


def _in_bulk(event: Event) -> bool:
    return event.job_id is not None or event.actor_kind in ("import", "system")


def _ids(texts: list[str] | None) -> list[UUID]:
    return [found for text in texts or () if (found := parse_id(text)) is not None]
