"""Searching companies, contacts and deals at once."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.records.masking import hidden_fields
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES, parents
from app.core.records.searching import search_hits
from app.core.records.sql import Parameters
from app.core.reply import Reply, reply
from app.core.uow import View, snapshot

HITS = 200  # looked at before sight is applied
SHOWN = 20


async def search_everything(actor: Actor, query: Mapping[str, str]) -> Reply:
    """The best hits over all record types: `{entity, id, title, rank}`, best first.

    A note also has the record it is `on: {entity, id}`, and that one's name as its title.
    """
    text = query.get("q", "").strip()
    if not text:
        raise Invalid(fields={"q": "Say what to search for."})
    async with snapshot(actor) as view:
        kinds = {k.name: k for k in TYPES.values() if k.searchable and _readable(view, k)}
        found = await search_hits(view, list(kinds.values()), text, HITS)
        ranks = {hit.id: hit.rank for hit in found}
        hits: list[dict[str, Any]] = []
        for name, kind in kinds.items():
            ids = [hit.id for hit in found if hit.kind == name]
            hits += await _hits(view, kind, ids) if ids else []
        for hit in hits:
            hit["rank"] = ranks[hit["id"]]
        hits.sort(key=lambda hit: (-hit["rank"], hit["title"].lower()))
        return reply(hits[:SHOWN], seq=view.seq)


def _readable(view: View, kind: RecordType) -> bool:
    return not kind.owned or view.visible_owners(kind.name) != []


async def _hits(view: View, kind: RecordType, ids: list[Any]) -> list[dict[str, Any]]:
    p = Parameters()
    where = f"t.tenant_id = {p(view.actor.tenant_id)} AND t.id = ANY({p(ids)}::uuid[])"
    sight = kind.guard.condition(view, p)
    columns = f"t.{kind.title} AS title" if kind.owned else _on_record(view)
    rows = await view.fetch(
        f"SELECT t.id, {columns} FROM {kind.table} t"
        f" WHERE {where} AND t.deleted_at IS NULL{f' AND ({sight})' if sight else ''}",
        *p.values,
    )
    return [{"entity": kind.entity, **_hit(row)} for row in rows]


def _on_record(view: View) -> str:
    """What a dependant hangs on, and that record's name as its title."""
    names = " ".join(
        f"WHEN '{parent.entity}' THEN (SELECT r.{parent.title} FROM {parent.table} r"
        " WHERE r.tenant_id = t.tenant_id AND r.id = t.entity_id)"
        for parent in parents().values()
        if parent.title not in hidden_fields(view.access, parent)
    )
    return f"t.entity, t.entity_id, CASE t.entity {names} ELSE '' END AS title"


def _hit(row: asyncpg.Record) -> dict[str, Any]:
    if "entity_id" not in row.keys():  # noqa: SIM118 — a record iterates over values
        return {"id": row["id"], "title": row["title"]}
    on = {"entity": row["entity"], "id": row["entity_id"]}
    return {"id": row["id"], "title": row["title"] or "", "on": on}
