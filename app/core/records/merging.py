"""Merging by version: what has happened to a record since the version somebody edited."""

from collections.abc import Mapping
from typing import Any

import orjson

from app.core import log
from app.core.errors import Conflict
from app.core.records.masking import hidden_fields
from app.core.records.newer import Newer, newer_than
from app.core.records.record_type import RecordType
from app.core.uow import Work


async def require_unchanged(
    work: Work,
    kind: RecordType,
    current: Mapping[str, Any],
    yours: Mapping[str, Any],
    *,
    since: int,
) -> None:
    """Raise Conflict if one of the fields in `yours` has changed since that version; says by whom and when.

    The log knows: each event says what it changed and what was there before, so `base` is the
    `before` of the field's first event after the version. Must run after the row lock.
    """
    if since > current["version"]:
        raise _conflict(work, kind, current, {}, {})
    base: dict[str, Any] = {}
    last: dict[str, Newer] = {}
    for newer in await newer_than(work, kind.entity, current["id"], since):
        for name in newer.changed:
            base.setdefault(name, newer.before.get(name))
            last[name] = newer
    conflicts = {
        name: {"base": base[name], "theirs": value_of(current, name), "yours": value}
        for name, value in yours.items()
        if name in base
    }
    if conflicts:
        raise _conflict(
            work, kind, current, conflicts, {name: last[name].signed() for name in conflicts}
        )


def value_of(record: Mapping[str, Any], name: str) -> Any:
    """A field's value by name; `custom.<key>` for custom fields."""
    if name.startswith("custom."):
        return record["custom"].get(name.removeprefix("custom."))
    return record[name]


def _conflict(
    work: Work,
    kind: RecordType,
    current: Mapping[str, Any],
    conflicts: dict[str, Any],
    changed_by: dict[str, Any],
) -> Conflict:
    record: dict[str, Any] = orjson.loads(current["text"])
    record = log.without(record, hidden_fields(work.access, kind))
    return Conflict(
        "Somebody has changed this meanwhile. Choose which value to keep.",
        details={"conflicts": conflicts, "changed_by": changed_by, "current": record},
    )
