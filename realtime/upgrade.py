"""Which HTTP requests may become a socket, the same on every transport."""

from urllib.parse import urlsplit

PATH = "/socket.io"
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
FOREIGN = {"error": "foreign_origin", "message": "Sockets can't be opened from another site."}
DRAINING = {"error": "unavailable", "message": "This instance is stopping. Try another."}


def is_socket(path: str) -> bool:
    """Whether a path belongs to the sockets."""
    return path == PATH or path.startswith(f"{PATH}/")


def own_origin(origin: str | None, host: str, public_url: str) -> bool:
    """Whether `origin` (None: no browser) is the request's `host` or the installation's address."""
    if origin is None:
        return True
    asking = netloc(origin)
    if not asking:
        return False
    scheme = urlsplit(origin).scheme
    return asking in (netloc(f"{scheme}://{host}"), netloc(public_url))


def netloc(url: str) -> str:
    """Host and port in lower case, the scheme's own port left out; empty if it is no such URL."""
    try:
        parts = urlsplit(url.lower())
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    plain = port is None or port == DEFAULT_PORTS.get(parts.scheme)
    return parts.hostname if plain else f"{parts.hostname}:{port}"
