"""The process that runs the embedded services of one data directory: `python -m app.local.supervisor`.

It belongs to no terminal and to no other process. It exits shortly after its last member has gone.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.local import credentials as credentials_file
from app.local import locks, processes, protocol
from app.local.credentials import Credentials, free_port, port_is_free
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
    lock = locks.wait_for_lock(layout.supervisor_lock, PREDECESSOR_SECONDS)
    if lock is None:
        announce.failed(f"The supervisor of {layout.data_dir} neither answers nor ends.")
        return
    known = credentials_file.load(layout.credentials, layout.data_dir)
    adopt = known is not None
    known = known or Credentials.new(layout.data_dir)
    runtime_dir = claim_runtime_dir(layout.data_dir, known.runtime_dir)
    # If the data directory was deleted and made anew, the old one's supervisor may still be stopping.
    runtime_lock = locks.wait_for_lock(runtime_dir / "lock", PREDECESSOR_SECONDS)
    if runtime_lock is None:
        announce.failed(f"Another supervisor holds {runtime_dir}.")
        return
    known = replace(_with_free_ports(known, layout), runtime_dir=str(runtime_dir))
    credentials_file.save(layout.credentials, known)
    asyncio.run(Supervisor(layout, runtime_dir, known, adopt=adopt).run(announce.up))


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


def main() -> None:
    """Detach, and supervise the data directory named by the first argument."""
    layout = Layout(Path(sys.argv[1]))
    if os.fork():  # so that nobody is our parent
        os._exit(0)
    os.chdir("/")
    os.umask(0o077)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
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
