"""Objects in S3: streams of any length, all of them or nothing, each under its tenant."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.storage import object_key, open_object, put_object, remove_object

PIECE = bytes(range(256)) * 1024


async def _pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PIECE


async def _read(tenant: UUID, name: UUID) -> bytes:
    async with open_object(tenant, "tests", name) as pieces:
        return b"".join([piece async for piece in pieces])


@pytest.mark.parametrize("count", [0, 1, 32, 100])
async def test_what_is_put_is_got(count: int) -> None:
    """Nothing, a piece, exactly one part, and many parts come back byte for byte."""
    tenant, name = new_id(), new_id()
    size = await put_object(tenant, "tests", name, _pieces(count))
    assert size == count * len(PIECE)
    assert await _read(tenant, name) == PIECE * count


async def test_another_tenant_s_object_is_another() -> None:
    """The same name under another tenant is not there."""
    tenant, name = new_id(), new_id()
    await put_object(tenant, "tests", name, _pieces(1))
    with pytest.raises(NotFound):
        await _read(new_id(), name)
    assert object_key(tenant, "tests", name) == f"{tenant}/tests/{name}"


async def test_a_stream_that_fails_leaves_nothing() -> None:
    """The sender's own error comes out, and there is no half object."""
    tenant, name = new_id(), new_id()

    async def failing() -> AsyncIterator[bytes]:
        for _ in range(70):  # more than one part
            yield PIECE
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await put_object(tenant, "tests", name, failing())
    with pytest.raises(NotFound):
        await _read(tenant, name)


async def test_an_upload_that_is_given_up_leaves_nothing() -> None:
    """Cancelled in the middle (the client went away), there is no half object."""
    tenant, name = new_id(), new_id()
    begun = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield PIECE
        begun.set()
        await asyncio.sleep(60)
        yield PIECE

    task = asyncio.create_task(put_object(tenant, "tests", name, stalling()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.2)
    with pytest.raises(NotFound):
        await _read(tenant, name)


async def test_removing_twice_is_fine() -> None:
    """What is removed is gone; removing it again is no error."""
    tenant, name = new_id(), new_id()
    await put_object(tenant, "tests", name, _pieces(1))
    await remove_object(tenant, "tests", name)
    await remove_object(tenant, "tests", name)
    with pytest.raises(NotFound):
        await _read(tenant, name)
