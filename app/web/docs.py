"""The API's description: OpenAPI, AsyncAPI, and a viewer at `/api/docs`."""

from functools import cache
from pathlib import Path

import orjson
from quart import Quart, Response, request

from app.openapi import document
from app.web.screens import Screens

ASYNCAPI = Path(__file__).parents[1] / "core" / "asyncapi.json"


@cache
def _openapi() -> bytes:
    return orjson.dumps(document())


def serve(app: Quart) -> None:
    """Add the description's addresses to an app."""

    async def openapi() -> Response:
        return Response(_openapi(), content_type="application/json")

    async def asyncapi() -> Response:
        return Response(ASYNCAPI.read_bytes(), content_type="application/json")

    async def viewer() -> Response:
        return await Screens().page("/docs.html", request.headers.get("Accept-Encoding", ""))

    app.add_url_rule("/api/docs", view_func=viewer)
    app.add_url_rule("/api/v1/openapi.json", view_func=openapi)
    app.add_url_rule("/api/v1/asyncapi.json", view_func=asyncapi)
