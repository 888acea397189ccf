"""Searching companies, contacts and deals at once."""

from collections.abc import Mapping
from typing import Any

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.records.searching import search_hits
from app.core.records.sql import Parameters
from app.core.reply import Reply, reply
from app.core.uow import View, snapshot

HITS = 200  # looked at before sight is applied
SHOWN = 20


async def search_everything(actor: Actor, query: Mapping[str, str]) -> Reply:
    """The best hits over all record types: `{entity, id, title, rank}`, best first."""
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
    return view.visible_owners(kind.name) != []


async def _hits(view: View, kind: RecordType, ids: list[Any]) -> list[dict[str, Any]]:
    p = Parameters()
    where = f"t.tenant_id = {p(view.actor.tenant_id)} AND t.id = ANY({p(ids)}::uuid[])"
    sight = kind.guard.condition(view, p)
    rows = await view.fetch(
        f"SELECT t.id, t.{kind.title} AS title FROM {kind.table} t"
        f" WHERE {where} AND t.deleted_at IS NULL{f' AND ({sight})' if sight else ''}",
        *p.values,
    )
    return [{"entity": kind.entity, "id": row["id"], "title": row["title"]} for row in rows]
