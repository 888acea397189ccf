"""Importing in tests: post a file as a member does, then do what a worker would."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from app.crm.importing.running import run_import
from app.crm.importing.undoing import undo_import
from tests.api import Answer, Api
from tests.orgs import Org

Post = Callable[..., Awaitable[Answer]]
Run = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def post_import() -> Post:
    """`await post_import(member, content, "deals", mapping, options)`: the answer of POST /imports."""
    return post_file


@pytest.fixture(scope="session")
def run() -> Run:
    """`await run(org, member, content, "deals", mapping, options)`: the import when it has ended."""

    async def run_it(org: Org, member: Api, *args: Any, **more: Any) -> dict[str, Any]:
        answer = await post_file(member, *args, **more)
        assert answer.status == 202, (answer.status, answer.json)
        await run_import(org.tenant_id, UUID(answer.data["id"]))
        return (await member.get(f"/imports/{answer.data['id']}")).data

    return run_it


@pytest.fixture(scope="session")
def undo() -> Run:
    """`await undo(org, member, import_id)`: the import when its undo has ended."""

    async def undo_it(org: Org, member: Api, import_id: str) -> dict[str, Any]:
        answer = await member.post(f"/imports/{import_id}/undo")
        assert answer.status == 202, (answer.status, answer.json)
        await undo_import(org.tenant_id, UUID(import_id))
        return (await member.get(f"/imports/{import_id}")).data

    return undo_it


async def post_file(
    member: Api,
    content: bytes,
    type: str,
    mapping: dict[str, Any],
    options: dict[str, Any] | None = None,
    *,
    name: str = "file.csv",
    path: str = "/imports",
    headers: dict[str, str] | None = None,
) -> Answer:
    fields = {
        "type": type,
        "mapping": json.dumps(mapping),
        "options": json.dumps(options or {}),
    }
    files = {"file": (name, content, "text/csv")}
    return await member.post(path, data=fields, files=files, headers=headers)


async def everything(member: Api, path: str, **params: Any) -> list[dict[str, Any]]:
    """All records of a list, over all its pages."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = await member.get(path, params={"limit": 200, **params, **more})
        assert answer.status == 200, answer.json
        found += answer.json["data"]
        cursor = answer.json["pagination"]["next_cursor"]
        if cursor is None:
            return found
