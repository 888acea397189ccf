"""Posting a file: what is refused at once, and that nothing is held in memory or left behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from app.core.errors import NotFound
from app.core.storage import open_object
from tests.api import Api
from tests.conftest import MakeOrg
from tests.crm.importing.conftest import Post, Run, everything
from tests.crm.importing.files import csv_bytes

NAME = {"n": {"field": "name"}}
GOOD = csv_bytes([["n", "x"], ["A", "1"]])
BOUNDARY = "----boundary"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "no column names"),
        (b"n,x\n", "no rows"),
        (b"PK\x03\x04rest", "Excel"),
        (b"other,x\n1,2\n", "no such column"),
        (b"n,n\n1,2\n", "several columns"),
        ("ä,n\n".encode() + b"\xff\n", "not valid UTF-8"),
    ],
)
async def test_a_file_that_is_no_table_is_refused(
    make_org: MakeOrg, post_import: Post, content: bytes, sentence: str
) -> None:
    """What can be known at once is answered at once with 400, and no import is begun."""
    org = await make_org()
    answer = await post_import(org.admin, content, "companies", NAME)
    assert (answer.status, answer.error) == (400, "validation_error")
    assert sentence in str(answer.json["details"]["fields"])
    assert (await org.admin.get("/imports")).data == []


@pytest.mark.parametrize(
    ("type", "mapping", "options", "field"),
    [
        ("leads", NAME, {}, "type"),
        ("companies", {"n": {"field": "nonsense"}}, {}, "mapping.n"),
        ("companies", {"n": {"field": "version"}}, {}, "mapping.n"),
        ("companies", {"n": {"field": "custom.nope"}}, {}, "mapping.n"),
        ("companies", {"n": {"field": "name", "colour": 1}}, {}, "mapping.n.colour"),
        ("companies", {"n": {"field": "name"}, "x": {"field": "name"}}, {}, "mapping.x"),
        ("companies", {**NAME, "x": {"field": "employees", "format": "abc"}}, {}, "mapping.x"),
        ("companies", {**NAME, "x": {"field": "city", "format": "DD.MM.YYYY"}}, {}, "mapping.x"),
        ("companies", {**NAME, "x": {"field": "city", "create": True}}, {}, "mapping.x"),
        ("companies", {"x": {"field": "city"}}, {}, "mapping"),
        ("deals", {**NAME, "x": {"field": "position"}}, {}, "mapping.x"),
        ("deals", NAME, {"currency": "XXX"}, "options.currency"),
        ("deals", NAME, {"duplicates": "maybe"}, "options.duplicates"),
        ("deals", NAME, {"template": {"name": "{nope}"}}, "options.template.name"),
        ("deals", NAME, {"aliases": {"nope": {}}}, "options.aliases.nope"),
        ("deals", NAME, {"pipeline_id": str(UUID(int=1))}, "options.pipeline_id"),
        ("deals", NAME, {"stage_id": str(UUID(int=1))}, "options.stage_id"),
        ("deals", NAME, {"owner_id": str(UUID(int=1))}, "options.owner_id"),
        ("deals", NAME, {"delimiter": "::"}, "options.delimiter"),
        ("deals", NAME, {"unknown": 1}, "options.unknown"),
        ("companies", NAME, {"encoding": "klingon"}, "file"),
    ],
)
async def test_a_mapping_that_can_t_be_is_refused(
    make_org: MakeOrg, post_import: Post, type: str, mapping: Any, options: Any, field: str
) -> None:
    """Each mistake in type, mapping or options is named by its place, and nothing is begun."""
    org = await make_org()
    answer = await post_import(org.admin, GOOD, type, mapping, options)
    assert answer.status == 400, answer.json
    assert field in answer.json["details"]["fields"]
    assert (await org.admin.get("/imports")).data == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        b"--" + BOUNDARY.encode() + b"\r\n",
        b"--" + BOUNDARY.encode() + b'\r\nContent-Disposition: form-data; name="file"; '
        b'filename="a.csv"\r\n\r\nn\nA\n',
        b"--" + BOUNDARY.encode() + b"\r\nX: y\r\n\r\nz\r\n--" + BOUNDARY.encode() + b"--\r\n",
    ],
)
async def test_a_malformed_form_is_refused(make_org: MakeOrg, body: bytes) -> None:
    """A form that is cut off or is none is a 400, never a 500."""
    org = await make_org()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = await org.admin.post("/imports", content=body, headers=headers)
    assert (answer.status, answer.error) == (400, "validation_error")


async def test_json_is_no_form(make_org: MakeOrg) -> None:
    """Another media type is 415."""
    org = await make_org()
    assert (await org.admin.post("/imports", {"type": "deals"})).status == 415


async def test_more_than_a_gigabyte_is_refused_unread(make_org: MakeOrg) -> None:
    """A declared length over the limit is 413 before the body is read."""
    org = await make_org()
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(3_000):
            read += 1
            yield b"x" * 1_000_000
            await asyncio.sleep(0)

    answer = await org.admin.post(
        "/imports",
        content=endless(),
        headers={
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(3_000_000_000),
        },
    )
    assert (answer.status, answer.error) == (413, "too_large")
    assert read < 10


async def test_more_than_a_gigabyte_in_chunks_is_refused(
    make_org: MakeOrg, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that names no length is cut off at the limit, and nothing of it stays."""
    from app.crm.importing import uploads

    monkeypatch.setattr(uploads, "FILE_LIMIT", 3_000_000)
    org = await make_org()

    async def chunks() -> AsyncIterator[bytes]:
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"'.encode()
        yield b"\r\n\r\nn\n"
        for _ in range(20):
            yield b"some name\n" * 100_000

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = await org.admin.post("/imports", content=chunks(), headers=headers)
    assert (answer.status, answer.error) == (413, "too_large")
    assert (await org.admin.get("/imports")).data == []


