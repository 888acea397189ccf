"""Guessing where a column goes: by its name first, then by whether its values could be such a field's."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.core.records.fields import Field, KindName
from app.core.records.record_type import RecordType
from app.crm.importing.formats import (
    DATE_FORMATS,
    NUMBER_FORMATS,
    date_reader,
    fits,
    number_reader,
)
from app.crm.importing.plan import MATCHED_BY
from app.crm.importing.values import reader_of

SHARE = 0.9  # of the values must be readable
SURE = 0.3  # below it a guess is only an alternative
FEW = 30  # different values that still make a choice
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "companies": {
        "name": "name, company, company name, account, account name, organization, organisation"
        ", customer, customer name, client, firm",
        "domain": "domain, company domain, email domain",
        "website": "website, web, url, web site, homepage",
        "phone": "phone, telephone, phone number, tel",
        "industry": "industry, sector, branch, vertical, industry type",
        "employees": "employees, employee count, headcount, number of employees, staff, size",
        "city": "city, town, billing city",
        "country": "country, nation, office location, location, region, billing country",
        "description": "description, notes, about, comment, comments",
        "parent_id": "parent, parent company, parent account, subsidiary of, belongs to, group",
        "owner_id": "owner, account owner, company owner, sales agent, sales rep, assigned to, agent",
        "tags": "tags, labels",
    },
    "contacts": {
        "name": "name, full name, contact, contact name, person, display name",
        "email": "email, e mail, mail, email address, e mail address, work email",
        "phone": "phone, telephone, phone number, mobile, mobile phone, tel, work phone",
        "job_title": "job title, title, position, role, function",
        "company_id": "company, account, organization, organisation, company name, account name"
        ", employer, customer, associated company",
        "city": "city, town, mailing city",
        "country": "country, nation, mailing country",
        "description": "description, notes, about, comment, comments",
        "owner_id": "owner, contact owner, sales agent, sales rep, assigned to, agent",
        "tags": "tags, labels",
    },
    "deals": {
        "name": "name, deal, deal name, title, opportunity, opportunity name, subject, deal title",
        "amount": "amount, value, deal value, close value, price, revenue, sum, volume, total",
        "currency": "currency, currency code, deal currency",
        "stage_id": "stage, deal stage, status, phase, pipeline stage, sales stage",
        "pipeline_id": "pipeline, deal pipeline",
        "company_id": "company, account, organization, organisation, customer, client"
        ", company name, account name, associated company",
        "contact_id": "contact, contact name, person, primary contact, contact person",
        "owner_id": "owner, deal owner, sales agent, sales rep, agent, assigned to, rep"
        ", salesperson, opportunity owner, responsible, account manager",
        "expected_close_date": "expected close date, expected close, close date, forecast date"
        ", expected closing, due date",
        "closed_at": "closed, closed at, close date, closed date, won time, closing date, closed on",
        "opened_on": "opened on, engage date, created, create date, created date, start date"
        ", open date, opened, deal created, created on",
        "lost_reason": "lost reason, reason lost, loss reason, closed lost reason",
        "description": "description, notes, comment, comments, details, next step",
        "tags": "tags, labels",
    },
}
FIRST_NAMES = ("first name", "firstname", "given name", "forename", "vorname", "prénom")
LAST_NAMES = ("last name", "lastname", "surname", "family name", "nachname", "nom")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WHOLE = re.compile(r"\d{1,12}")
WEB = re.compile(r"(?:https?://|www\.)\S+", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and the values it has in the part of the file that was looked at."""

    name: str
    values: Sequence[str]

    @property
    def filled(self) -> list[str]:
        """The values that are there, each once, in order."""
        return list(dict.fromkeys(value for value in self.values if value))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a column may go to. `new` describes a custom field to make for it."""

    field: str
    confidence: float
    format: str | None = None
    create: bool = False
    new: Mapping[str, str] | None = None

    @property
    def creating(self) -> bool | dict[str, Any]:
        """As the mapping says it."""
        return dict(self.new) if self.new else self.create


def candidates(
    kind: RecordType, own: Sequence[Field], column: Column, *, may_create: Sequence[str]
) -> list[Candidate]:
    """The fields a column may go to, the likeliest first. `may_create`: resources, and `fields`."""
    named = _words(column.name)
    found: list[Candidate] = []
    writable = [f for f in kind.all_fields if f.writable or f.creatable_only]
    for field in [*writable, *own]:
        by_name = _by_name(kind, field, named)
        if by_name:
            by_value, format = _plausible(field, column)
            confidence = round(by_name * by_value, 2)
            create = _creates(field, may_create)
            if confidence > 0:
                found.append(Candidate(field.name, confidence, format, create))
    found += _by_values(kind, column, {each.field for each in found})
    found.sort(key=lambda each: -each.confidence)
    found = _open_or_closed(found, column)
    if "fields" in may_create and kind.owned and named:
        taken = {*kind.by_key, *(field.key for field in own)}
        found.append(_new_field(column, named, taken))
    return found


def assign(columns: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """The best candidate of each column such that no field is used twice; the surest choose first."""
    chosen: list[Candidate | None] = [None] * len(columns)
    taken: set[str] = set()
    options = [
        (-candidate.confidence, rank, index, candidate)
        for index, found in enumerate(columns)
        for rank, candidate in enumerate(found)
        if candidate.confidence >= SURE or candidate.new
    ]
    for _, _, index, candidate in sorted(options, key=lambda option: option[:3]):
        if chosen[index] is None and candidate.field not in taken:
            chosen[index] = candidate
            taken.add(candidate.field)
    return chosen


def guess_date_format(values: Sequence[str]) -> tuple[str, float]:
    """The date format that reads the most of these values, and the share it reads."""
    return _best_format(DATE_FORMATS, date_reader, values)


def guess_number_format(values: Sequence[str]) -> tuple[str, float]:
    """The same for numbers."""
    return _best_format(NUMBER_FORMATS, number_reader, values)


def _best_format(
    formats: Sequence[str], reader: Callable[[str], Callable[[str], Any]], values: Sequence[str]
) -> tuple[str, float]:
    best, share = formats[0], 0.0
    for name in formats:
        read = reader(name)
        found = sum(fits(read, value) for value in values) / max(1, len(values))
        if found > share:
            best, share = name, found
    return best, share


def _words(name: str) -> str:
    """`closeDate`, `close_date` and `Close-Date` are one name."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", spaced).strip().lower()


