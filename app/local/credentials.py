"""What must stay the same over restarts so that clients find their services again."""

import json
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from random import SystemRandom

# Below the range from which kernels take ports for outgoing connections (Linux: from 32768, macOS:
# from 49152): else a client's connection could sit on our port while the service restarts.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Passwords, keys and ports of one data directory, kept in a file only its owner can read."""

    data_dir: str
    runtime_dir: str | None
    owner_password: str
    app_password: str
    redis_password: str
    redis_port: int
    s3_access_key: str
    s3_secret_key: str
    s3_port: int

    @classmethod
    def new(cls, data_dir: Path) -> "Credentials":
        """Random ones."""
        return cls(
            data_dir=str(data_dir),
            runtime_dir=None,
            owner_password=secrets.token_hex(24),
            app_password=secrets.token_hex(24),
            redis_password=secrets.token_hex(24),
            redis_port=free_port(),
            s3_access_key=secrets.token_hex(10),
            s3_secret_key=secrets.token_hex(20),
            s3_port=free_port(),
        )


def load(path: Path, data_dir: Path) -> Credentials | None:
    """What `save` wrote; None if there is nothing usable.

    A data directory that was copied or moved gets new ports and sockets: the original may be running.
    """
    try:
        found = json.loads(path.read_text())
        known = Credentials(**{field.name: found[field.name] for field in fields(Credentials)})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    if known.data_dir != str(data_dir):
        return replace(
            known,
            data_dir=str(data_dir),
            runtime_dir=None,
            redis_port=free_port(),
            s3_port=free_port(),
        )
    return known


def save(path: Path, credentials: Credentials) -> None:
    """Replace the file as a whole."""
    write_private(path, json.dumps(asdict(credentials), indent=1))


def write_private(path: Path, text: str) -> None:
    """Put a file in place at once, readable by its owner only; a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def free_port(is_free: Callable[[int], bool] | None = None) -> int:
    """A loopback port that nobody listens on now."""
    check = is_free or port_is_free
    for port in SystemRandom().sample(PORTS, len(PORTS)):
        if check(port):
            return port
    raise OSError(f"no port from {PORTS.start} to {PORTS.stop - 1} is free")


def port_is_free(port: int) -> bool:
    """Whether a server could listen on the loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: else a port whose connections linger in TIME_WAIT counts as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