async def test_a_repeated_post_begins_one_import(make_org: MakeOrg, post_import: Post) -> None:
    """An idempotency key is bound to the file and what came with it; a repetition starts nothing new."""
    org = await make_org()
    key = {"Idempotency-Key": "once"}
    first = await post_import(org.admin, GOOD, "companies", NAME, headers=key)
    again = await post_import(org.admin, GOOD, "companies", NAME, headers=key)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await post_import(org.admin, GOOD + b"B,2\n", "companies", NAME, headers=key)
    assert (other.status, other.error) == (422, "idempotency_mismatch")
    assert len((await org.admin.get("/imports")).data) == 1


async def test_the_file_is_gone_when_it_has_served(make_org: MakeOrg, run: Run) -> None:
    """After the import the upload is removed from the storage."""
    org = await make_org()
    done = await run(org, org.admin, GOOD, "companies", NAME)
    with pytest.raises(NotFound):
        async with open_object(org.tenant_id, "imports", UUID(done["id"])):
            pass


@pytest.mark.parametrize(
    ("encoding", "options"),
    [
        ("utf-8", {}),
        ("utf-8-sig", {}),
        ("cp1252", {}),
        ("latin-1", {"encoding": "latin-1"}),
        ("utf-16", {}),
        ("utf-16-le", {}),
        ("mac-roman", {"encoding": "macroman"}),
    ],
)
async def test_encodings(make_org: MakeOrg, run: Run, encoding: str, options: Any) -> None:
    """The encodings that spreadsheets write are found out, or taken as said."""
    org = await make_org()
    content = csv_bytes([["n"], ["Müller"], ["Søren"]], encoding)
    done = await run(org, org.admin, content, "companies", NAME, options)
    assert done["status"] == "done", done["error"]
    names = [c["name"] for c in await everything(org.admin, "/companies", sort="name")]
    assert names == ["Müller", "Søren"]


async def test_a_broken_byte_is_told_with_its_line(make_org: MakeOrg, run: Run) -> None:
    """A file whose end is not in its encoding fails as a whole, before its first row is imported."""
    org = await make_org()
    rows = [["n"], *[[f"Köln {n}"] for n in range(40_000)]]
    content = csv_bytes(rows) + b"br\xffken\n"
    done = await run(org, org.admin, content, "companies", NAME)
    assert done["status"] == "failed"
    assert "Line 40,002 is not valid UTF-8" in done["error"]
    assert await everything(org.admin, "/companies") == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_delimiters_are_found_out(make_org: MakeOrg, run: Run, delimiter: str) -> None:
    """The usual delimiters need not be said; a comma inside quotes fools nobody."""
    org = await make_org()
    content = f'n{delimiter}x\n"Smith, Jones"{delimiter}Rome\n'.encode()
    done = await run(org, org.admin, content, "companies", {**NAME, "x": {"field": "city"}})
    assert done["options"]["delimiter"] == delimiter
    found = await everything(org.admin, "/companies")
    assert [(c["name"], c["city"]) for c in found] == [("Smith, Jones", "Rome")]


async def test_parts_may_come_in_any_order(make_org: MakeOrg) -> None:
    """The file may come before what says how to read it."""
    org = await make_org()
    body = _form(file=GOOD, mapping=json.dumps(NAME).encode(), type=b"companies")
    answer = await _send(org.admin, body)
    assert answer.status == 202, answer.json
    assert answer.data["file_name"] == "a.csv"


async def test_unknown_and_missing_parts_are_refused(make_org: MakeOrg) -> None:
    """A part we don't know, or a form without a file, is a 400 that names it."""
    org = await make_org()
    answer = await _send(org.admin, _form(type=b"companies", colour=b"red", file=GOOD))
    assert "colour" in answer.json["details"]["fields"]
    answer = await _send(org.admin, _form(type=b"companies", mapping=b"{}"))
    assert "file" in answer.json["details"]["fields"]


def _form(**parts: bytes) -> bytes:
    body = b""
    for name, content in parts.items():
        filename = '; filename="/dir/a.csv"' if name == "file" else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


async def _send(member: Api, body: bytes):
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return await member.post("/imports", content=body, headers=headers)
