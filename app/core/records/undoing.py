"""Taking an event back: a write like any other, unless something newer has touched what it changed.

A change and the undo that took it back annul each other; what then still stands after the event
decides. So an undo can be undone again (redo), and several changes can be taken back one by one.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from app.core.errors import Conflict, Forbidden, Invalid
from app.core.log import Event
from app.core.records.masking import hidden_fields
from app.core.records.merging import value_of
from app.core.records.newer import Newer, newer_than
from app.core.records.record_type import RecordType, Undoing
from app.core.records.schemas import models_of, sent
from app.core.records.writing import change_record, delete_record, lock_record, restore_record
from app.core.uow import View, Work

# What a type's rule sets by itself when the record is put back.
PLACE = "position"


async def undo_change(work: Work, kind: RecordType, event: Event) -> str:
    """Take back what an event did to its record; returns the record's JSON text.

    Raises NotFound or Forbidden as that write itself would, and Conflict: `conflict` (with the fields
    touched since: by whom, when, what is there and what would be), `already_undone`, `in_trash`,
    `not_undoable` (what it would need is not there any more, or it can't be written at all).
    """
    verb = event.type.rpartition(".")[2]
    try:
        if verb in ("created", "restored"):
            return await _to_trash(work, kind, event)
        if verb == "deleted":
            return await _out_of_trash(work, kind, event)
        return await _put_back(work, kind, event)
    except Invalid as error:
        # A stage that was removed, a member who has left, an option that is no more.
        reasons = " ".join(error.fields.values()) or error.message
        raise _not_undoable(f"That can't be put back: {reasons}", fields=error.fields) from error


async def _put_back(work: Work, kind: RecordType, event: Event) -> str:
    if not event.changed:
        raise _not_undoable("This event changed no field.")
    _require_readable(work, kind, event)
    was: dict[str, Any] = orjson.loads(event.before or "{}")
    place = _former_place(event, was)
    current = await _locked(work, kind, event, place is not None)
    fields = _writable(kind, event, was)
    if current["trashed"]:
        raise Conflict("It is in the trash. Restore it first.", code="in_trash")
    standing = await standing_after(work, kind, event)
    names = [name for name in event.changed if name == PLACE or _may_be_set(kind, name)]
    _require_untouched(event, standing, names, current, was)
    undoing = Undoing(event.seq, place)
    return await change_record(work.actor, kind, event.entity_id, fields, undoing=undoing)


def _former_place(event: Event, was: Mapping[str, Any]) -> str | None:
    """The position before a move: unchanged where the key in the new column happens to be the same."""
    if PLACE in event.changed:
        return was.get(PLACE)
    moved = event.type.endswith(".moved")
    return orjson.loads(event.data or "{}").get(PLACE) if moved else None


async def _to_trash(work: Work, kind: RecordType, event: Event) -> str:
    """What was made, or taken out of the trash, goes into it, if nobody has worked on it since."""
    current = await _locked(work, kind, event, False, verb="delete")
    if current["trashed"]:
        raise Conflict("It is in the trash already.", code="already_undone")
    standing = await standing_after(work, kind, event)
    touched = sorted({name for newer in standing for name in newer.changed})
    _require_untouched(
        event, standing, touched, current, None, hidden=hidden_fields(work.access, kind)
    )
    return await delete_record(work.actor, kind, event.entity_id, undoing=Undoing(event.seq))


async def _out_of_trash(work: Work, kind: RecordType, event: Event) -> str:
    current = await _locked(work, kind, event, True, verb="delete")
    if not current["trashed"]:
        newer = await standing_after(work, kind, event)
        told = newer[-1].told() if newer else {}
        raise Conflict(
            "It is not in the trash any more.", code="already_undone", details={"undone": told}
        )
    place = orjson.loads(event.data or "{}").get(PLACE)
    undoing = Undoing(event.seq, place)
    return await restore_record(work.actor, kind, event.entity_id, undoing=undoing)


async def _locked(
    work: Work, kind: RecordType, event: Event, moves: bool, *, verb: Any = "update"
) -> dict[str, Any]:
    """The record, locked; before it, the column it goes back into."""
    if moves and kind.prepare:
        then = {**orjson.loads(event.data or "{}"), **orjson.loads(event.before or "{}")}
        await kind.prepare(work, then)
    found = await lock_record(work, kind, event.entity_id, verb, trashed=True)
    # A note has a field `text` of its own.
    return {**orjson.loads(found["text"]), "trashed": found["trashed"]}


async def standing_after(view: View, kind: RecordType, event: Event) -> list[Newer]:
    """What happened to the record since and still stands, oldest first. Raises Conflict
    `already_undone` if the event itself does not stand any more."""
    newer = await newer_than(view, kind.entity, event.entity_id, event.version)
    standing, annulled = settle(newer)
    if event.seq in annulled:
        told = annulled[event.seq].told()
        raise Conflict(
            f"{told['by']['name']} has taken this back already.",
            code="already_undone",
            details={"undone": told},
        )
    return standing


def settle(events: Sequence[Newer]) -> tuple[list[Newer], dict[int, Newer]]:
    """Events without those that annul each other, and which numbers were taken back by which event."""
    seqs = {event.seq for event in events}
    annulled: dict[int, Newer] = {}
    standing: list[Newer] = []
    for event in reversed(events):
        if event.seq in annulled:
            continue
        if event.undoes is not None:
            annulled[event.undoes] = event
            if event.undoes in seqs:
                continue
        standing.append(event)
    return standing[::-1], annulled


def _writable(kind: RecordType, event: Event, was: Mapping[str, Any]) -> dict[str, Any]:
    """The fields to set, as Python values; what the type's rule has set, it will set again.

    Raises Conflict if there is nothing that can be written (a note's text, say), and Invalid.
    """
    fields: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    for name in event.changed:
        if name.startswith("custom."):
            custom[name.removeprefix("custom.")] = was.get(name)
        elif _may_be_set(kind, name):
            fields[name] = was.get(name)
    if custom:
        fields["custom"] = custom
    if not fields and _former_place(event, was) is None:
        raise _not_undoable("What this changed can't be put back from here.")
    try:
        return sent(models_of(kind).patch.model_validate_json(orjson.dumps(fields)))
    except ValidationError as error:
        wrong = {str(item["loc"][0]): item["msg"] for item in error.errors(include_url=False)}
        raise Invalid(fields=wrong) from error


def _may_be_set(kind: RecordType, name: str) -> bool:
    field = kind.by_key.get(name)
    return name.startswith("custom.") or (field is not None and field.writable)


def _require_readable(work: Work, kind: RecordType, event: Event) -> None:
    if hidden_fields(work.access, kind) & set(event.changed):
        raise Forbidden("This also changed what you may not see.")


def _require_untouched(
    event: Event,
    standing: Sequence[Newer],
    names: Collection[str],
    current: Mapping[str, Any],
    was: Mapping[str, Any] | None,
    *,
    hidden: Collection[str] = (),
) -> None:
    """Raise Conflict naming each field touched since: by whom, when, what is there, what would be."""
    after: dict[str, Any] = orjson.loads(event.data or "{}")
    found: dict[str, Any] = {}
    for newer in standing:
        for name in newer.changed:
            if name in names:
                found[name] = {
                    "base": _value(after, name),
                    "theirs": _value(current, name),
                    "yours": was.get(name) if was is not None else None,
                    **newer.told(),
                }
    if not found and not (standing and was is None):
        return
    last = standing[-1]
    raise Conflict(
        f"{last.actor_name or 'Somebody'} has changed this since.",
        details={"conflicts": {k: v for k, v in found.items() if k not in hidden}},
    )


def _value(record: Mapping[str, Any], name: str) -> Any:
    try:
        return value_of(record, name)
    except KeyError:
        return None  # the field is younger than the event


def _not_undoable(message: str, *, fields: Mapping[str, Any] | None = None) -> Conflict:
    details = {"fields": dict(fields)} if fields else None
    return Conflict(message, code="not_undoable", details=details)
