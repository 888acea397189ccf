"""Being one of those for whom the embedded services run."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from app.local import locks, protocol
from app.local.dial import dial
from app.local.errors import ServicesError
from app.local.layout import Layout
from app.local.start import start_supervisor

log = logging.getLogger(__name__)

JOIN_LIMIT_SECONDS = 400.0
RETRY_SECONDS = 0.05
REJOIN_SECONDS = (0.0, 0.2, 1.0, 5.0)


class Connection:
    """An open membership in one data directory; a thread joins again if the supervisor dies."""

    def __init__(
        self, layout: Layout, wanted: Sequence[str], abandoned: threading.Event | None = None
    ) -> None:
        """Join, starting the supervisor if there is none. Raises ServicesError."""
        self._layout = layout
        self._wanted = wanted
        self._left = abandoned or threading.Event()
        try:
            self._socket, self.services = self._enter()
        except OSError as error:
            raise ServicesError(f"The data directory can't be used: {error}.") from error
        self._thread = threading.Thread(target=self._stay, name="services", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave. The services stop soon after the last member has left."""
        self._left.set()
        with suppress(OSError):  # the supervisor went first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _stay(self) -> None:
        """Wait for the connection's end. If it was not our doing the supervisor has died: replace it."""
        attempt = 0
        while True:
            _until_closed(self._socket)
            if self._left.wait(REJOIN_SECONDS[min(attempt, len(REJOIN_SECONDS) - 1)]):
                return
            # The lock, not the directory: its deletion may be going on at this moment.
            if not self._layout.supervisor_lock.exists():
                log.error("%s was deleted while in use", self._layout.data_dir)
                return
            attempt += 1
            try:
                self._rejoin()
                attempt = 0
            except (ServicesError, OSError) as error:
                log.error("the embedded services are unsupervised: %s", error)

    def _rejoin(self) -> None:
        log.warning("the supervisor of %s has died; joining another", self._layout.data_dir)
        before = self.services
        self._socket.close()
        self._socket, self.services = self._enter()
        if self._left.is_set():
            self._socket.close()
        if self.services != before:
            log.error("the embedded services have new addresses: restart this command")

    def _enter(self) -> tuple[socket.socket, protocol.JSON]:
        self._layout.log("supervisor").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = time.monotonic() + JOIN_LIMIT_SECONDS

        def check() -> None:
            if self._left.is_set():
                raise ServicesError("Joining the embedded services was given up.")
            if time.monotonic() > deadline:
                raise ServicesError(
                    f"The embedded services did not come up; see {self._layout.log('supervisor')}."
                )

        while True:
            check()
            connection = dial(self._layout)
            if connection is None:
                with locks.locked(self._layout.join_lock, check):
                    connection = dial(self._layout)  # another member may have been faster
                    if connection is None:
                        start_supervisor(self._layout)
                        connection = dial(self._layout)
            if connection is not None:
                answer = self._greet(connection, check)
                if answer is not None:
                    return connection, answer
                connection.close()
            time.sleep(RETRY_SECONDS)

    def _greet(self, connection: socket.socket, check: Callable[[], None]) -> protocol.JSON | None:
        """Say what we want and wait for the addresses; None if the supervisor was just ending."""
        hello = {"protocol": protocol.PROTOCOL, "pid": os.getpid(), "wanted": list(self._wanted)}
        try:
            connection.sendall(protocol.encode(hello))
            line = _read_line(connection, check)
        except ConnectionError:
            return None
        answer = protocol.decode(line)
        if answer is None:
            return None
        if "error" in answer:
            connection.close()
            raise ServicesError(answer["error"])
        return answer["services"]


def _read_line(connection: socket.socket, check: Callable[[], None]) -> bytes:
    """Read up to the line's end (or the connection's); `check` is called often and may raise."""
    line = b""
    connection.settimeout(0.2)
    while not line.endswith(b"\n"):
        check()
        with suppress(TimeoutError):
            part = connection.recv(65536)
            if not part:
                break
            line += part
    connection.settimeout(None)
    return line


def _until_closed(connection: socket.socket) -> None:
    """Block until either side has closed the connection."""
    with suppress(OSError):
        while connection.recv(4096):
            pass
