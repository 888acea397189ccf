"""Reading records: a list, one, and what they include. PostgreSQL builds the JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.pagination import COUNTED, Page, cursor, list_reply, page_of
from app.core.records import filters, sorting
from app.core.records.custom import custom_fields
from app.core.records.fields import Field
from app.core.records.guards import owner_condition
from app.core.records.masking import hidden_fields
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.records.searching import search_hits
from app.core.records.sql import Parameters
from app.core.reply import Reply, record_reply
from app.core.uow import View, snapshot

LIST_PARAMETERS = {"limit", "cursor", "page", "count", "search", "sort", "include", "trash"}
SEARCH_HITS = 10_000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as asked for, checked against the type's fields."""

    filters: list[filters.Filter]
    keys: list[sorting.SortKey]
    page: Page
    search: str | None
    include: list[Field]
    trash: bool
    signature: str


async def list_records(actor: Actor, kind: RecordType, query: Mapping[str, str]) -> Reply:
    """A page of what the actor may see of a type (contract: "List"). Raises Invalid."""
    async with snapshot(actor) as view:
        kind.guard.enter(view)
        asked = await parse_list(view, kind, query)
        p = Parameters()
        where = await list_conditions(view, kind, asked, p)
        total, is_min = await _count(view, kind, where, p, asked)
        rows = await _rows(view, kind, where, p, asked)
        more = len(rows) > asked.page.limit
        rows = rows[: asked.page.limit]
        return list_reply(
            [presented(actor, kind, row["json"]) for row in rows],
            asked.page,
            next_cursor=_cursor_after(rows[-1], asked) if more else None,
            total=total,
            total_is_min=is_min,
            seq=view.seq,
        )


async def read_record(view: View, kind: RecordType, record_id: UUID, include: str = "") -> str:
    """One record's JSON text; raises NotFound if it is not there, in the trash, or out of sight."""
    p = Parameters()
    extra = [_include_sql(view, kind, field, p) for field in _includes(view, kind, include)]
    conditions = [
        f"t.tenant_id = {p(view.actor.tenant_id)}",
        f"t.id = {p(record_id)}",
        "t.deleted_at IS NULL",
    ]
    sight = kind.guard.condition(view, p)
    if sight:
        conditions.append(f"({sight})")
    select = kind.json_sql(hidden=hidden_fields(view.access, kind), extra=extra)
    text = await view.fetchval(
        f"SELECT {select} FROM {kind.table} t WHERE {' AND '.join(conditions)}",
        *p.values,
    )
    if text is None:
        raise NotFound()
    return text


async def get_record(actor: Actor, kind: RecordType, record_id: UUID, include: str = "") -> Reply:
    """One record with ETag and log position."""
    async with snapshot(actor) as view:
        text = await read_record(view, kind, record_id, include)
        return record_reply(presented(actor, kind, text), seq=view.seq)


def presented(actor: Actor, kind: RecordType, text: str) -> str:
    """A record's JSON text with what its type adds for this reader."""
    if kind.present is None:
        return text
    record = orjson.loads(text)
    kind.present(actor, record)
    return orjson.dumps(record).decode()


async def parse_list(view: View, kind: RecordType, query: Mapping[str, str]) -> ListQuery:
    """Check a list's parameters against the type's fields; raises Invalid."""
    for name in query:
        if name not in LIST_PARAMETERS and not name.startswith("filter["):
            raise Invalid(fields={name: "There is no such parameter."})
    hidden = hidden_fields(view.access, kind)
    wants_custom = any("custom." in part for part in (*query, query.get("sort", "")))
    own = await custom_fields(view, kind.name) if kind.owned and wants_custom else {}

    def find(name: str) -> Field | None:
        field = (
            own.get(name.removeprefix("custom."))
            if name.startswith("custom.")
            else kind.by_key.get(name)
        )
        return None if field is None or field.name in hidden else field

    sort = query.get("sort") or kind.default_sort
    if "search" in query and not kind.searchable:
        raise Invalid(fields={"search": "This list can't be searched."})
    if query.get("trash", "only") != "only":
        raise Invalid(fields={"trash": "Use only."})
    signature = f"{kind.name}:{sort}"
    currency = await _currency(view, kind, query)
    return ListQuery(
        filters=filters.filters_of(query, find, currency),
        keys=sorting.sort_keys(sort, find),
        page=page_of(query, signature),
        search=query.get("search", "").strip() or None,
        include=_includes(view, kind, query.get("include", "")),
        trash="trash" in query,
        signature=signature,
    )


