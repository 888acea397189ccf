"""One instance of each transport for the whole run, and organisations whose people can listen.

Fixtures: `here` (an Instance; in the modules ON_BOTH each test meets the mounted server and the edge),
`org` (a fresh organisation), `listen(person, since=…)` → a connected Listener that is disconnected
after the test.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from quart import Quart

from app.config import Settings
from app.core.runtime import Runtime
from tests.api import Api
from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.house import Instance, Listener, edge_instance, instance, listener

Listen = Callable[..., Awaitable[Listener]]


# What one set of handlers promises must hold whatever carries it.
ON_BOTH = ("handshake", "lifetime", "limits", "notes", "official_client", "presence", "stream")
# Tests of what the edge has not, and two of processes, where the transport makes no difference.
MOUNTED = ("polling", "rest_is_served", "lifespan", "killed_instance", "stopping_sends")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test of the modules ON_BOTH runs against both transports."""
    if "here" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition("test_")[2]
        both = module in ON_BOTH and not any(name in metafunc.function.__name__ for name in MOUNTED)
        transports = ["mounted", "edge"] if both else ["mounted"]
        metafunc.parametrize("here", transports, indirect=True, scope="session")


@pytest.fixture(scope="session")
async def here(
    app: Quart, settings: Settings, runtime: Runtime, request: pytest.FixtureRequest
) -> AsyncGenerator[Instance]:
    edge = getattr(request, "param", "mounted") == "edge"
    async with edge_instance(settings) if edge else instance(app, settings) as running:
        yield running


@pytest.fixture(scope="session")
async def there(app: Quart, settings: Settings, runtime: Runtime) -> AsyncGenerator[Instance]:
    async with instance(app, settings) as running:
        yield running


@pytest.fixture(scope="session")
async def edge(settings: Settings, runtime: Runtime) -> AsyncGenerator[Instance]:
    async with edge_instance(settings) as running:
        yield running


@pytest.fixture
async def org(make_org: MakeOrg) -> Org:
    return await make_org("Acme")


@pytest.fixture
async def listen(here: Instance, org: Org) -> AsyncGenerator[Listen]:
    opened: list[Listener] = []

    async def connect(
        person: Api, since: int | None = None, at: Instance | None = None
    ) -> Listener:
        one = listener(at or here, org.tenant_id, person, since)
        opened.append(one)
        return await one.connect()

    yield connect
    for one in opened:
        await one.leave()
