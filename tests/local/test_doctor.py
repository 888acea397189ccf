"""`salespulse doctor` on embedded services."""

from pathlib import Path

import pytest

from app.local import binaries
from app.local.doctor import diagnose
from tests.local.house import settings_for


def test_a_healthy_machine(data_dir: Path) -> None:
    """Everything is found well, with versions and processes named."""
    found = {finding.name: finding for finding in diagnose(settings_for(data_dir))}
    assert all(finding.ok for finding in found.values()), found
    assert "PostgreSQL" in found["postgresql program"].message
    assert "rclone" in found["s3 program"].message
    assert "redis" in found["embedded services"].message


def test_a_missing_program(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine the packages have no build for, the finding says which setting helps."""
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    found = {f.name: f for f in diagnose(settings_for(data_dir, only=["redis"]))}
    assert not found["redis program"].ok
    assert "REDIS_URL" in found["redis program"].message


def test_an_unusable_data_directory(data_dir: Path) -> None:
    """A data directory that can't be written is reported, not raised."""
    data_dir.write_text("a file")
    found = {f.name: f for f in diagnose(settings_for(data_dir, only=["redis"]))}
    assert not found["data directory"].ok
    assert not found["embedded services"].ok
