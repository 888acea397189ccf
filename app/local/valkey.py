"""Valkey, which speaks Redis, on a loopback port with a password."""

import os
import signal

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.local import binaries
from app.local.credentials import Credentials, write_private
from app.local.layout import Layout
from app.local.service import Launch

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir .
daemonize no
set-proc-title no
save ""
appendonly yes
appendfsync everysec
"""


class Valkey:
    """The service; see `app.local.service.Service` for the meaning of its parts."""

    name = "redis"
    title = "Redis (Valkey)"
    program = "valkey-server"
    stop_signal = signal.SIGTERM
    start_limit = 60.0

    def __init__(self, layout: Layout, credentials: Credentials) -> None:
        self.directory = layout.directory(self.name)
        self._port = credentials.redis_port
        self._password = credentials.redis_password

    def install(self) -> None:
        """Make its directory."""
        self.directory.mkdir(mode=0o700, exist_ok=True)

    def launch(self) -> Launch:
        """Valkey in its directory; the password is in a private file, not on the command line."""
        self.install()  # someone may have deleted it: Redis holds nothing that can't be lost
        text = CONFIGURATION.format(port=self._port, password=self._password)
        write_private(self.directory / "valkey.conf", text)
        return Launch(
            argv=[str(binaries.valkey()), "valkey.conf"],
            cwd=self.directory,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        )

    async def ready(self) -> bool:
        """Whether it answers to our password; false while it loads its file."""
        client = Redis(host="127.0.0.1", port=self._port, password=self._password, socket_timeout=2)
        try:
            return bool(await client.ping())
        except (OSError, TimeoutError, RedisError):
            return False
        finally:
            await client.aclose()

    async def settle(self) -> None:
        """Nothing to prepare."""

    def addresses(self) -> dict[str, str]:
        """A redis:// URL with the password in it."""
        return {"address": f"redis://:{self._password}@127.0.0.1:{self._port}/0"}
