"""Duplicates: which rows are about records that are there already."""

from collections.abc import Sequence
from uuid import UUID

from app.core.records.fields import Field
from app.core.records.guards import owner_condition
from app.core.records.sql import Parameters
from app.core.uow import Work
from app.crm.importing.plan import Plan
from app.crm.importing.rows import Draft
from app.crm.importing.values import key_of

NAMED = ("companies", "contacts")  # their names are compared no matter the case and spaces


def match_text(plan: Plan, draft: Draft) -> str | None:
    """What a row is told apart by; None if it says nothing, or if duplicates are welcome."""
    if plan.match is None:
        return None
    value = (draft.custom if plan.match.custom else draft.values).get(plan.match.key)
    if not isinstance(value, str):
        return None
    return key_of(value) if _by_name(plan, plan.match) else value


async def find_matches(work: Work, plan: Plan, drafts: Sequence[Draft]) -> dict[str, UUID]:
    """The record for each text, the oldest of several; only records the member may see."""
    texts = [text for text in (match_text(plan, draft) for draft in drafts) if text]
    if plan.match is None or not texts:
        return {}
    p = Parameters()
    sight = owner_condition(work, plan.kind.name, p, "t")
    rows = await work.fetch(
        f"SELECT DISTINCT ON (k.text) k.text, t.id"
        f" FROM unnest({p(texts)}::text[]) AS k(text)"
        f" JOIN {plan.kind.table} t ON t.tenant_id = {p(work.actor.tenant_id)}"
        f" AND {_condition(plan, plan.match, p)} AND t.deleted_at IS NULL"
        f"{f' AND {sight}' if sight else ''}"
        " ORDER BY k.text, t.created_at, t.id",
        *p.values,
    )
    return {row["text"]: row["id"] for row in rows}


def _by_name(plan: Plan, field: Field) -> bool:
    return field.key == "name" and not field.custom and plan.kind.name in NAMED


def _condition(plan: Plan, field: Field, p: Parameters) -> str:
    if _by_name(plan, field):
        return "t.name_key = k.text"
    if not field.custom:
        return f"t.{field.key} = k.text"
    return (
        "t.id IN (SELECT i.record_id FROM field_index i WHERE i.tenant_id = t.tenant_id"
        f" AND i.kind = {p(plan.kind.name)} AND i.field = {p(field.name)}"
        " AND i.text_value = left(k.text, 200))"
    )
