"""One demo system for all of the contract's tests; they share its tenants, and look only for their own."""

import shutil
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from tests.contract.house import Person, Running, System


@pytest.fixture(scope="session", autouse=True)
def runtime() -> None:
    """Nothing in this process: these tests stand outside (overrides the suite's own runtime)."""


@pytest.fixture(scope="session")
def system() -> Generator[System]:
    """`demo`, `serve` and `realtime`; all end with 0 at Ctrl-C."""
    directory = Path(tempfile.mkdtemp(prefix="salespulse-contract-"))
    first = Running(directory, "demo")
    try:
        first.until_ready()
        second = Running(directory, "serve").until_ready()
        edge = Running(directory, "realtime", PUBLIC_URL=first.url).until_ready()
        yield System(directory, first, second, edge)
        assert edge.stop() == 0, edge.log.read_text()
        assert second.stop() == 0, second.log.read_text()
        assert first.stop() == 0, first.log.read_text()
    finally:
        if first.process.poll() is None:
            first.stop()
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session", params=["serve", "realtime"])
def sockets(system: System, request: pytest.FixtureRequest) -> str:
    """Another instance than the demo's: what is promised of sockets holds on `serve` and on the edge."""
    return {"serve": system.second, "realtime": system.edge}[request.param].url


@pytest.fixture(scope="session")
def person(system: System) -> Callable[..., Person]:
    """Somebody of the demo's cast."""
    return system.person


@pytest.fixture(scope="session")
def admin(system: System) -> Person:
    return system.person("admin")


@pytest.fixture(scope="session")
def ana(system: System) -> Person:
    return system.person("ana")


@pytest.fixture(scope="session")
def ben(system: System) -> Person:
    return system.person("ben")


@pytest.fixture(scope="session")
def cara(system: System) -> Person:
    return system.person("cara")


@pytest.fixture(scope="session")
def rival(system: System) -> Person:
    return system.person("admin", "rival")
