"""SalesPulse as it is run: one data directory, two instances and a worker, filled with the demo."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from pathlib import Path

COMMAND = Path(sys.executable).with_name("salespulse")
READY_WITHIN = 60.0
STOPS_WITHIN = 15.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class Program:
    """One `salespulse` command in a process of its own; what it says goes to a file."""

    def __init__(self, folder: Path, *arguments: str, port: int | None = None) -> None:
        self.arguments = arguments
        self.port = port or free_port()
        self.log = folder / f"{arguments[0]}-{self.port}.log"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it (again), without waiting for it."""
        with self.log.open("ab") as said:
            self._process = subprocess.Popen(
                [COMMAND, *self.arguments],
                env=_environment(self._folder, self.port),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def finish(self) -> None:
        """Wait for a command that ends by itself; raises if it failed."""
        assert self._process is not None
        if self._process.wait(READY_WITHIN):
            raise AssertionError(f"{self.arguments} failed:\n{self.tail()}")

    def until_ready(self) -> None:
        """Wait until it answers /ready with 200."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.1)
        raise AssertionError(f"{self.arguments} did not become ready:\n{self.tail()}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            print(f"{self.arguments} did not stop in {STOPS_WITHIN} s:\n{self.tail()}")
            self.kill()

    def tail(self) -> str:
        """The end of what it has said."""
        return self.log.read_text(errors="replace")[-4000:]


class House:
    """`one` and `two` are instances of one system; `worker` works for both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.one = Program(folder, "serve")
        self.two = Program(folder, "serve")
        self.worker = Program(folder, "worker")

    def open(self) -> None:
        """Fill the database, then start everything."""
        seeding = Program(self.folder, "seed")
        seeding.start()
        seeding.finish()
        for program in (self.one, self.two, self.worker):
            program.start()
        self.one.until_ready()
        self.two.until_ready()

    def close(self) -> None:
        """Stop everything; the embedded services go with the last of them."""
        for program in (self.worker, self.two, self.one):
            program.stop()


@contextlib.contextmanager
def open_house() -> Generator[House]:
    """A house in a folder of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="salespulse-e2e-"))
    house = House(folder)
    try:
        house.open()
        yield house
    finally:
        house.close()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, port: int) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {
        **plain,
        "SALESPULSE_ENV": "test",
        "SALESPULSE_DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "a key for browser tests only, long enough for production",
        "PORT": str(port),
        "RATE_LIMITS": "off",  # every person of every test signs in from one address
        "WEBHOOKS_ALLOW_PRIVATE": "1",
    }


_OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "S3_ENDPOINT", "PUBLIC_URL", "HOST"}
