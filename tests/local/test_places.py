"""Wherever the data directory lies, and whoever starts the services."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

import app
from app.local import binaries
from app.local.account import Account, reachable
from app.local.services import Membership, join
from tests.local.house import (
    SERVICES,
    alive,
    get,
    hello,
    inhabitants,
    member,
    pids,
    put,
    redis_client,
    services,
    settings_for,
    sql,
    until,
)

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root can become another user")


def try_all(membership: Membership) -> None:
    """One exchange with each service."""
    settings = membership.settings
    assert sql(settings.database_url, "select 1") == 1
    with redis_client(settings.redis_url) as client:
        assert client.ping()
    put(settings.s3, "a/b", b"c")
    assert get(settings.s3, "a/b") == b"c"


@pytest.mark.parametrize("name", ["d" * 60, 'with \' space, "quotes" and ümläut'])
def test_deep_and_odd_directories(tmp_path: Path, name: str) -> None:
    """Directories deeper than a socket's address can be long, and with any character, just work."""
    data_dir = tmp_path / name / name / name / "data"
    with join(settings_for(data_dir)) as membership:
        try_all(membership)
        host = Path(membership.settings.database_url.rpartition("host=")[2].split("&")[0])  # type: ignore[union-attr]
        assert len(str(host)) < 60
    until(lambda: not inhabitants(data_dir))
    assert not host.parent.exists(), "nothing may be left in /tmp"


def test_aliases_of_a_directory_are_one(data_dir: Path) -> None:
    """A data directory reached through a symbolic link is the same one."""
    data_dir.mkdir()
    alias = data_dir.with_name("alias")
    alias.symlink_to(data_dir)
    settings = settings_for(data_dir, only=["redis"])
    with join(settings) as one, join(replace(settings, data_dir=alias)) as other:
        assert one.settings.redis_url == other.settings.redis_url


def test_a_copy_has_services_of_its_own(joined: Membership, data_dir: Path) -> None:
    """A copied data directory runs beside the original, at other addresses."""
    copy = data_dir.with_name("copy")
    shutil.copytree(data_dir, copy, ignore=shutil.ignore_patterns("postgresql", "s3"))
    with join(settings_for(copy, only=["redis"])) as other:
        assert other.settings.redis_url != joined.settings.redis_url
        assert services(copy)["supervisor"] != services(data_dir)["supervisor"]
        with redis_client(other.settings.redis_url) as client:
            client.set("mine", "1")
        with redis_client(joined.settings.redis_url) as client:
            assert client.get("mine") is None
    until(lambda: not inhabitants(copy))
    try_all(joined)


def _deleted(data_dir: Path) -> bool:
    """Delete, and again if something was written meanwhile."""
    shutil.rmtree(data_dir, ignore_errors=True)
    return not data_dir.exists()


@pytest.mark.slow
def test_a_deleted_directory_is_left_by_all(data_dir: Path) -> None:
    """Deleting the data directory under running services ends them, members or not."""
    with join(settings_for(data_dir)):
        running = pids(data_dir)
        until(lambda: _deleted(data_dir))
        until(lambda: not any(map(alive, running.values())), 30)
    assert not data_dir.exists()


@pytest.mark.slow
def test_a_directory_made_anew_at_once(data_dir: Path) -> None:
    """Deleting the data directory and starting again in the same breath gives a fresh system."""
    join(settings_for(data_dir, only=["redis", "postgresql"])).close()
    shutil.rmtree(data_dir, ignore_errors=True)
    with join(settings_for(data_dir)) as membership:
        try_all(membership)


def test_a_port_that_a_stranger_took(data_dir: Path) -> None:
    """If something else has our port at the next start, another one is taken."""
    with join(settings_for(data_dir, only=["redis"])) as membership:
        before = membership.settings.redis_url
    until(lambda: not inhabitants(data_dir))
    assert before
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", int(before.rpartition(":")[2].removesuffix("/0"))))
        stranger.listen()
        with join(settings_for(data_dir, only=["redis"])) as membership:
            assert membership.settings.redis_url != before
            with redis_client(membership.settings.redis_url) as client:
                assert client.ping()


