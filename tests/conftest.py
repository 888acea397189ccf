"""What every test stands on: the real PostgreSQL, Valkey and S3, started once, and organisations.

Fixtures
  settings   of this test run (RATE_LIMITS off), with every service's address; session-wide
  runtime    the open services of this process; session-wide, and open in every test
  app        the application; session-wide
  limited    the same application, for this test with rate limits on
  client     an `Api` of nobody (no token)
  make_org   `org = await make_org("Acme")` (see tests/orgs.py)
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest
from quart import Quart
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from app import create_app
from app.config import Settings
from app.core import runtime as running
from app.core.migrate import migrate
from app.core.runtime import Runtime, open_runtime
from app.local.services import join
from tests.api import Api
from tests.orgs import Org, build_org

MakeOrg = Callable[..., Awaitable[Org]]
APP_ROLE = "salespulse_app"
# Folders whose tests share one running system, which is too dear to start in each worker. With
# several workers they come first, so that nobody waits for the longest in the end.
TOGETHER = ("tests/e2e", "tests/contract", "tests/volume")


def _scope(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


class ByFile(LoadScopeScheduling):
    """Hands out whole files, or whole folders, to whichever worker is free."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """With several workers (`pytest -n 2`) what shares its fixtures stays in one of them."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several workers, the longest first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _scope(item.nodeid) not in TOGETHER)


@pytest.fixture(scope="session")
def settings() -> Generator[Settings]:
    directory = Path(tempfile.mkdtemp(prefix="salespulse-tests-"))
    plain = Settings.from_env(
        {
            "SALESPULSE_ENV": "test",
            "SALESPULSE_DATA_DIR": str(directory),
            "SECRET_KEY": "a key for tests only, long enough for production",
            "PUBLIC_URL": "http://localhost",
            "RATE_LIMITS": "off",
            "WEBHOOKS_ALLOW_PRIVATE": "1",
        }
    )
    try:
        with join(plain) as services:
            found = services.settings
            assert found.database_owner_url is not None
            asyncio.run(migrate(found.database_owner_url, APP_ROLE))
            yield found
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
async def runtime(settings: Settings) -> AsyncGenerator[Runtime]:
    async with open_runtime(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def app(settings: Settings, runtime: Runtime) -> Quart:
    return create_app(settings)


@pytest.fixture
def limited(app: Quart, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Quart:
    strict = replace(runtime, settings=replace(runtime.settings, rate_limits=True))
    monkeypatch.setattr(running, "_runtime", strict)
    return app


@pytest.fixture
def client(app: Quart) -> Api:
    return Api(app)


@pytest.fixture(scope="session")
def make_org(app: Quart) -> MakeOrg:
    async def make(name: str = "Acme") -> Org:
        return await build_org(app, name)

    return make
