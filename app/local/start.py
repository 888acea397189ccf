"""Starting a supervisor that outlives us."""

import os
import subprocess
import sys
from pathlib import Path

import app
from app.local import logs, protocol
from app.local.errors import ServicesError
from app.local.layout import Layout

ANNOUNCE_LIMIT_SECONDS = 200.0


def start_supervisor(layout: Layout) -> None:
    """Start one and return once members can connect to it. Raises ServicesError."""
    log_file = layout.log("supervisor")
    try:
        logs.roll(log_file)
        with log_file.open("ab") as log:
            started = subprocess.Popen(  # noqa: S603 (ourselves)
                [sys.executable, "-m", "app.local.supervisor", str(layout.data_dir)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment(),
                start_new_session=True,
            )
    except OSError as error:
        raise ServicesError(f"The supervisor could not be started: {error}.") from error
    with started:  # reaps it: it forks the real supervisor and exits at once
        assert started.stdout is not None
        # One line, or the end of the pipe when it died before it could say anything.
        answer = protocol.decode(started.stdout.readline()) or {}
    if not answer.get("up"):
        said = answer.get("error", f"The supervisor of {layout.data_dir} failed")
        raise ServicesError(f"{said}; see {log_file}." if str(log_file) not in said else said)


def _environment() -> dict[str, str]:
    """Ours without the secrets: the supervisor outlives us and needs none of them."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    ours = str(Path(app.__file__).resolve().parent.parent)
    found["PYTHONPATH"] = os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))
    return found
