"""What the tests of embedded services do again and again."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import redis
from minio import Minio

from app.config import S3Settings, Settings

SERVICES = ("postgresql", "redis", "s3")
ELSEWHERE = {
    "DATABASE_URL": "postgresql://nobody@192.0.2.1/none",
    "REDIS_URL": "redis://192.0.2.1/0",
    "S3_ENDPOINT": "http://192.0.2.1",
    "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "b",
    "S3_BUCKET": "none",
}


def settings_for(data_dir: str | Path, only: Iterable[str] = ()) -> Settings:
    """Settings that give no address, or (with `only`) addresses for all the other services."""
    env = {"SALESPULSE_DATA_DIR": str(data_dir), "SALESPULSE_ENV": "test", "SECRET_KEY": "x" * 32}
    wanted = set(only) or set(SERVICES)
    prefixes = {"postgresql": "DATABASE", "redis": "REDIS", "s3": "S3"}
    for name, prefix in prefixes.items():
        if name not in wanted:
            env |= {key: value for key, value in ELSEWHERE.items() if key.startswith(prefix)}
    return Settings.from_env(env)


def services(data_dir: Path) -> dict[str, Any]:
    """What services.json says."""
    return json.loads((data_dir / "services.json").read_text())


def pids(data_dir: Path) -> dict[str, int]:
    """The pid of the supervisor and of each service."""
    return {
        name: entry["pid"] for name, entry in services(data_dir).items() if isinstance(entry, dict)
    }


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody waits for does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def inhabitants(data_dir: Path) -> list[psutil.Process]:
    """Every process that works in the data directory or was told of it: none may outlive it."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            inside = process.cwd().removesuffix(" (deleted)").startswith(f"{data_dir}/")
            named = (
                "app.local.supervisor" in process.cmdline() and str(data_dir) in process.cmdline()
            )
            if (inside or named) and alive(process.pid):
                found.append(process)
        except psutil.Error:
            continue
    return found


def until(happens: Callable[[], Any], seconds: float = 15.0) -> float:
    """Wait for something to be true; returns how long it took."""
    began = time.monotonic()
    while not happens():
        took = time.monotonic() - began
        assert took < seconds, f"not within {seconds} s: {happens}"
        time.sleep(0.02)
    return time.monotonic() - began


def until_works(use: Callable[[], Any], seconds: float = 15.0) -> float:
    """Wait for a use to raise nothing."""

    def works() -> bool:
        try:
            use()
        except (OSError, asyncpg.PostgresError, redis.RedisError):
            return False
        return True

    return until(works, seconds)


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)


def member(
    data_dir: Path, *only: str, python: str = sys.executable, **options: Any
) -> subprocess.Popen[str]:
    """Another process that joins; read its addresses with `hello`."""
    return subprocess.Popen(
        [python, "-m", "tests.local.member", str(data_dir), *only],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def hello(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a member says once it has joined."""
    assert process.stdout
    return json.loads(process.stdout.readline())


def sql(url: str | None, statement: str) -> Any:
    """Run statements through asyncpg as the application does; the value of a query."""

    async def go() -> Any:
        connection = await asyncpg.connect(url)
        try:
            if statement.startswith("select"):
                return await connection.fetchval(statement)
            return await connection.execute(statement)
        finally:
            await connection.close()

    return run(go())


def run(work: Awaitable[Any]) -> Any:
    """Asyncio in a test that is not asynchronous itself."""
    return asyncio.run(work)  # type: ignore[arg-type]


def redis_client(url: str | None) -> "redis.Redis":
    """A client that gives up at once."""
    assert url
    return redis.Redis.from_url(url, socket_timeout=2, decode_responses=True)


def put(s3: S3Settings | None, key: str, content: bytes) -> None:
    """Store an object."""
    assert s3
    minio(s3).put_object(s3.bucket, key, io.BytesIO(content), len(content))


def get(s3: S3Settings | None, key: str) -> bytes:
    """Fetch an object."""
    assert s3
    answer = minio(s3).get_object(s3.bucket, key)
    try:
        return answer.data
    finally:
        answer.close()
        answer.release_conn()


def minio(s3: S3Settings) -> Minio:
    """The client the application uses."""
    return Minio(
        s3.endpoint.removeprefix("http://"),
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        secure=False,
        region="us-east-1",
    )