@as_root
def test_root_changes_nothing_above_the_data(data_dir: Path) -> None:
    """As root PostgreSQL runs as another user, in directories that only root may enter."""
    above = data_dir.parent
    above.chmod(0o700)
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in above.parents]
    accounts = [entry.pw_name for entry in pwd.getpwall()]
    with join(settings_for(data_dir)) as membership:
        postgres = psutil.Process(pids(data_dir)["postgresql"])
        assert postgres.uids().real != 0
        assert postgres.uids().effective == (data_dir / "postgresql").stat().st_uid
        try_all(membership)
    assert stat.S_IMODE(above.stat().st_mode) == 0o700
    assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path in above.parents]
    assert accounts == [entry.pw_name for entry in pwd.getpwall()]
    owned = {path.name for path in data_dir.iterdir() if path.stat().st_uid != 0}
    assert owned == {"postgresql"}


@as_root
def test_programs_out_of_the_account_s_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When only root may enter the virtual environment, PostgreSQL runs from a copy."""
    hidden = tmp_path / "venv"
    source = binaries._package("pgserver", "", "")
    shutil.copytree(source, hidden / source.name)
    for libraries in source.parent.glob("pgserver*.libs"):
        shutil.copytree(libraries, hidden / libraries.name)
    tmp_path.chmod(0o700)
    nobody = pwd.getpwnam("nobody")
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid)
    assert not reachable(hidden, account)
    cache = Path(tempfile.mkdtemp())
    cache.chmod(0o755)
    monkeypatch.setattr(binaries, "COPY_BASES", (cache / "copies",))
    monkeypatch.setattr(binaries, "_package", lambda *_: hidden / source.name)
    try:
        before = os.umask(0o077)
        programs = binaries.postgres(account)
        os.umask(before)
        assert programs.is_relative_to(cache)
        assert binaries.postgres(account) == programs
        for program in ("postgres", "initdb"):
            told = subprocess.run(
                [programs / program, "--version"],
                user=account.uid,
                group=account.gid,
                extra_groups=[],
                cwd="/",
                env={},
                capture_output=True,
                text=True,
                check=True,
            )
            assert "PostgreSQL" in told.stdout
    finally:
        shutil.rmtree(cache)


@pytest.fixture
def nobodys_dir() -> Generator[Path]:
    """A directory that belongs to the user nobody."""
    path = Path(tempfile.mkdtemp(prefix="salespulse-test-"))
    shutil.chown(path, "nobody")
    yield path
    with suppress(AssertionError):
        until(lambda: not inhabitants(path))
    shutil.rmtree(path)


def python_for(who: dict[str, Any]) -> str | None:
    """A Python that the user can run our code with: the one we run on may be out of its reach."""
    for python in (sys.executable, shutil.which("python3", path=os.defpath)):
        with suppress(OSError):
            check = [python, "-c", "import app.local.supervision, tests.local.house"]
            if subprocess.run(check, check=False, capture_output=True, **who).returncode == 0:
                return python
    return None


@pytest.mark.slow
@as_root
def test_an_ordinary_user(nobodys_dir: Path) -> None:
    """Without root everything runs as the user who started it; then root may join."""
    nobody = pwd.getpwnam("nobody")
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    # What pip adds below Python 3.11.3, which the system's Python may be and ours is not.
    (nobodys_dir / "async_timeout.py").write_text("from asyncio import timeout as timeout\n")
    paths = [str(Path(app.__file__).parent.parent), sysconfig.get_path("purelib")]
    paths.append(str(nobodys_dir))
    who["env"] = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(paths)}
    python = python_for(who)
    if python is None:
        pytest.skip(
            "NOT TESTED as an ordinary user: nobody can't run this Python or read this code"
        )
    data_dir = nobodys_dir / "data"
    process = member(data_dir, python=python, **who)
    try:
        said = hello(process)
        assert "error" not in said, said
        running = pids(data_dir)
        assert {psutil.Process(pid).uids().effective for pid in running.values()} == {nobody.pw_uid}
        assert set(running) == {"supervisor", *SERVICES}
        with join(settings_for(data_dir)) as membership:
            assert membership.settings.database_url == said["database_url"]
            try_all(membership)
            assert pids(data_dir) == running
    finally:
        process.communicate()
    until(lambda: not inhabitants(data_dir))
    # Root alone, later: PostgreSQL keeps the owner of its data.
    with join(settings_for(data_dir)) as membership:
        try_all(membership)
        postgres = psutil.Process(pids(data_dir)["postgresql"])
        assert postgres.uids().effective == nobody.pw_uid
