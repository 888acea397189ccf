"""What can't be is refused in one clear sentence."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from app.local.services import ServicesError, join
from tests.local.house import inhabitants, pids, services, settings_for, until


@pytest.mark.slow
def test_foreign_files_in_the_way(data_dir: Path) -> None:
    """Where PostgreSQL's data should be lies something else: it is named and left alone."""
    (data_dir / "postgresql").mkdir(parents=True)
    (data_dir / "postgresql" / "letter.txt").write_text("dear")
    with pytest.raises(ServicesError, match=r"PostgreSQL could not be set up: .*not empty"):
        join(settings_for(data_dir))
    assert (data_dir / "postgresql" / "letter.txt").read_text() == "dear"
    until(lambda: not inhabitants(data_dir))
    # The same directory serves once the way is free.
    (data_dir / "postgresql" / "letter.txt").unlink()
    with join(settings_for(data_dir, only=["postgresql"])):
        assert "postgresql" in pids(data_dir)


@pytest.mark.slow
def test_data_of_another_postgresql_version(data_dir: Path) -> None:
    """A cluster of another major version is refused with PostgreSQL's reason and the log's name."""
    with join(settings_for(data_dir, only=["postgresql"])):
        pass
    until(lambda: not inhabitants(data_dir))
    (data_dir / "postgresql" / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServicesError, match=r"PostgreSQL ended while starting .*postgresql\.log"):
        join(settings_for(data_dir, only=["postgresql"]))


def test_a_data_directory_that_is_a_file(data_dir: Path) -> None:
    """A data directory that can't be one is said to be unusable."""
    data_dir.write_text("")
    with pytest.raises(ServicesError, match="can't be used"):
        join(settings_for(data_dir))


def test_a_supervisor_of_another_version(data_dir: Path) -> None:
    """One that speaks another protocol is not talked to; the sentence says what to do."""
    with join(settings_for(data_dir, only=["redis"])):
        said = services(data_dir)
        (data_dir / "services.json").write_text(json.dumps(said | {"protocol": 0}))
        with pytest.raises(ServicesError, match=f"another version.*{said['supervisor']['pid']}"):
            join(settings_for(data_dir, only=["redis"]))


def test_a_stranger_on_the_control_socket(data_dir: Path) -> None:
    """Nonsense from a client is answered or cut off, and disturbs nobody."""
    with join(settings_for(data_dir, only=["redis"])):
        address = services(data_dir)["supervisor"]["address"]
        for nonsense, answer in (
            (b"\n", b"version"),
            (b"\xff\xfe\n", b"version"),
            (b"[]\n", b"version"),
            (b'{"protocol": 99}\n', b"version"),
            (b"x" * 100_000, b""),
        ):
            with socket.socket(socket.AF_UNIX) as stranger:
                stranger.connect(address)
                stranger.sendall(nonsense)
                assert answer in stranger.recv(4096)
        with join(settings_for(data_dir, only=["redis"])):
            pass


def test_half_of_the_database_s_settings(data_dir: Path) -> None:
    """An owner's address without the application's can't be meant."""
    settings = replace(settings_for(data_dir), database_owner_url="postgresql://owner@db/x")
    with pytest.raises(ServicesError, match="DATABASE_OWNER_URL"):
        join(settings)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    """On a disk without room PostgreSQL's first start fails with a sentence, leaving nothing half made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.system(f"mount -t tmpfs -o size=12m none '{disk}' 2>/dev/null") != 0:
        pytest.skip("NOT TESTED on a full disk: this machine lets nobody mount one")
    try:
        with pytest.raises(ServicesError, match=r"PostgreSQL.*(No space left|postgresql\.log)"):
            join(settings_for(disk / "data"))
        until(lambda: not inhabitants(disk / "data"))
        assert not (disk / "data" / "postgresql").exists()
    finally:
        os.system(f"umount '{disk}'")