async def _currency(view: View, kind: RecordType, query: Mapping[str, str]) -> str:
    """The tenant's currency, asked for only if an amount is compared."""
    money = [f.key for f in kind.fields if f.kind == "money"]
    if not any(name.startswith(f"filter[{key}]") for name in query for key in money):
        return "EUR"
    return await view.fetchval("SELECT currency FROM tenants WHERE id = $1", view.actor.tenant_id)


async def list_conditions(view: View, kind: RecordType, asked: ListQuery, p: Parameters) -> str:
    """The WHERE of a list: this tenant, what may be seen, filters and search."""
    conditions = [
        f"t.tenant_id = {p(view.actor.tenant_id)}",
        f"t.deleted_at IS {'NOT ' if asked.trash else ''}NULL",
    ]
    sight = kind.guard.condition(view, p)
    if sight:
        conditions.append(f"({sight})")
    conditions += [filters.condition(item, p, kind.name) for item in asked.filters]
    if asked.search:
        conditions.append(f"t.id = ANY({p(await _search_ids(view, kind, asked.search))}::uuid[])")
    return " AND ".join(conditions)


async def _search_ids(view: View, kind: RecordType, text: str) -> list[UUID]:
    return [hit.id for hit in await search_hits(view, [kind], text, SEARCH_HITS)]


async def _count(
    view: View, kind: RecordType, where: str, p: Parameters, asked: ListQuery
) -> tuple[int, bool]:
    limit = "" if asked.page.exact_count else f" LIMIT {COUNTED + 1}"
    total: int = await view.fetchval(
        f"SELECT count(*) FROM (SELECT FROM {kind.table} t WHERE {where}{limit}) counted",
        *p.values,
    )
    if asked.page.exact_count or total <= COUNTED:
        return total, False
    return COUNTED, True


async def _rows(
    view: View, kind: RecordType, where: str, p: Parameters, asked: ListQuery
) -> list[Any]:
    extra = [_include_sql(view, kind, field, p) for field in asked.include]
    select = kind.json_sql(hidden=hidden_fields(view.access, kind), extra=extra)
    if asked.page.after is not None:
        where += f" AND {sorting.after(asked.keys, asked.page.after, p)}"
    marks = "".join(f", ({key.column})::text AS sort_{n}" for n, key in enumerate(asked.keys))
    return await view.fetch(
        f"SELECT {select} AS json, t.id::text AS sort_id{marks} FROM {kind.table} t"
        f" WHERE {where} ORDER BY {sorting.order_by(asked.keys)}"
        f" LIMIT {asked.page.limit + 1} OFFSET {asked.page.offset}",
        *p.values,
    )


def _cursor_after(row: Any, asked: ListQuery) -> str:
    values = [row[f"sort_{n}"] for n in range(len(asked.keys))]
    return cursor(asked.signature, [*values, row["sort_id"]])


def _includes(view: View, kind: RecordType, text: str) -> list[Field]:
    """The links named by `include=company,owner`; raises Invalid for others."""
    hidden = hidden_fields(view.access, kind)
    links = {
        f.key.removesuffix("_id"): f
        for f in kind.all_fields
        if f.kind in ("link", "user") and f.name not in hidden
    }
    fields: list[Field] = []
    for name in filter(None, text.split(",")):
        if name not in links:
            known = ", ".join(sorted(links))
            raise Invalid(fields={"include": f"Can't include {name!r}; there are: {known}."})
        fields.append(links[name])
    return fields


def _include_sql(view: View, kind: RecordType, field: Field, p: Parameters) -> str:
    """A pair for json_build_object: the linked record's id and title, null if out of sight."""
    name = field.key.removesuffix("_id")
    if field.kind == "user":
        return (
            f"'{name}', (SELECT json_build_object('id', u.id, 'full_name', u.full_name)"
            f" FROM users u WHERE u.id = t.{field.key})"
        )
    target = TYPES[field.ref or ""]
    sight = owner_condition(view, target.name, p, "r") if target.owned else None
    return (
        f"'{name}', (SELECT json_build_object('id', r.id, '{target.title}', r.{target.title})"
        f" FROM {target.table} r WHERE r.tenant_id = t.tenant_id AND r.id = t.{field.key}"
        f"{f' AND {sight}' if sight else ''})"
    )
