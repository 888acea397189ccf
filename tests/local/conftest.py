"""Fixtures: each test has a data directory of its own, and nothing may be left running in it."""

import time
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from app.local.services import Membership, join
from tests.local.house import inhabitants, settings_for


@pytest.fixture
def data_dir(tmp_path: Path) -> Generator[Path]:
    """A directory that does not exist yet; after the test everything in it must have ended by itself."""
    path = tmp_path / "data"
    yield path
    deadline = time.monotonic() + 15
    while (left := inhabitants(path)) and time.monotonic() < deadline:
        time.sleep(0.05)
    told = [f"{process.pid} {process.cmdline()}" for process in left]
    for process in left:
        process.kill()
    psutil.wait_procs(left, 5)
    assert not told, f"left running: {told}"


@pytest.fixture
def joined(data_dir: Path) -> Generator[Membership]:
    """A membership with all three services."""
    with join(settings_for(data_dir)) as membership:
        yield membership


@pytest.fixture(scope="module")
def shared_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of `shared`."""
    return tmp_path_factory.mktemp("local") / "data"


@pytest.fixture(scope="module")
def shared(shared_dir: Path) -> Generator[Membership]:
    """A membership for tests that only look."""
    with join(settings_for(shared_dir)) as membership:
        yield membership
