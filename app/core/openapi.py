"""OpenAPI 3.1 from the declared routes: paths, bodies, answers and errors, all from the same source."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from app.core.routing import Route

REF = "#/components/schemas/{model}"
ERRORS = {
    400: "The request is not valid; `details.fields` names what is wrong",
    401: "No valid credentials",
    403: "Not allowed",
    404: "Not there, or not readable",
    409: "Conflict: `details.conflicts`, `details.changed_by` and `details.current`",
    413: "Too large",
    415: "Not a type this takes",
    422: "Contradicts what was said before",
    429: "Too many requests; see Retry-After",
    503: "A service is away; try again",
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeating the write with the same key answers with the first success.",
    "schema": {"type": "string", "maxLength": 255},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The version edited: a newer record is merged field by field, or answers 409.",
    "schema": {"type": "string"},
}


def openapi(routes: Iterable[Route], *, version: str) -> dict[str, Any]:
    """The document, as served at `/api/v1/openapi.json`."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for route in sorted(routes, key=lambda r: (r.path, r.method)):
        path, parameters = _path(route.path)
        operation = _operation(route, parameters, schemas)
        paths.setdefault(path, {})[route.method.lower()] = operation
    schemas["Error"] = ERROR_SCHEMA
    schemas["Pagination"] = PAGINATION_SCHEMA
    return {
        "openapi": "3.1.0",
        "info": {"title": "SalesPulse", "version": version, "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, path: list[dict[str, Any]], schemas: dict[str, Any]) -> dict[str, Any]:
    query = [
        {"name": q.name, "in": "query", "description": q.description, "schema": dict(q.schema)}
        for q in route.parameters
    ]
    parameters = [*path, *query]
    if route.method in WRITES and route.auth == "member":
        parameters.append(IDEMPOTENCY)
    if route.method in ("PATCH", "PUT"):
        parameters.append(IF_MATCH)
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": parameters,
        "responses": _responses(route, schemas),
    }
    if route.auth == "public":
        operation["security"] = []
    if route.body is not None:
        body = _schema(route.body, schemas, "validation")
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    elif route.raw:
        operation["requestBody"] = {
            "content": {"multipart/form-data": {"schema": {"type": "object"}}}
        }
    return operation


def _responses(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Success"}
    if route.returns is not None:
        content = {"schema": _envelope(route.returns, schemas)}
        success["content"] = {"application/json": content}
    codes = [429, 503]
    if route.auth == "member":
        codes += [401, 403]
    if route.parameters or route.body or route.raw:
        codes += [400]
    if "<" in route.path:
        codes += [404]
    if route.method in WRITES:
        codes += [400, 409, 413, 415, 422]
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    failures = {
        str(code): {"description": ERRORS[code], "content": error} for code in sorted({*codes})
    }
    return {str(route.status): success, **failures}


def _envelope(returns: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    listed = get_origin(returns) is list
    item = get_args(returns)[0] if listed else returns
    inner = _schema(item, schemas, "serialization")
    properties: dict[str, Any] = {"data": {"type": "array", "items": inner} if listed else inner}
    if listed:
        properties["pagination"] = {"$ref": "#/components/schemas/Pagination"}
    return {"type": "object", "required": ["data"], "properties": properties}


def _schema(model: Any, schemas: dict[str, Any], mode: Any) -> dict[str, Any]:
    made = TypeAdapter(model).json_schema(ref_template=REF, mode=mode)
    schemas.update(made.pop("$defs", {}))
    if isinstance(model, type) and issubclass(model, BaseModel):
        schemas[model.__name__] = made
        return {"$ref": REF.format(model=model.__name__)}
    return made


def _path(path: str) -> tuple[str, list[dict[str, Any]]]:
    """Quart's `<uuid:deal_id>` as OpenAPI's `{deal_id}` with its parameter."""
    parameters: list[dict[str, Any]] = []

    def replace(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        schema = {
            "uuid:": {"type": "string", "format": "uuid"},
            "int:": {"type": "integer"},
        }.get(kind or "", {"type": "string"})
        parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
        return "{" + name + "}"

    return re.sub(r"<(\w+:)?(\w+)>", replace, path), parameters


def _operation_id(route: Route) -> str:
    words: Sequence[str] = re.findall(r"[a-z0-9]+", re.sub(r"<(\w+:)?", "<by ", route.path))
    return "_".join([route.method.lower(), *words])


ABOUT = """The CRM that a sales team works in together.

Times are RFC 3339 in UTC, money is a decimal string beside a `currency`, ids are UUIDs. Snapshots carry
`X-Log-Seq`; go on from there with `GET /events` or over the socket."""

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["error", "message", "details", "request_id", "timestamp"],
    "properties": {
        "error": {"type": "string", "description": "A stable code"},
        "message": {"type": "string", "description": "A sentence for people"},
        "details": {"type": ["object", "null"]},
        "request_id": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time"},
    },
}
PAGINATION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "limit": {"type": "integer"},
        "next_cursor": {"type": ["string", "null"]},
        "page": {"type": ["integer", "null"]},
        "total": {"type": "integer"},
        "total_is_min": {"type": "boolean"},
        "total_pages": {"type": "integer"},
        "from": {"type": "integer"},
        "to": {"type": "integer"},
        "more": {"type": "boolean"},
    },
}
