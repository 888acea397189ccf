"""The plan of an import: mapping and options checked against the type, the file and the member's rights."""

import re
from collections.abc import Container, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import Forbidden, Invalid
from app.core.money import CURRENCIES
from app.core.permissions import scope
from app.core.records.custom import custom_fields
from app.core.records.fields import Field
from app.core.records.masking import READ_ONLY, hidden_fields, unwritable_fields
from app.core.records.record_type import RecordType
from app.core.uow import View
from app.crm.companies.record import COMPANIES
from app.crm.contacts.record import CONTACTS
from app.crm.deals.record import DEALS
from app.crm.importing.formats import NUMBER_FORMATS
from app.crm.importing.schemas import ColumnMapping, Mapping, NewField, Options
from app.crm.importing.values import Read, any_choice, reader_of

IMPORTABLE = {kind.name: kind for kind in (COMPANIES, CONTACTS, DEALS)}
MATCH = {"companies": "name", "contacts": "email", "deals": "name"}
MATCHED_BY = ("text", "email", "phone", "url", "select")
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Target:
    """A column and the field it goes to. `create` makes what it names and is not there."""

    column: str
    index: int
    field: Field
    read: Read
    create: bool
    new_field: NewField | None
    format: str | None

    @property
    def undecided(self) -> bool:
        """Dates or numbers whose format nobody has said: the file's values decide."""
        return self.format is None and self.field.kind in (
            "date", "datetime", "integer", "number", "money",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with each row. `templates` by field, `aliases` by column index."""

    kind: RecordType
    header: Sequence[str]
    targets: Sequence[Target]
    templates: AnyMapping[str, str]
    aliases: AnyMapping[int, AnyMapping[str, str]]
    options: Options
    match: Field | None

    def target(self, key: str) -> Target | None:
        """The column that goes to a field, by the field's name."""
        return next((t for t in self.targets if t.field.name == key), None)

    @property
    def parents(self) -> Sequence[Target]:
        """Columns that name records of the same file: they are linked when all are there."""
        return [t for t in self.targets if t.field.ref == self.kind.name and not t.field.custom]


async def make_plan(
    view: View,
    kind: RecordType,
    mapping: Mapping,
    options: Options,
    header: Sequence[str],
    formats: AnyMapping[str, str] | None = None,
) -> Plan:
    """Check everything that can be known before the rows are read. Raises Invalid naming each mistake.

    `formats` are those found out from the file, by column.
    """
    own = await custom_fields(view, kind.name)
    hidden, closed = hidden_fields(view.access, kind), unwritable_fields(view.access, kind)
    wrong: dict[str, str] = {}
    targets: list[Target] = []
    for column, entry in mapping.items():
        if entry is None:
            continue
        try:
            if header.count(column) != 1:
                raise ValueError(
                    "The file has several columns of this name: rename them."
                    if column in header
                    else "The file has no such column."
                )
            _require_open(kind, entry.field, hidden, closed)
            format = entry.format or (formats or {}).get(column)
            target = _target(kind, own, column, entry, format, lenient=options.dry_run)
            targets.append(replace(target, index=header.index(column)))
        except ValueError as error:
            wrong[f"mapping.{column}"] = str(error)
    _each_once(targets, wrong)
    templates = _templates(kind, targets, options, header, wrong)
    for name in closed & templates.keys():
        wrong[f"options.template.{name}"] = "A template makes a field of text."
    match = _match(kind, own, targets, templates, options, wrong)
    if match and match.name in hidden:
        # Whether a row finds its record would tell what the member may not read.
        wrong["options.match"] = f"{match.name!r} is not a field to tell records apart by."
    _check_options(kind, options, targets, templates, header, wrong)
    if wrong:
        raise Invalid("The import can't be done as described.", fields=wrong)
    aliases = {header.index(c): by for c, by in options.aliases.items() if c in header}
    return Plan(kind, header, targets, templates, aliases, options, match)


def _require_open(
    kind: RecordType, name: str, hidden: Container[str], closed: Container[str]
) -> None:
    """Raise ValueError for a field that the role hides, as for an unknown one, or may only read."""
    if name in hidden:
        raise ValueError(f"{kind.label_plural} have no field {name!r} to import into.")
    if name in closed:
        raise ValueError(READ_ONLY)


def require_creations(view: View, plan: Plan) -> None:
    """Raise Forbidden unless the member may create everything that the plan might make."""
    wrong: dict[str, str] = {}
    for target in plan.targets:
        resource = _made_by(target)
        if resource and scope(view.access, resource, "create") == "none":
            wrong[f"mapping.{target.column}"] = (
                f"Your role may not create {resource}. Map it to what is there already."
            )
    if wrong:
        raise Forbidden(
            "The import would create what your role may not.", details={"fields": wrong}
        )


def _made_by(target: Target) -> str | None:
    """What a column might make, as permissions call it."""
    if target.new_field:
        return "fields"
    if not target.create:
        return None
    if target.field.kind == "user":
        return "members"
    return target.field.ref if target.field.kind == "link" else "fields"


def _target(
    kind: RecordType,
    own: AnyMapping[str, Field],
    column: str,
    entry: ColumnMapping,
    format: str | None,
    *,
    lenient: bool,
) -> Target:
    field, new = _field(kind, own, entry)
    # The description of a field that is there by now only says that its options may grow.
    choice = field.kind in ("select", "multi_select")
    create = bool(entry.create) and (choice or not field.custom or field.kind in ("link", "user"))
    if create and not new and field.kind not in ("link", "user", "select", "multi_select"):
        raise ValueError("Only links, members, stages and choices can be created.")
    if create and field.kind == "link" and field.ref not in ("companies", "contacts", "stages"):
        raise ValueError(f"An import can't create {field.ref}.")
    if create and field.kind in ("select", "multi_select") and not field.custom:
        raise ValueError("The options of this field are fixed.")
    # A dry run makes no options, but must not complain that they are missing.
    read = any_choice(field) if lenient and create else reader_of(field, format)
    return Target(column, 0, field, read, create, new, format)


def _field(
    kind: RecordType, own: AnyMapping[str, Field], entry: ColumnMapping
) -> tuple[Field, NewField | None]:
    """The field an entry names, and what to make if it does not exist yet."""
    name = entry.field
    if not name.startswith("custom."):
        field = kind.by_key.get(name)
        if field is None or not (field.writable or field.creatable_only):
            raise ValueError(f"{kind.label_plural} have no field {name!r} to import into.")
        if isinstance(entry.create, NewField):
            raise ValueError("Only custom fields can be described in create.")
        return field, None
    key = name.removeprefix("custom.")
    if key in own:
        return own[key], None
    if not entry.create:
        raise ValueError(f"There is no custom field {key!r}; say in create what it should be.")
    if not KEY.fullmatch(key) or key in kind.by_key:
        raise ValueError(
            "A key has small letters, digits and _, begins with a letter, and is not a field's name."
        )
    usual = NewField(label=key.replace("_", " ").capitalize())
    new = entry.create if isinstance(entry.create, NewField) else usual
    return Field(key, new.kind, new.label, options=(), custom=True), new


def _each_once(targets: Sequence[Target], wrong: dict[str, str]) -> None:
    first: dict[str, str] = {}
    for target in targets:
        other = first.setdefault(target.field.name, target.column)
        if other != target.column:
            wrong[f"mapping.{target.column}"] = f"The column {other!r} goes to this field already."


def _templates(
    kind: RecordType,
    targets: Sequence[Target],
    options: Options,
    header: Sequence[str],
    wrong: dict[str, str],
) -> dict[str, str]:
    taken = {target.field.name for target in targets}
    for name, text in options.template.items():
        field = kind.by_key.get(name)
        missing = [slot for slot in SLOT.findall(text) if slot not in header]
        if field is None or not field.writable or field.kind not in ("text", "long_text"):
            wrong[f"options.template.{name}"] = "A template makes a field of text."
        elif name in taken:
            wrong[f"options.template.{name}"] = "A column goes to this field already."
        elif missing:
            wrong[f"options.template.{name}"] = f"The file has no column {missing[0]!r}."
    return dict(options.template)


def _match(
    kind: RecordType,
    own: AnyMapping[str, Field],
    targets: Sequence[Target],
    templates: AnyMapping[str, str],
    options: Options,
    wrong: dict[str, str],
) -> Field | None:
    """The field by which records that are there already are known."""
    if options.duplicates == "create":
        return None
    name = options.match or MATCH[kind.name]
    custom = name.startswith("custom.")
    mapped = next((t.field for t in targets if t.field.name == name), None)
    field = own.get(name.removeprefix("custom.")) if custom else kind.by_key.get(name)
    field = mapped or field
    if field is None or field.kind not in MATCHED_BY:
        wrong["options.match"] = f"{name!r} is not a field to tell records apart by."
        return None
    if mapped is None and name not in templates:
        wrong["options.match"] = f"No column goes to {name!r}, by which duplicates are found."
    return replace(field)


def _check_options(
    kind: RecordType,
    options: Options,
    targets: Sequence[Target],
    templates: AnyMapping[str, str],
    header: Sequence[str],
    wrong: dict[str, str],
) -> None:
    if options.currency and options.currency not in CURRENCIES:
        wrong["options.currency"] = "Not a currency (ISO 4217)."
    for column in options.aliases:
        if column not in header:
            wrong[f"options.aliases.{column}"] = "The file has no such column."
    if not targets and not templates:
        wrong["mapping"] = "No column goes anywhere."
    named = {t.field.name for t in targets} | set(templates)
    if kind.name != "deals" and "name" not in named:
        wrong["mapping"] = "A column (or a template) must go to the name."
    stage = next((t for t in targets if t.field.name == "stage_id"), None)
    if stage and stage.create and "pipeline_id" in named:
        wrong[f"mapping.{stage.column}"] = (
            "Stages can be created in one pipeline only: choose it in the options, not by a column."
        )
    if kind.name != "deals" and (options.pipeline_id or options.stage_id or options.stage_defaults):
        wrong["options"] = "Only deals have pipelines and stages."


def importable(name: str) -> RecordType:
    """The record type; raises Invalid for one that can't be imported."""
    if name not in IMPORTABLE:
        raise Invalid(fields={"type": f"Use one of: {', '.join(IMPORTABLE)}."})
    return IMPORTABLE[name]


def number_formats(options: Options) -> Sequence[str]:
    """The formats a column of numbers may be in, the likeliest first."""
    if options.decimal == ",":
        return ("1234,56", "1.234,56", "1 234,56")
    if options.decimal == ".":
        return ("1234.56", "1,234.56", "1'234.56")
    return NUMBER_FORMATS


def plain(mapping: Mapping) -> dict[str, Any]:
    """A mapping as it is stored."""
    return {c: e.model_dump(exclude_defaults=True) if e else None for c, e in mapping.items()}
