"""The sample clients: whatever happens to their connection, their copy ends up like the server's."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from app.config import Settings
from tests.api import Api
from tests.clients.copies import Copy, built, node_copy, python_copy
from tests.conftest import MakeOrg
from tests.crm.board import Board, board_of
from tests.orgs import Org
from tests.realtime.process import ServerProcess

ENTITIES = {"company": "companies", "contact": "contacts", "deal": "deals"}


async def truth(api: Api) -> str:
    """The digest of what this person may see, read afresh."""
    lines: list[str] = []
    for entity, path in ENTITIES.items():
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            answer = await api.get(f"/{path}", params={"limit": 200, **more})
            lines += [f"{entity} {row['id']} {row['version']}" for row in answer.data]
            cursor = answer.json["pagination"]["next_cursor"]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


async def until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - it is the world that changes, and it rings no bell
            await asyncio.sleep(0.05)


async def same(copy: Copy, api: Api) -> None:
    """Wait until the copy has got to where the log is now, and compare."""
    head = int((await api.get("/deals", params={"limit": 1})).headers["X-Log-Seq"])
    await until(lambda: copy.position >= head)
    expected = await truth(api)
    await until(lambda: copy.digest == expected, 3)


@pytest.fixture(scope="session")
async def server(settings: Settings, runtime: object) -> AsyncGenerator[ServerProcess]:
    async with ServerProcess(settings) as running:
        yield running


@pytest.fixture(scope="session")
async def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await built(tmp_path_factory.mktemp("client"))


@pytest.fixture
async def org(make_org: MakeOrg) -> Org:
    return await make_org("Phones")


@pytest.fixture
async def board(org: Org) -> Board:
    board = await board_of(org.ana)
    await board.deal(org.ana, "There before")
    await board.deal(org.cara, "Not ben's to see")
    return board


@pytest.fixture(params=["python", "typescript"])
async def copy(
    request: pytest.FixtureRequest, server: ServerProcess, org: Org, board: Board, script: Path
) -> AsyncGenerator[Copy]:
    """Ben's copy, who sees his team's."""
    email = org.email_of("ben")
    if request.param == "python":
        async with python_copy(server.url, email) as made:
            yield made
    else:
        async with node_copy(script, server.url, email) as made:
            yield made


async def test_a_copy_follows(copy: Copy, org: Org, board: Board) -> None:
    """Changes by others arrive, also 200 that were missed; what leaves sight leaves the copy."""
    await same(copy, org.ben)
    deal = await board.deal(org.ana, "Live")
    await org.ana.patch(f"/deals/{deal['id']}", {"name": "Livelier"})
    await same(copy, org.ben)
    copy.drop()
    for n in range(200):
        await org.ana.patch(f"/deals/{deal['id']}", {"name": f"Missed {n}"})
    await org.ana.delete(f"/deals/{(await board.deal(org.ana, 'Short-lived'))['id']}")
    await same(copy, org.ben)
    cara = str(org.cara.user_id)
    await org.admin.patch(f"/deals/{deal['id']}", {"owner_id": cara})
    await same(copy, org.ben)


async def test_a_copy_follows_a_change_of_rights(copy: Copy, org: Org) -> None:
    """Another team: what its people have appears, what the old one has goes."""
    await same(copy, org.ben)
    before = copy.digest
    body = {"members": [{"user_id": str(org.cara.user_id)}, {"user_id": str(org.ben.user_id)}]}
    answer = await org.admin.patch(f"/teams/{org.other_team_id}", body)
    assert answer.status == 200, answer.json
    await until(lambda: copy.digest != before)
    await same(copy, org.ben)


async def test_a_copy_writes_and_survives_the_death_of_its_server(
    copy: Copy, org: Org, board: Board, server: ServerProcess
) -> None:
    """A write queued while the server is dead is there once, when it is back; and so is the stream."""
    await same(copy, org.ben)
    await server.__aexit__(None, None, None)
    body = {"name": "Written in a tunnel", "pipeline_id": board.id}
    copy.write("POST", "/deals", {**body, "stage_id": board.stages["Lead in"]})
    await asyncio.sleep(1)
    await server.__aenter__()
    await until(lambda: copy.waiting == 0)
    assert (await board.names(org.ben)).count("Written in a tunnel") == 1
    await same(copy, org.ben)


async def test_a_copy_sends_at_its_start_what_it_kept(
    server: ServerProcess, org: Org, board: Board, script: Path, tmp_path: Path
) -> None:
    """What was written in a tunnel goes out when the app is opened again, past what is refused."""
    body = {"pipeline_id": board.id, "stage_id": board.stages["Lead in"]}
    waiting = [
        {"key": str(uuid4()), "method": "POST", "path": "/deals", "body": {**body, "name": name}}
        for name in ("", "Kept")
    ]
    file = tmp_path / "copy.json"
    file.write_text(json.dumps({"position": None, "waiting": waiting, "records": {}}))
    async with node_copy(script, server.url, org.email_of("ben"), file) as copy:
        await until(lambda: copy.position > 0 and copy.waiting == 0)
    assert (await board.names(org.ben)).count("Kept") == 1
