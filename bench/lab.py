"""What every measurement stands on: services, our servers, the peer's, and the floors."""

import os
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import orjson

from app.config import Settings
from app.core.migrate import migrate, role_of
from app.core.runtime import open_runtime
from app.local.services import local_services
from bench.cores import LOAD, pin, pin_tree
from bench.house import PEER_SECRET
from bench.peers import Peers
from bench.processes import Server


@dataclass(frozen=True, slots=True)
class Lab:
    """`kind` is how our sockets are served: `edge` (salespulse realtime) or `serve` (mounted)."""

    settings: Settings
    directory: Path
    peers: Peers
    quick: bool
    kind: str

    def repeats(self, usual: int) -> int:
        """How often to measure."""
        return 1 if self.quick else usual

    def environment(self, **more: str) -> dict[str, str]:
        """What one of our processes is told."""
        settings = self.settings
        assert settings.database_url and settings.redis_url and settings.s3
        return {
            "SALESPULSE_ENV": "test",
            "SALESPULSE_DATA_DIR": str(settings.data_dir),
            "SECRET_KEY": settings.secret_key,
            "DATABASE_URL": settings.database_url,
            "DATABASE_OWNER_URL": settings.database_owner_url or "",
            "REDIS_URL": settings.redis_url,
            "S3_ENDPOINT": settings.s3.endpoint,
            "S3_ACCESS_KEY": settings.s3.access_key,
            "S3_SECRET_KEY": settings.s3.secret_key,
            "S3_BUCKET": settings.s3.bucket,
            "RATE_LIMITS": "off",
            "PUBLIC_URL": "",
            **more,
        }

    def ours(self, kind: str | None = None, **more: str) -> Server:
        """An instance of ours: `edge` or `serve`."""
        command = {"edge": "realtime"}.get(kind or self.kind, kind or self.kind)
        return Server(
            [sys.executable, "-m", "app.cli", command],
            self.environment(**more),
            self._log(command),
            health="/health",
        )

    def program(self, module: str, says: str, **options: str) -> Server:
        """A Python program of the bench that has no port; it is up when it has said `says`."""
        return Server(
            [sys.executable, "-u", "-m", f"bench.{module}"], options, self._log(module), says=says
        )

    def _log(self, name: str) -> Path:
        """A file for what a process says."""
        return self.directory / f"{name}-{len(list(self.directory.glob('*.log')))}.log"

    def peer(self, **options: str) -> Server:
        """The peer: Node with socket.io (bench/peers/server.mjs)."""
        return self.peers.server("server.mjs", self._log("peer"), JWT_SECRET=PEER_SECRET, **options)

    def bare_ws(self) -> Server:
        """Node with nothing but `ws` (bench/peers/bare.mjs)."""
        return self.peers.server("bare.mjs", self._log("bare"))

    def floor(self, program: str, **options: str) -> Server:
        """A program of bench/floors."""
        return Server(
            [sys.executable, "-m", f"bench.floors.{program}"],
            options,
            self._log(program),
        )


@asynccontextmanager
async def open_lab(*, quick: bool, kind: str) -> AsyncGenerator[Lab]:
    """Services in a directory of their own, this process's runtime, and the peers, installed."""
    peers = Peers.install()
    with tempfile.TemporaryDirectory(
        prefix="salespulse-bench-", ignore_cleanup_errors=True
    ) as place:
        directory = Path(place)
        directory.chmod(0o755)
        plain = Settings.from_env(
            {
                "SALESPULSE_ENV": "test",
                "SALESPULSE_DATA_DIR": str(directory / "services"),
                "SECRET_KEY": "a key for measuring only, long enough for production",
                "RATE_LIMITS": "off",
                "WEBHOOKS_ALLOW_PRIVATE": "1",
            }
        )
        async with local_services(plain) as settings:
            assert settings.database_owner_url and settings.database_url
            await migrate(settings.database_owner_url, role_of(settings.database_url))
            pin(os.getpid(), LOAD)
            pin_services(settings, LOAD)
            await wear_in(settings)
            async with open_runtime(settings, pool_max=10):
                yield Lab(settings, directory, peers, quick, kind)


async def wear_in(settings: Settings) -> None:
    """Give PostgreSQL files of its log to use again, as one has that has run for a day.

    Where it must make one, the commit that needs it waits some 70 ms (measured), and those behind it: a
    matter of luck, once in 16 MB, that would decide who has the better p99.
    """
    owner = urlsplit(settings.database_owner_url or "")
    host = parse_qs(owner.query)["host"][0]
    superuser = await asyncpg.connect(host=host, port=5432, user="postgres", database="postgres")
    try:
        for _ in range(16):  # min_wal_size
            await superuser.execute("SELECT pg_logical_emit_message(true, 'bench', '')")
            await superuser.execute("SELECT pg_switch_wal()")
        await superuser.execute("CHECKPOINT")
    finally:
        await superuser.close()


def pin_services(settings: Settings, core: int) -> None:
    """Put PostgreSQL, Valkey and the object store on a core."""
    known = orjson.loads((settings.data_dir / "services.json").read_bytes())
    for service in known.values() if isinstance(known, dict) else ():
        if isinstance(service, dict) and isinstance(service.get("pid"), int):
            pin_tree(service["pid"], core)
