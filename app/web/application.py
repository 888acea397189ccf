"""Putting the application together."""

from time import perf_counter
from typing import cast

from hypercorn.middleware import ProxyFixMiddleware
from quart import Quart, Response, g, request
from werkzeug.exceptions import NotFound as NoSuchAddress

from app.config import Settings
from app.core.http import error_response, register, request_id
from app.identity.authenticate import authenticate
from app.web import docs, logs, status
from app.web.bodies import pace
from app.web.features import declare_routes
from app.web.metrics import Metrics
from app.web.screens import Screens
from app.web.security import headers_for
from app.web.throttle import new_throttle

QUIET = ("/health", "/ready", "/metrics")  # asked for every few seconds: not worth a line each


def build(settings: Settings) -> Quart:
    """Every route, the screens, and what surrounds each request."""
    logs.configure(settings)
    declare_routes()
    app = Quart("app", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = None  # each route has its own limit
    pace(app)
    register(app, authenticate, new_throttle())
    metrics = Metrics()
    status.serve(app, settings, metrics)
    docs.serve(app)
    _serve_screens(app)
    _surround(app, settings, metrics)
    if settings.trusted_proxies:
        app.asgi_app = ProxyFixMiddleware(  # type: ignore[method-assign,assignment]
            app.asgi_app, trusted_hops=settings.trusted_proxies
        )
    return app


def _serve_screens(app: Quart) -> None:
    screens = Screens()

    async def elsewhere(error: NoSuchAddress) -> Response:
        """An address that no route has: a screen's, or a mistake."""
        if request.method in ("GET", "HEAD") and screens.has(request.path):
            return await screens.page(request.path, request.headers.get("Accept-Encoding", ""))
        return await error_response(error)

    app.register_error_handler(NoSuchAddress, elsewhere)


def _surround(app: Quart, settings: Settings, metrics: Metrics) -> None:
    async def begin() -> None:
        g.began = perf_counter()

    async def finish(response: Response) -> Response:
        # A request that failed before `begin` took no time worth measuring.
        seconds = perf_counter() - cast(float, g.get("began", perf_counter()))
        route = request.url_rule.rule if request.url_rule else "screens"
        metrics.observe(request.method, route, response.status_code, seconds)
        response.headers["X-Request-ID"] = request_id()
        for name, value in headers_for(request.path, settings.production):
            response.headers.setdefault(name, value)
        if response.status_code == 413 and request.http_version == "1.1":
            # The rest of the body stays unread, so this connection can't carry another request.
            response.headers["Connection"] = "close"
        if request.path not in QUIET:
            logs.access(response.status_code, seconds)
        return response

    app.before_request(begin)
    app.after_request(finish)
