"""The front end: files from `frontend/dist`, and `index.html` for every address of a screen."""

import asyncio
import gzip
import mimetypes
from pathlib import Path

from quart import Response
from werkzeug.security import safe_join

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
NOT_SCREENS = ("/api/", "/socket.io/", "/assets/")
COMPRESSED = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest",
    "image/svg",
)

# Names under /assets carry a hash of their content; everything else may change under its name.
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
FILES_HELD = 500

NOT_BUILT = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>SalesPulse</title>
<h1>The screens are not built yet</h1>
<p>Run <code>make frontend</code> (or <code>make demo</code>) and load this page again.
The API is up: see <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>
"""

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class Screens:
    """The built front end of one directory."""

    def __init__(self, dist: Path = DIST) -> None:
        self.dist = dist
        self._read: dict[tuple[Path, int, bool], bytes] = {}

    def has(self, path: str) -> bool:
        """Whether this address is a file of the build or may be a screen's."""
        return self._file(path) is not None or not f"{path}/".startswith(NOT_SCREENS)

    async def page(self, path: str, accepts: str) -> Response:
        """The file at this address, or the one page that every screen lives in."""
        file = self._file(path) or self.dist / "index.html"
        if not file.is_file():
            return Response(NOT_BUILT, 503, {"Content-Type": "text/html", "Retry-After": "5"})
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        squeeze = kind.startswith(COMPRESSED) and "gzip" in accepts
        content = await self._content(file, squeeze)
        hashed = self._hashed(file)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
            "Cache-Control": FOR_EVER if hashed else ASK_AGAIN,
            "Vary": "Accept-Encoding",
        }
        if squeeze:
            headers["Content-Encoding"] = "gzip"
        return Response(content, 200, headers)

    async def _content(self, file: Path, squeeze: bool) -> bytes:
        """A file's bytes, read and squeezed once; a new build has new times, so new entries."""
        key = (file, file.stat().st_mtime_ns, squeeze)
        found = self._read.get(key)
        if found is None:
            found = await asyncio.to_thread(_bytes, file, squeeze)
            if len(self._read) >= FILES_HELD:
                self._read.clear()
            self._read[key] = found
        return found

    def _hashed(self, file: Path) -> bool:
        return file.parent.name == "assets" and file.parent.parent == self.dist

    def _file(self, path: str) -> Path | None:
        # safe_join refuses every way out of the directory.
        joined = safe_join(str(self.dist), path.lstrip("/"))
        if joined is None or "\x00" in joined:
            return None
        found = Path(joined)
        return found if found.is_file() else None


def _bytes(file: Path, squeeze: bool) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, 6) if squeeze else content
