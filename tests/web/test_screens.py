"""The front end is served from the same port."""

import gzip

import httpx
import pytest
from quart import Quart

from app.web.screens import Screens


@pytest.fixture
def dist(tmp_path):
    """A small build."""
    build = tmp_path / "dist"
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text("<!doctype html><title>SalesPulse</title>")
    (build / "assets" / "app-4f3a.js").write_text("console.log('hello')" * 100)
    (build / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("not for you")
    return build


@pytest.fixture
def browser(dist, settings, runtime, monkeypatch) -> httpx.AsyncClient:
    """Somebody with a browser, in front of that build."""
    from app.web import application

    monkeypatch.setattr(application, "Screens", lambda: Screens(dist))
    built: Quart = application.build(settings)
    transport = httpx.ASGITransport(built, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/deals", "/deals/42?x=1", "/settings/members", "/apiary"])
async def test_every_screen_is_the_one_page(browser: httpx.AsyncClient, path: str):
    """Any address that is no file, and not the API's, answers the page, to be asked for anew each time."""
    found = await browser.get(path)
    assert (found.status_code, "SalesPulse" in found.text) == (200, True)
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"
    assert found.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api",
        "/api/",
        "/socket.io/x",
        "/socket.io",
        "/assets/gone-1.js",
        "/assets",
    ],
)
async def test_what_is_no_screen(browser: httpx.AsyncClient, path: str):
    """Unknown addresses of the API, and files that are not in the build, answer 404 as JSON."""
    found = await browser.get(path)
    assert found.status_code == 404
    assert found.json()["error"] == "not_found"


async def test_only_reading(browser: httpx.AsyncClient):
    """A screen's address takes no writes."""
    assert (await browser.post("/deals", json={})).status_code == 404
    assert (await browser.head("/deals")).status_code == 200


async def test_hashed_files_stay_for_ever(browser: httpx.AsyncClient):
    """A file whose name says its content is kept for ever; others are asked for again."""
    script = await browser.get("/assets/app-4f3a.js")
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.headers["Content-Type"].startswith("text/javascript")
    icon = await browser.get("/favicon.svg")
    assert icon.headers["Content-Type"].startswith("image/svg+xml")
    assert icon.headers["Cache-Control"] == "no-cache"


async def test_compressed_for_who_can(browser: httpx.AsyncClient):
    """Text is compressed for browsers that say they can, and plain for the others."""
    async with browser.stream("GET", "/assets/app-4f3a.js") as squeezed:
        raw = b"".join([part async for part in squeezed.aiter_raw()])
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw).startswith(b"console.log")
    plain = await browser.get("/assets/app-4f3a.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/assets/../../secret", "/..%2fsecret", "/assets/%00"]
)
async def test_no_way_out_of_the_build(browser: httpx.AsyncClient, path: str):
    """No spelling of an address reaches a file outside the build."""
    found = await browser.send(browser.build_request("GET", f"http://localhost{path}"))
    assert "not for you" not in found.text
    assert found.status_code in (200, 404)


async def test_without_a_build(browser: httpx.AsyncClient, dist):
    """Before the front end is built its addresses say what to do."""
    (dist / "index.html").unlink()
    found = await browser.get("/")
    assert found.status_code == 503
    assert "make frontend" in found.text
