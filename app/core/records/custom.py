"""Custom fields: the definitions of a tenant, and checking values against them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from app.core.errors import Invalid
from app.core.records.fields import KINDS, Field
from app.core.uow import View

# Kinds a tenant may add; values are kept as JSON in the record's `custom`.
CUSTOM_KINDS = (
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "integer",
    "number",
    "money",
    "date",
    "datetime",
    "boolean",
    "select",
    "multi_select",
    "user",
    "link",
)


async def custom_fields(view: View, record_type: str) -> dict[str, Field]:
    """The tenant's own fields of a record type, by key, in order."""
    rows = await view.fetch(
        """SELECT id, key, label, kind, options::text AS options, ref FROM field_definitions
           WHERE tenant_id = $1 AND record_type = $2 AND deleted_at IS NULL ORDER BY position, id""",
        view.actor.tenant_id,
        record_type,
    )
    return {
        row["key"]: Field(
            row["key"],
            row["kind"],
            row["label"],
            ref=row["ref"],
            options=orjson.loads(row["options"]) if row["options"] else None,
            custom=True,
            id=row["id"],
        )
        for row in rows
    }


def checked(values: Mapping[str, Any], known: Mapping[str, Field]) -> dict[str, Any]:
    """The values as they will be stored; null clears a field. Raises Invalid."""
    wrong: dict[str, str] = {}
    result: dict[str, Any] = {}
    for key, value in values.items():
        field = known.get(key)
        if field is None:
            wrong[f"custom.{key}"] = "There is no such field."
            continue
        try:
            result[key] = None if value is None else _stored(field, value)
        except (ValidationError, ValueError) as error:
            wrong[f"custom.{key}"] = _sentence(error)
    if wrong:
        raise Invalid(fields=wrong)
    return result


def _stored(field: Field, value: Any) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(KINDS[field.kind].annotation)
    python = adapter.validate_json(orjson.dumps(value))
    if field.options is not None and field.kind in ("select", "multi_select"):
        allowed = {option["value"] for option in field.options}
        for chosen in python if isinstance(python, list) else [python]:  # pyright: ignore
            if chosen not in allowed:
                raise ValueError(f"{chosen!r} is not one of the options.")
    if isinstance(python, Decimal):
        return str(python)
    return orjson.loads(orjson.dumps(python, default=str))


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
    return str(error)
