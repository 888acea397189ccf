"""The services' logs: kept short, and quoted when a service does not start."""

from contextlib import suppress
from pathlib import Path

LIMIT_BYTES = 16 * 2**20
# PostgreSQL says these to every connection that comes too early; they are no reason.
NO_REASON = ("is starting up", "is shutting down", "not yet accepting connections")


def roll(log: Path) -> None:
    """Keep one older log once this one is long."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > LIMIT_BYTES:
            log.replace(log.with_name(f"{log.name}.1"))


def size(log: Path) -> int:
    """Bytes so far: what is said from now on begins there."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def reason(log: Path, since: int) -> str:
    """The end of a sentence: what the log says went wrong since then, and where the log is."""
    lines: list[str] = []
    with suppress(OSError), log.open("rb") as file:
        file.seek(since)
        lines = file.read(2**20).decode(errors="replace").splitlines()
    said = [line.strip() for line in lines if not any(words in line for words in NO_REASON)]
    blamed = [line for line in said if "FATAL" in line or "rror" in line or "PANIC" in line]
    last = (blamed or [line for line in said if line])[-1:]
    return f" ({last[0]}); see {log}." if last else f"; see {log}."
