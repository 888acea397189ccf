"""The process that runs the embedded services of one data directory: `python -m app.local.supervisor`.

It belongs to no terminal and to no other process. It exits shortly after its last member has gone.
"""

import asyncio
import logging
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

from app.local import credentials as credentials_file
from app.local import locks, processes, protocol
from app.local.credentials import Credentials, free_port, port_is_free
from app.local.dial import dial
from app.local.layout import Layout, claim_runtime_dir
from app.local.s3 import S3
from app.local.supervision import Supervisor
from app.local.valkey import Valkey

log = logging.getLogger("app.local.supervisor")

PREDECESSOR_SECONDS = 90.0


class Announcement:
    """The one line that tells the member that started us how it went; then the pipe is closed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def up(self) -> None:
        """Members may connect."""
        self._say({"up": True})

    def failed(self, sentence: str) -> None:
        """We give up."""
        self._say({"error": sentence})

    def _say(self, message: protocol.JSON) -> None:
        with suppress(OSError):  # it did not wait for us
            os.write(self._descriptor, protocol.encode(message))
            os.close(self._descriptor)


def _serve(layout: Layout, announce: Announcement) -> None:
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while (lock := locks.try_lock(layout.supervisor_lock)) is None:
        # One is stopping, or another member's is about to serve: that will do for ours as well.
        if there := dial(layout):
            there.close()
            announce.up()
            return
        if time.monotonic() > deadline:
            announce.failed(f"The supervisor of {layout.data_dir} neither answers nor ends.")
            return
        time.sleep(locks.POLL_SECONDS)
    known = credentials_file.load(layout.credentials, layout.data_dir)
    adopt = known is not None
    known = known or Credentials.new(layout.data_dir)
    runtime_dir = _take_runtime_dir(layout, known)
    if runtime_dir is None:
        announce.failed(f"The supervisor of a deleted {layout.data_dir} does not end.")
        return
    known = replace(_with_free_ports(known, layout), runtime_dir=str(runtime_dir))
    credentials_file.save(layout.credentials, known)
    supervisor = Supervisor(
        layout,
        runtime_dir,
        known,
        holds_lock=lambda: locks.still_there(lock, layout.supervisor_lock),
        adopt=adopt,
    )
    asyncio.run(supervisor.run(announce.up))
    shutil.rmtree(runtime_dir, ignore_errors=True)


def _take_runtime_dir(layout: Layout, known: Credentials) -> Path | None:
    """The runtime directory, locked by us until we end.

    The lock is free, but when the data directory was deleted and made anew: then the supervisor of
    the old one (with another lock file) may still be stopping, and will remove the directory.
    """
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while time.monotonic() < deadline:
        runtime_dir = claim_runtime_dir(layout.data_dir, known.runtime_dir)
        with suppress(FileNotFoundError):
            if locks.try_lock(runtime_dir / "lock") is not None:
                return runtime_dir
        time.sleep(locks.POLL_SECONDS)
    return None


def _with_free_ports(known: Credentials, layout: Layout) -> Credentials:
    """Other ports where a stranger has taken ours (a service of ours left running is no stranger)."""

    def settled(service: str, program: str, port: int) -> int:
        ours = processes.running_in(layout.directory(service), program)
        return port if ours or port_is_free(port) else free_port()

    return replace(
        known,
        redis_port=settled(Valkey.name, Valkey.program, known.redis_port),
        s3_port=settled(S3.name, S3.program, known.s3_port),
    )


def _stay(number: int, frame: FrameType | None) -> None:
    """Our terminal has closed: what of it."""


def main() -> None:
    """Detach, and supervise the data directory named by the first argument."""
    layout = Layout(Path(sys.argv[1]))
    if os.fork():  # so that nobody is our parent
        os._exit(0)
    os.chdir("/")
    os.umask(0o077)
    # Not SIG_IGN, which the services would inherit.
    signal.signal(signal.SIGHUP, _stay)
    announce = Announcement(os.dup(1))
    os.dup2(2, 1)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(message)s"
    )
    logging.Formatter.converter = time.gmtime
    try:
        _serve(layout, announce)
    except Exception as error:
        log.exception("the supervisor failed")
        announce.failed(f"The embedded services failed: {error}; see {layout.log('supervisor')}.")
        raise
    log.info("done")


if __name__ == "__main__":
    main()
