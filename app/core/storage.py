"""Objects in S3: files and imports, under keys that begin with their tenant.

The client is synchronous, so everything runs in threads; streams pass through in pieces, and neither
an upload nor a download is ever held in memory as a whole. Raises NotFound for an object that is not
there and Unavailable while the storage is away.
"""

import asyncio
import concurrent.futures
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error

from app.config import S3Settings
from app.core.errors import NotFound, Unavailable
from app.core.runtime import runtime

PART = 8 * 1024 * 1024  # bytes; S3's least is 5 MB, and one part is held in memory
PIECE = 256 * 1024  # bytes a read hands on
REGION = "us-east-1"
TIMEOUT = urllib3.Timeout(connect=5, read=60)
AWAY = "The file storage is away. Try again in a moment."
GONE = ("NoSuchKey", "NoSuchObject", "NotFound")


def object_key(tenant_id: UUID, kind: str, object_id: UUID) -> str:
    """Where an object lies: `<tenant>/<kind>/<id>`."""
    return f"{tenant_id}/{kind}/{object_id}"


async def put_object(
    tenant_id: UUID,
    kind: str,
    object_id: UUID,
    stream: AsyncIterable[bytes],
    *,
    content_type: str = "application/octet-stream",
) -> int:
    """Store a stream of any length and return its size in bytes; an unfinished one leaves nothing.

    An exception of `stream` itself comes out as it is.
    """
    s3 = runtime().s3
    source = _Source(stream, asyncio.get_running_loop())

    def upload() -> None:
        client = _client(s3)
        key = object_key(tenant_id, kind, object_id)
        with _storage_errors(source):
            _make_bucket(s3)
            client.put_object(
                bucket_name=s3.bucket,
                object_name=key,
                data=cast(Any, source),
                length=-1,
                part_size=PART,
                content_type=content_type,
                # One after the other: parallel ones hold several parts in memory.
                num_parallel_uploads=0,
            )

    try:
        await asyncio.to_thread(upload)
    except asyncio.CancelledError:
        source.abandon()
        raise
    return source.size


@asynccontextmanager
async def open_object(
    tenant_id: UUID, kind: str, object_id: UUID
) -> AsyncGenerator[AsyncIterator[bytes]]:
    """The object's bytes in pieces: `async with open_object(…) as pieces: async for piece in pieces`."""
    reader = ObjectReader(tenant_id, kind, object_id)
    await asyncio.to_thread(reader.open)
    try:
        yield _pieces(reader)
    finally:
        await asyncio.to_thread(reader.close)


async def remove_object(tenant_id: UUID, kind: str, object_id: UUID) -> None:
    """Remove an object; one that is not there is fine."""
    s3 = runtime().s3

    def remove() -> None:
        with _storage_errors(None):
            _client(s3).remove_object(
                bucket_name=s3.bucket, object_name=object_key(tenant_id, kind, object_id)
            )

    await asyncio.to_thread(remove)


def require_storage(s3: S3Settings) -> None:
    """Ask for the bucket, making it if it is new; raises Unavailable. Blocks: call it in a thread."""
    with _storage_errors(None):
        _made.discard((s3.endpoint, s3.bucket))
        _make_bucket(s3)


class ObjectReader:
    """An object read by a thread: `open`, `read(n)` until it is empty, `close`. For use off the loop."""

    def __init__(self, tenant_id: UUID, kind: str, object_id: UUID) -> None:
        self._s3 = runtime().s3
        self._key = object_key(tenant_id, kind, object_id)
        self._response: urllib3.BaseHTTPResponse | None = None

    def open(self) -> None:
        """Begin; raises NotFound or Unavailable."""
        with _storage_errors(None):
            self._response = _client(self._s3).get_object(
                bucket_name=self._s3.bucket, object_name=self._key
            )

    def read(self, size: int = PIECE) -> bytes:
        """At most `size` bytes; none at the end."""
        if self._response is None:
            raise RuntimeError("open() comes first.")
        with _storage_errors(None):
            return self._response.read(size)

    def close(self) -> None:
        """Give the connection up (unread bytes must not be read by the next request)."""
        if self._response is not None:
            self._response.close()
            self._response.release_conn()
            self._response = None


async def _pieces(reader: ObjectReader) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(reader.read):
        yield piece


class _Source:
    """An async stream as the blocking file that the client reads; the loop waits for the storage."""

    def __init__(self, stream: AsyncIterable[bytes], loop: asyncio.AbstractEventLoop) -> None:
        self.size = 0
        self.error: BaseException | None = None
        self._next = aiter(stream)
        self._loop = loop
        self._left = b""
        self._waiting: concurrent.futures.Future[bytes] | None = None
        self._abandoned = False

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._left:
            if self._abandoned:
                raise OSError("The upload was given up.")
            try:
                self._waiting = asyncio.run_coroutine_threadsafe(self._take(), self._loop)
                self._left = self._waiting.result()
            except StopAsyncIteration:
                return b""
            except BaseException as error:
                self.error = error
                raise
        found, self._left = self._left[:size], self._left[size:]
        self.size += len(found)
        return found

    def abandon(self) -> None:
        """Nobody waits for the upload any more: the thread's next read fails, which undoes it."""
        self._abandoned = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def _take(self) -> bytes:
        return await anext(self._next)


@contextmanager
def _storage_errors(source: _Source | None) -> Generator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in GONE:
            raise NotFound() from error
        raise Unavailable(AWAY) from error
    except InvalidResponseError as error:
        # The client takes an S3Error only from application/xml; rclone says text/xml.
        raise (NotFound() if error._code == 404 else Unavailable(AWAY)) from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        if source is not None and source.error is error:
            raise
        raise Unavailable(AWAY) from error


_made: set[tuple[str, str]] = set()


def _make_bucket(s3: S3Settings) -> None:
    """Once a process: a new storage has no bucket yet, and two processes may make it at once."""
    if (s3.endpoint, s3.bucket) in _made:
        return
    client = _client(s3)
    if not client.bucket_exists(bucket_name=s3.bucket):
        try:
            client.make_bucket(bucket_name=s3.bucket)
        except S3Error as error:
            if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                raise
    _made.add((s3.endpoint, s3.bucket))


@lru_cache(maxsize=4)
def _client(s3: S3Settings) -> Minio:
    address = urlsplit(s3.endpoint)
    return Minio(
        address.netloc,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        secure=address.scheme == "https",
        region=REGION,
        # Our own pool: the default one waits five minutes and tries five times.
        http_client=urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=16),
    )
