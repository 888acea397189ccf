"""JSON from outside as a model, and every mistake in it as a sentence."""

from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from app.core.errors import Invalid


def parse(model: type[BaseModel], raw: bytes) -> BaseModel:
    """A JSON body as the model; raises Invalid with a sentence for each wrong field."""
    try:
        content = orjson.loads(raw or b"{}")
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise Invalid(f"The body is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise Invalid("The body must be a JSON object.")
    if b"\\u0000" in raw and _has_nul(content):
        raise Invalid("Text may not contain NUL characters.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise Invalid(fields=field_errors(error)) from error


PLAIN = {"extra_forbidden": "There is no such field.", "missing": "Required."}


def field_errors(error: ValidationError) -> dict[str, str]:
    """Pydantic's findings as `{"field.path": "sentence"}`."""
    return {
        ".".join(str(part) for part in item["loc"]) or "body": PLAIN.get(item["type"])
        or item["msg"].removeprefix("Value error, ")
        for item in error.errors(include_url=False, include_context=False)
    }


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(k) or _has_nul(v) for k, v in value.items())  # pyright: ignore
    if isinstance(value, list):
        return any(_has_nul(v) for v in value)  # pyright: ignore
    return False
