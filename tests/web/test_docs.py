"""The API describes itself, completely."""

from app.core.routing import ROUTES
from tests.api import Api


async def test_openapi_has_every_route(client: Api):
    """Every declared route is in the document, with a summary, its answers and its errors."""
    document = (await client.http.get("/api/v1/openapi.json")).json()
    described = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert len(described) == len({(r.method, r.path) for r in ROUTES})
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"] and operation["operationId"]
            assert any(code.startswith("2") for code in operation["responses"])


async def test_openapi_refers_to_nothing_missing(client: Api):
    """Every $ref in the document leads somewhere."""
    text = (await client.http.get("/api/v1/openapi.json")).text
    document = (await client.http.get("/api/v1/openapi.json")).json()
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names and names <= set(document["components"]["schemas"])


async def test_asyncapi_is_served(client: Api):
    """The sockets are described beside it."""
    assert (await client.http.get("/api/v1/asyncapi.json")).json()["asyncapi"].startswith("3")
