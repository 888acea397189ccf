"""A look into a file before it is imported: what is in it, and a proposal how to read it."""

import asyncio
import io
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from app.core.actor import Actor
from app.core.permissions import scope
from app.core.records.custom import custom_fields
from app.core.records.fields import Field
from app.core.records.masking import unwritable_fields
from app.core.records.record_type import RecordType
from app.core.uow import View, snapshot
from app.crm.importing.actions import read_header
from app.crm.importing.guessing import (
    Candidate,
    Column,
    assign,
    candidates,
    comparable,
    names_of_people,
)
from app.crm.importing.people import load_stages
from app.crm.importing.schemas import ColumnPreview, Guess, Options, Preview
from app.crm.importing.source import BadFile, Dialect, Row, Source
from app.crm.importing.spelling import bare, similar
from app.crm.importing.uploads import Upload

SAMPLE_ROWS = 20
SAMPLES = 12
LOOKED_AT = 20_000  # rows
BEGINNING = 4 * 1024 * 1024  # bytes that are looked at
CREATABLE = ("fields", "members", "stages", "companies", "contacts")


async def preview_upload(
    actor: Actor, kind: RecordType, options: Options, upload: Upload
) -> Preview:
    """The preview of an upload's beginning. Raises Invalid for what is no table at all."""
    header, options = await asyncio.to_thread(read_header, upload, options)
    async with snapshot(actor) as view:
        facts = await _facts(view, kind)
    # In a thread: thousands of rows are looked at, and others wait for the loop.
    return await asyncio.to_thread(_preview_of, kind, options, upload, header, facts)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the organisation has that a file may name, and what the member may add to it."""

    own: Sequence[Field]
    closed: Container[str]
    may_create: Sequence[str]
    people: Sequence[str]
    stages: Sequence[str]

    def known(self, field: Field | None) -> Sequence[str]:
        """What a column that goes to this field may name that is there already."""
        if field is None:
            return ()
        if field.kind == "user":
            return self.people
        if field.ref == "stages":
            return self.stages
        return [str(option["value"]) for option in field.options or ()]


async def _facts(view: View, kind: RecordType) -> _Facts:
    own = list((await custom_fields(view, kind.name)).values())
    rows = await view.fetch(
        "SELECT u.full_name FROM members m JOIN users u ON u.id = m.user_id"
        " WHERE m.tenant_id = $1 AND m.deactivated_at IS NULL LIMIT 1000",
        view.actor.tenant_id,
    )
    stages = await load_stages(view, None) if kind.name == "deals" else None
    names = [stage.name for stage in stages.of(stages.default_pipeline)] if stages else []
    may_create = [each for each in CREATABLE if scope(view.access, each, "create") != "none"]
    closed = unwritable_fields(view.access, kind)
    return _Facts(own, closed, may_create, [row["full_name"] for row in rows], names)


def _preview_of(
    kind: RecordType, options: Options, upload: Upload, header: list[str], facts: _Facts
) -> Preview:
    rows, problems = _rows(upload, options)
    columns = [Column(name, [_at(row, n) for row in rows]) for n, name in enumerate(header)]
    possible = [
        [
            candidate
            for candidate in _candidates(kind, facts.own, column, header, facts.may_create)
            if candidate.field not in facts.closed
        ]
        for column in columns
    ]
    chosen = assign(possible)
    names = names_of_people(header) if kind.name == "contacts" else []
    fields = {f.name: f for f in [*kind.all_fields, *facts.own]}
    previews: list[ColumnPreview] = []
    for column, found, best in zip(columns, possible, chosen, strict=True):
        known = facts.known(fields.get(best.field) if best else None)
        previews.append(_preview(column, found, best, known, fields))
    problems += [
        f"Several columns are called {name!r}: rename them to import them."
        for name, count in Counter(filter(None, header)).items()
        if count > 1
    ]
    return Preview(
        file_name=upload.file_name,
        encoding=options.encoding or "",
        delimiter=options.delimiter or ",",
        columns=previews,
        rows=[row.cells for row in rows[:SAMPLE_ROWS]],
        mapping=_mapping(header, chosen, names),
        options=_options(kind, columns, chosen, previews, names),
        problems=problems,
    )


def _rows(upload: Upload, options: Options) -> tuple[list[Row], list[str]]:
    """The rows of the file's beginning that are whole, and what is wrong with some of them."""
    dialect = Dialect(options.encoding or "utf-8-sig", options.delimiter or ",")
    problems: list[str] = []
    rows: list[Row] = []
    try:
        source = Source(io.BytesIO(upload.head), dialect)
        while len(rows) < LOOKED_AT and (more := source.take(500)):
            rows += more
    except BadFile as error:
        if upload.whole:
            problems.append(str(error))
    if not upload.whole and rows:
        rows.pop()  # cut off
    problems += [f"Line {row.line:,}: {row.problem}" for row in rows if row.problem][:5]
    return [row for row in rows if not row.problem], problems


