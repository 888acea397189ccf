"""The refresh cookie, and who may send it.

It is the only credential a browser sends by itself, so it goes to `/api/v1/auth` only, never across
sites (SameSite=Strict), and what it can do also asks for our own Origin.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from werkzeug.http import dump_cookie

from app.core.errors import Forbidden
from app.core.runtime import runtime

PATH = "/api/v1/auth"


def name_of(slot: str) -> str:
    """The cookie of a slot: several accounts live in one browser."""
    return f"sp_refresh_{slot}"


def set_cookie(slot: str, token: str, max_age: int) -> dict[str, str]:
    """The header that keeps a refresh token in the browser for `max_age` seconds."""
    return {"Set-Cookie": _cookie(slot, token, max_age)}


def clear_cookie(slot: str) -> dict[str, str]:
    """The header that makes the browser forget it."""
    return {"Set-Cookie": _cookie(slot, "", 0)}


def _cookie(slot: str, value: str, max_age: int) -> str:
    return dump_cookie(
        name_of(slot),
        value,
        max_age=max_age,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=runtime().settings.production,
    )


def require_own_origin(headers: Mapping[str, str]) -> None:
    """Raise Forbidden `foreign_origin` if a browser says that another site made this request."""
    origin = headers.get("Origin")
    host = headers.get("Host")
    public = urlsplit(runtime().settings.public_url)
    own = (f"http://{host}", f"https://{host}", f"{public.scheme}://{public.netloc}")
    if origin is not None and origin not in own:
        raise Forbidden("This request comes from another site.", code="foreign_origin")
