"""`python -m app.openapi` prints the OpenAPI document; the front end's types are made from it."""

import sys
from typing import Any

import orjson

from app.core.openapi import openapi
from app.core.routing import ROUTES

VERSION = "0.1.0"


def document() -> dict[str, Any]:
    """The OpenAPI document of every feature."""
    from app.web.features import declare_routes

    declare_routes()
    return openapi(ROUTES, version=VERSION)


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(document(), option=orjson.OPT_INDENT_2))
