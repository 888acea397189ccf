"""One instance for the whole run, and organisations whose people can listen.

Fixtures: `here` (an Instance), `org` (a fresh organisation), `listen(person, since=…)` → a connected
Listener that is disconnected after the test.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from quart import Quart

from app.config import Settings
from app.core.runtime import Runtime
from tests.api import Api
from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.house import Instance, Listener, instance, listener

Listen = Callable[..., Awaitable[Listener]]


@pytest.fixture(scope="session")
async def here(app: Quart, settings: Settings, runtime: Runtime) -> AsyncGenerator[Instance]:
    async with instance(app, settings) as running:
        yield running


@pytest.fixture(scope="session")
async def there(app: Quart, settings: Settings, runtime: Runtime) -> AsyncGenerator[Instance]:
    async with instance(app, settings) as running:
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
