"""From API values to columns: money to minor units, links checked, custom fields merged."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from app.core.errors import Invalid
from app.core.members import active_members
from app.core.money import CURRENCIES, to_minor
from app.core.records.custom import checked, custom_fields
from app.core.records.fields import Field
from app.core.records.guards import owner_condition
from app.core.records.record_type import RecordType
from app.core.records.registry import TYPES
from app.core.records.sql import Parameters
from app.core.uow import Work


async def columns_of(
    work: Work, kind: RecordType, sent: Mapping[str, Any], *, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Columns and their values for the fields sent. Raises Invalid naming each wrong field."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in sent.items():
        if key == "custom":
            values["custom"] = await _custom(work, kind, value, before)
            continue
        field = kind.by_key[key]
        if value is not None and field.kind in ("link", "user"):
            problem = await _unusable(work, field, value)
            if problem:
                wrong[key] = problem
        values[key] = value
    if wrong:
        raise Invalid(fields=wrong)
    if any(f.kind == "money" for f in kind.fields):
        await _money(work, kind, values, before)
    return values


async def _custom(
    work: Work, kind: RecordType, sent: Mapping[str, Any], before: Mapping[str, Any] | None
) -> str:
    known = await custom_fields(work, kind.name)
    merged = {**(before["custom"] if before else {}), **checked(sent, known)}
    return orjson.dumps({k: v for k, v in merged.items() if v is not None}).decode()


async def _unusable(work: Work, field: Field, value: UUID) -> str | None:
    """Why a link can't point there: linking asks for the right to see what is linked."""
    if field.kind == "user":
        found = await active_members(work, [value])
        return None if found else "There is no such active member."
    p = Parameters()
    target = TYPES[field.ref or ""]
    conditions = [f"t.tenant_id = {p(work.actor.tenant_id)}", f"t.id = {p(value)}"]
    sight = owner_condition(work, target.name, p, "t") if target.owned else None
    found = await work.fetchval(
        f"SELECT true FROM {target.table} t WHERE {' AND '.join(conditions)}"
        f" AND t.deleted_at IS NULL{f' AND {sight}' if sight else ''}",
        *p.values,
    )
    return None if found else f"There is no such {target.label.lower()}, or you may not see it."


async def _money(
    work: Work, kind: RecordType, values: dict[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Amounts in minor units of the record's currency; a new currency keeps the amount's value."""
    old = before["currency"] if before else None
    currency = values.get("currency") or old or await _own_currency(work)
    if currency not in CURRENCIES:
        raise Invalid(fields={"currency": "Not a currency (ISO 4217)."})
    if before is None or "currency" in values:
        values["currency"] = currency
    for key in (f.key for f in kind.fields if f.kind == "money"):
        amount: Decimal | None = values.get(key)
        if key not in values and before and currency != old and before[key] is not None:
            amount = Decimal(before[key])
        if amount is not None:
            try:
                values[key] = to_minor(amount, currency)
            except ValueError as error:
                raise Invalid(fields={key: str(error)}) from error


async def _own_currency(work: Work) -> str:
    return await work.fetchval("SELECT currency FROM tenants WHERE id = $1", work.actor.tenant_id)