def _at(row: Row, index: int) -> str:
    return row.cells[index].strip()


def _candidates(
    kind: RecordType,
    own: Sequence[Field],
    column: Column,
    header: Sequence[str],
    may_create: Sequence[str],
) -> list[Candidate]:
    if not column.name or header.count(column.name) > 1:
        return []
    return candidates(kind, own, column, may_create=may_create)


def _preview(
    column: Column,
    found: Sequence[Candidate],
    best: Candidate | None,
    known: Sequence[str],
    fields: dict[str, Field],
) -> ColumnPreview:
    counts = Counter(value for value in column.values if value)
    field = fields.get(best.field) if best else None
    new_choice = bool(best and best.new and best.new["kind"] in ("select", "text"))
    look = (new_choice or field is not None) and comparable(field)
    guesses = [_guess(each) for each in found]
    return ColumnPreview(
        name=column.name,
        samples=[value[:200] for value in column.filled[:SAMPLES]],
        empty=len(column.values) - counts.total(),
        distinct=len(counts),
        guess=_guess(best) if best else None,
        alternatives=[guess for guess in guesses if not best or guess.field != best.field],
        similar=similar(counts, known) if look else [],
    )


def _guess(found: Candidate) -> Guess:
    return Guess(
        field=found.field,
        format=found.format,
        confidence=found.confidence,
        create=found.creating,
    )


def _mapping(
    header: Sequence[str], chosen: Sequence[Candidate | None], names: Sequence[str]
) -> dict[str, dict[str, object] | None]:
    mapping: dict[str, dict[str, object] | None] = {}
    by_pipeline = any(best and best.field == "pipeline_id" for best in chosen)
    for name, best in zip(header, chosen, strict=True):
        if not name or header.count(name) > 1:
            continue
        mapping[name] = None
        if best and name not in names:
            entry: dict[str, object] = {"field": best.field}
            if best.format:
                entry["format"] = best.format
            # Where each row says its pipeline, no stage can be made: in which one?
            if best.creating and not (best.field == "stage_id" and by_pipeline):
                entry["create"] = best.creating
            mapping[name] = entry
    return mapping


def _options(
    kind: RecordType,
    columns: Sequence[Column],
    chosen: Sequence[Candidate | None],
    previews: Sequence[ColumnPreview],
    names: Sequence[str],
) -> dict[str, object]:
    """A name for records that have none, and the aliases that are only spaces and case apart."""
    options: dict[str, object] = {}
    by_field = {
        best.field: column.name for column, best in zip(columns, chosen, strict=True) if best
    }
    if kind.name == "deals" and "name" not in by_field:
        template = _template(columns, chosen, by_field)
        if template:
            options["template"] = {"name": template}
    if names and "name" not in by_field:
        options["template"] = {"name": " ".join(f"{{{name}}}" for name in names)}
    aliases = {
        # A slip of the keyboard may also be another name: that is for the member to say.
        preview.name: {
            odd: group[0]
            for group in preview.similar
            for odd in group[1:]
            if bare(odd) == bare(group[0])
        }
        for preview in previews
    }
    if any(aliases.values()):
        options["aliases"] = {name: found for name, found in aliases.items() if found}
    return options


def _template(
    columns: Sequence[Column], chosen: Sequence[Candidate | None], by_field: dict[str, str]
) -> str | None:
    """What a deal is about and with whom: the product, a dash, the account."""
    about = [
        column.name
        for column, best in zip(columns, chosen, strict=True)
        if best and best.field.startswith("custom.") and best.new and best.new["kind"] == "select"
    ][:1]
    whom = [by_field[key] for key in ("company_id", "contact_id") if key in by_field][:1]
    names = [name for name in [*about, *whom] if "{" not in name and "}" not in name]
    return " \u2013 ".join(f"{{{name}}}" for name in names) or None
