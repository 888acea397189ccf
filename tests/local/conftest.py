"""Fixtures: each test has a data directory of its own, and nothing may be left running in it."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest

from app.local.services import Membership, join
from tests.local.house import inhabitants, settings_for


@pytest.fixture(scope="session")
def directories() -> Generator[list[Path]]:
    """The data directories of all tests: in the end everything in them must have ended by itself.

    Looked at once, because services end a second after their last member.
    """
    paths: list[Path] = []
    yield paths
    deadline = time.monotonic() + 15
    left = {path: inhabitants(path) for path in paths}
    while any(left.values()) and time.monotonic() < deadline:
        time.sleep(0.1)
        left = {path: inhabitants(path) for path, found in left.items() if found}
    told = [f"{path}: {process.pid} {process.name()}" for path in left for process in left[path]]
    for process in [process for found in left.values() for process in found]:
        process.kill()
    assert not told, f"left running: {told}"


@pytest.fixture
def data_dir(tmp_path: Path, directories: list[Path]) -> Path:
    """A directory that does not exist yet."""
    path = tmp_path / "data"
    directories.append(path)
    return path


@pytest.fixture
def joined(data_dir: Path) -> Generator[Membership]:
    """A membership with all three services."""
    with join(settings_for(data_dir)) as membership:
        yield membership


@pytest.fixture(scope="module")
def shared_dir(tmp_path_factory: pytest.TempPathFactory, directories: list[Path]) -> Path:
    """The directory of `shared`."""
    path = tmp_path_factory.mktemp("local") / "data"
    directories.append(path)
    return path


@pytest.fixture(scope="module")
def shared(shared_dir: Path) -> Generator[Membership]:
    """A membership for tests that only look."""
    with join(settings_for(shared_dir)) as membership:
        yield membership
