"""Where everything of the embedded services lies.

Unix socket addresses hold at most 107 bytes (103 on macOS), and a data directory may be deeper than
that. So sockets live in a short *runtime directory* below /tmp whose name is derived from the data
directory; only its owner can enter it, and it may vanish whenever nothing runs.
"""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths inside one data directory; `data_dir` is resolved, so that aliases are one."""

    data_dir: Path

    @classmethod
    def of(cls, data_dir: Path) -> "Layout":
        """The layout of a directory that need not exist yet."""
        return cls(data_dir.resolve())

    @property
    def services(self) -> Path:
        """Names the supervisor and each service: pid and address. Readable by the owner only."""
        return self.data_dir / "services.json"

    @property
    def credentials(self) -> Path:
        """Passwords, keys and ports: made once, so that addresses outlive every restart."""
        return self.data_dir / "credentials.json"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.data_dir / "supervisor.lock"

    @property
    def join_lock(self) -> Path:
        """Held by the one member that starts a supervisor."""
        return self.data_dir / "join.lock"

    def directory(self, service: str) -> Path:
        """A service's own directory."""
        return self.data_dir / service

    def log(self, name: str) -> Path:
        """The log of a service, or of the supervisor."""
        return self.data_dir / "logs" / f"{name}.log"


def claim_runtime_dir(data_dir: Path, remembered: str | None) -> Path:
    """Make (or take again) the directory for sockets; prefers the one used before.

    As root others may pass through it (not list it): PostgreSQL runs as another user and keeps its
    socket in a directory of its own inside.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    base = _short_base()
    for path in filter(None, (remembered, f"{base}/salespulse-{digest}")):
        if _own(Path(path), mode):
            return Path(path)
    # Someone else sits on our name (/tmp is everybody's): take one that nobody can foresee.
    path = Path(tempfile.mkdtemp(prefix="salespulse-", dir=base))
    path.chmod(mode)
    return path


def _short_base() -> str:
    # Not $TMPDIR first: it may be long, and differ between two processes of one user.
    return "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()  # noqa: S108


def _own(path: Path, mode: int) -> bool:
    try:
        path.mkdir(mode=mode, exist_ok=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        path.chmod(mode)
    except OSError:
        return False
    return True
