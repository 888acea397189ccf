"""A PostgreSQL cluster on disk: made once by initdb, its configuration written before each start."""

import locale
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from app.local import logs
from app.local.account import Account, drop_to
from app.local.errors import ServicesError

CONFIGURATION = """\
# Written by SalesPulse before each start. Your own settings: ALTER SYSTEM, which wins over these.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
port = 5432
max_connections = 200
shared_buffers = 192MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
min_wal_size = 256MB
max_wal_size = 2GB
fsync = on
synchronous_commit = on
full_page_writes = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m [%p] %q%u@%d '
"""

# The superuser is whoever owns this directory, known by the kernel: there is no password to keep.
ACCESS = """\
local  all  postgres  peer  map=supervisor
local  all  all       scram-sha-256
"""


def make(cluster: Path, programs: Path, account: Account | None, log: Path) -> None:
    """Run initdb unless the cluster is there; a half-made one never takes its place."""
    if (cluster / "PG_VERSION").exists():
        return
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account:
        os.chown(draft, account.uid, account.gid)
    argv = [
        f"{programs}/initdb",
        f"--pgdata={working_path(draft)}",
        "--username=postgres",
        "--encoding=UTF8",
        # Sorting and case are PostgreSQL's own, the same on every machine; the text parsers of
        # full-text and trigram search still ask the C library what a letter is.
        "--locale=C",
        f"--lc-ctype={_unicode_ctype()}",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth=peer",
    ]
    since = logs.size(log)
    with log.open("a") as file:
        made = subprocess.run(  # noqa: S603 (our own programs and arguments)
            argv,
            cwd=draft,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            check=False,
            **drop_to(account),
        )
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        why = logs.reason(log, since)
        raise ServicesError(f"PostgreSQL's data could not be made in {cluster}{why}")
    if cluster.exists():  # only an empty directory can be there
        cluster.rmdir()
    draft.rename(cluster)


def configure(cluster: Path, socket_dir: Path, account: Account | None) -> None:
    """Write postgresql.conf, pg_hba.conf and pg_ident.conf."""
    us = pwd.getpwuid(os.geteuid()).pw_name
    texts = {
        "postgresql.conf": CONFIGURATION.format(socket_dir=socket_dir),
        "pg_hba.conf": ACCESS,
        "pg_ident.conf": f'supervisor  "{us}"  postgres\n',
    }
    for name, text in texts.items():
        file = cluster / name
        # The account owns the directory: it must not be able to lead root elsewhere by a link.
        file.unlink(missing_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text)
            if account:
                os.fchown(descriptor, account.uid, account.gid)


def forget_dead_server(cluster: Path, socket_dir: Path) -> None:
    """Remove the pid files of a server that is gone.

    PostgreSQL itself refuses to start while *any* process has the pid that is named there: after a
    reboot or in a container often an innocent one, or its own that nobody has buried.
    """
    for file in (cluster / "postmaster.pid", socket_dir / ".s.PGSQL.5432.lock"):
        try:
            pid = int(file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            continue
        if not _is_postgres(pid):
            file.unlink(missing_ok=True)


def working_path(cluster: Path) -> str:
    """How PostgreSQL is told its directory, being started inside it.

    On Linux as a path that leads there directly: the real one may be longer than PostgreSQL's limit
    of 1023 bytes, or lead through directories (/root) that only root may enter.
    """
    return "/proc/self/cwd" if sys.platform == "linux" else str(cluster)


def environment() -> dict[str, str]:
    """All that initdb and postgres see of ours."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _unicode_ctype() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"):
            try:
                return locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        # One that has ended but that its parent has not asked for yet still has its pid.
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True  # we can't tell, so PostgreSQL shall decide
