"""Logs to standard error: a line of JSON each in production, readable ones in development."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson
from quart import has_request_context, request

from app.config import Settings
from app.core.http import request_id

access_log = logging.getLogger("app.access")


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, message, request_id, and the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = request_id()
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure(settings: Settings) -> None:
    """Send everything to standard error once; tests keep pytest's own capture."""
    if settings.env == "test":
        return
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(
        JsonLines()
        if settings.production
        else logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
    )
    logging.basicConfig(level=logging.INFO, handlers=[output])
    for noisy in ("tortoise", "aerich", "asyncio", "socketio", "engineio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def access(status: int, seconds: float) -> None:
    """One line for a request that was answered. Never its query: searches are personal."""
    if not access_log.isEnabledFor(logging.INFO):
        return
    milliseconds = round(seconds * 1000, 1)
    fields = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "ms": milliseconds,
        "ip": request.remote_addr,
        "agent": request.headers.get("User-Agent"),
    }
    access_log.info(
        "%s %s %s %s ms",
        request.method,
        request.path,
        status,
        milliseconds,
        extra={"fields": fields},
    )