def _by_name(kind: RecordType, field: Field, named: str) -> float:
    own = {_words(field.key), _words(field.label), _words(field.key.removesuffix("_id"))}
    if named in own:
        return 1.0
    synonyms = SYNONYMS[kind.name].get(field.name, "").split(", ")
    if named in synonyms:
        return 0.95
    words = set(named.split())
    alike = [set(text.split()) for text in (*own, *synonyms) if text]
    return 0.5 if any(each <= words for each in alike if len(each) > 1) else 0.0


def _plausible(field: Field, column: Column) -> tuple[float, str | None]:
    """How well the values fit the field (1: all), and the format that fits."""
    values = column.filled[:500]
    if not values:
        return 0.8, None
    if field.kind in ("date", "datetime"):
        format, share = guess_date_format(values)
        return (share, format) if share >= SHARE else (0.1, None)
    if field.kind in ("integer", "number", "money"):
        format, share = guess_number_format(values)
        return (share, format) if share >= SHARE else (0.1, None)
    if field.kind in ("link", "user", "tags", "select", "multi_select"):
        return 1.0, None
    read = reader_of(field, None)
    return max(0.1, sum(fits(read, value) for value in values) / len(values)), None


def _creates(field: Field, may_create: Sequence[str]) -> bool:
    if field.kind == "user":
        return "members" in may_create
    if field.kind == "link":
        return field.ref in ("companies", "contacts", "stages") and field.ref in may_create
    return field.custom and field.kind in ("select", "multi_select") and "fields" in may_create


def _by_values(kind: RecordType, column: Column, known: set[str]) -> list[Candidate]:
    """What values alone give away."""
    values = column.filled[:200]
    if not values:
        return []
    for key, pattern in (("email", EMAIL), ("website", WEB)):
        share = sum(bool(pattern.fullmatch(value)) for value in values) / len(values)
        if key in kind.by_key and key not in known and share >= SHARE:
            return [Candidate(key, 0.6)]
    return []


def _open_or_closed(found: list[Candidate], column: Column) -> list[Candidate]:
    """A close date that lies ahead is one that is expected."""
    fields = {each.field: each for each in found}
    if not {"closed_at", "expected_close_date"} <= set(fields):
        return found
    format = fields["closed_at"].format
    if format is None:
        return found
    read = date_reader(format)
    days = [read(value) for value in column.filled[:500] if fits(read, value)]
    ahead = sum(day > datetime.now(UTC) for day in days) > len(days) / 2
    better, worse = ("expected_close_date", "closed_at")[:: 1 if ahead else -1]
    lower = replace(fields[worse], confidence=round(fields[worse].confidence * 0.8, 2))
    ordered = [lower if each.field == worse else each for each in found]
    return sorted(ordered, key=lambda each: (-each.confidence, each.field != better))


def _new_field(column: Column, named: str, taken: set[str]) -> Candidate:
    """A custom field made for the column, of the kind its values look like."""
    key = re.sub(r"[^a-z0-9]+", "_", named.encode("ascii", "ignore").decode()).strip("_")[:50]
    key = key if re.match(r"[a-z]", key) else f"field_{key}".rstrip("_")
    key = key if key not in taken else f"{key}_2"
    kind, format = _kind_of(column)
    label = named[:1].upper() + named[1:100]
    return Candidate(f"custom.{key}", 0.15, format, new={"label": label, "kind": kind})


def _kind_of(column: Column) -> tuple[KindName, str | None]:
    values = column.filled[:500]
    if not values:
        return "text", None
    format, share = guess_date_format(values)
    if share == 1:
        return "date", format
    format, share = guess_number_format(values)
    if share == 1:
        return ("integer" if all(map(WHOLE.fullmatch, values)) else "number"), format
    filled = sum(1 for value in column.values if value)
    if len(values) <= FEW and filled >= 3 * len(values) and max(map(len, values)) <= 100:
        return "select", None
    return ("long_text" if max(map(len, values)) > 200 else "text"), None


def comparable(field: Field | None) -> bool:
    """Whether odd spellings in a column of this field are worth pointing out."""
    if field is None:
        return True
    kinds = (*MATCHED_BY, "link", "user", "multi_select", "tags")
    return field.kind in kinds and field.kind not in ("email", "phone", "url")


def names_of_people(header: Sequence[str]) -> list[str]:
    """The columns that make a person's name together, if there are such and none holds it whole."""
    words = {_words(name): name for name in header}
    whole = SYNONYMS["contacts"]["name"].split(", ")
    parts = [
        next((words[w] for w in each if w in words), None) for each in (FIRST_NAMES, LAST_NAMES)
    ]
    found = [name for name in parts if name and "{" not in name and "}" not in name]
    return [] if any(w in words for w in whole) else found
