"""From a file's rows to drafts of records: every cell read, templates filled, mistakes collected."""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.crm.importing.plan import SLOT, Plan, Target
from app.crm.importing.source import Row, Source
from app.crm.importing.survey import cell
from app.crm.importing.values import Lookup, as_custom, reader_of

DANGLING = re.compile(r"^[\s\-\u2013\u2014,;:/|·]+|[\s\-\u2013\u2014,;:/|·]+$")
DOUBLED = re.compile(r"(\s[\-\u2013\u2014,;:/|·])(?:\s+[\-\u2013\u2014,;:/|·])+(?=\s)")


@dataclass(slots=True)
class Draft:
    """A record to be: values as the API takes them, what is still to be looked up, what is wrong."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    custom: dict[str, Any] = field(default_factory=dict[str, Any])
    lookups: list[tuple[Target, str]] = field(default_factory=list[tuple[Target, str]])
    problems: list[str] = field(default_factory=list[str])


class Drafting:
    """Turns rows into drafts by a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        parents = {t.column for t in plan.parents}
        self._targets = [t for t in plan.targets if t.column not in parents]
        by_key = plan.kind.by_key
        self._templates = [
            (name, text, reader_of(by_key[name], None)) for name, text in plan.templates.items()
        ]
        wanted = ("company_id", "contact_id")
        self._naming = [t for t in plan.targets if t.field.name in wanted]
        self._naming += [t for t in plan.targets if t.field.custom][:1]

    def drafts(self, rows: Sequence[Row]) -> list[Draft]:
        """One draft a row, in order."""
        return [self._draft(row) for row in rows]

    def _draft(self, row: Row) -> Draft:
        draft = Draft(row)
        if row.problem:
            draft.problems.append(row.problem)
            return draft
        for target in self._targets:
            text = cell(self._plan, row, target.index)
            if not text:
                continue
            try:
                self._set(draft, target, target.read(text), text)
            except ValueError as error:
                draft.problems.append(f"{target.column}: {error}")
        self._fill_templates(draft)
        if self._plan.kind.name == "deals" and not draft.values.get("name"):
            draft.values["name"] = self._name(row)
        if not draft.values.get("name"):
            draft.problems.append("The name is empty.")
        return draft

    def _set(self, draft: Draft, target: Target, value: Any, text: str) -> None:
        if isinstance(value, Lookup):
            draft.lookups.append((target, text))
        elif target.field.custom:
            draft.custom[target.field.key] = as_custom(value)
        else:
            draft.values[target.field.key] = value

    def _fill_templates(self, draft: Draft) -> None:
        for name, template, read in self._templates:
            text = self._filled(template, draft.row)
            if text:
                try:
                    draft.values[name] = read(text)
                except ValueError as error:
                    draft.problems.append(f"{name}: {error}")

    def _filled(self, template: str, row: Row) -> str:
        """The template with its cells; separators around empty ones go."""
        header = self._plan.header
        text = SLOT.sub(lambda slot: cell(self._plan, row, header.index(slot[1])), template)
        return DANGLING.sub("", DOUBLED.sub(r"\1", text))

    def _name(self, row: Row) -> str:
        """A deal without a name is called after whom it is with, and what about."""
        parts = [cell(self._plan, row, target.index) for target in self._naming]
        return ", ".join(filter(None, parts))[:500] or f"Deal {row.line}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows and their drafts; `upto` is how many records of the file they reach to."""

    rows: Sequence[Row]
    drafts: Sequence[Draft]
    upto: int


async def batches(source: Source, drafting: Drafting, size: int) -> AsyncGenerator[Batch]:
    """The file's rows in batches; while one is being stored the next is read. Close it (aclosing)."""

    def read() -> Batch:
        rows = source.take(size)
        return Batch(rows, drafting.drafts(rows), source.consumed)

    coming = asyncio.ensure_future(asyncio.to_thread(read))
    try:
        while (batch := await coming).rows:
            coming = asyncio.ensure_future(asyncio.to_thread(read))
            yield batch
    finally:
        # Nobody may be reading when the file is closed.
        await asyncio.gather(coming, return_exceptions=True)
