"""S3 by `rclone serve s3` on a loopback port: buckets are directories, objects are files."""

import asyncio
import os
import signal
from contextlib import suppress

from app.local import binaries
from app.local.credentials import Credentials
from app.local.layout import Layout
from app.local.service import Launch

BUCKET = "salespulse"


class S3:
    """The service; see `app.local.service.Service` for the meaning of its parts."""

    name = "s3"
    title = "S3 (rclone)"
    program = "rclone"
    stop_signal = signal.SIGTERM
    start_limit = 30.0

    def __init__(self, layout: Layout, credentials: Credentials) -> None:
        self.directory = layout.directory(self.name)
        self._credentials = credentials

    def install(self) -> None:
        """Make its directory, and the bucket in it."""
        buckets = self.directory / "buckets"
        for path in (self.directory, self.directory / "cache", buckets, buckets / BUCKET):
            path.mkdir(mode=0o700, exist_ok=True)

    def launch(self) -> Launch:
        """Rclone in its directory; the keys are in its environment, not on the command line."""
        self.install()  # someone may have deleted it while we ran
        known = self._credentials
        argv = [str(binaries.rclone()), "serve", "s3", "buckets"]
        argv += ["--addr", f"127.0.0.1:{known.s3_port}"]
        # An acknowledged object is in its folder: without this it is still in the cache for 5 s.
        argv += ["--vfs-cache-mode", "writes", "--vfs-write-back", "0", "--cache-dir", "cache"]
        argv += ["--vfs-cache-max-age", "1m", "--config=", "--log-level", "NOTICE"]
        argv += ["--dir-perms", "0700", "--file-perms", "0600"]
        keys = f'"{known.s3_access_key},{known.s3_secret_key}"'
        return Launch(
            argv=argv,
            cwd=self.directory,
            env={
                "PATH": os.defpath,
                "HOME": str(self.directory),
                "TZ": "UTC",
                "RCLONE_AUTH_KEY": keys,
            },
        )

    async def ready(self) -> bool:
        """Whether it speaks HTTP on its port."""
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self._credentials.s3_port
                )
                try:
                    writer.write(b"GET / HTTP/1.0\r\n\r\n")
                    return (await reader.readline()).startswith(b"HTTP/")
                finally:
                    writer.close()
                    with suppress(OSError):
                        await writer.wait_closed()
        except (OSError, TimeoutError):
            return False

    async def settle(self) -> None:
        """Nothing to prepare: the bucket is a directory."""

    def addresses(self) -> dict[str, str]:
        """The endpoint, the keys and the bucket."""
        return {
            "address": f"http://127.0.0.1:{self._credentials.s3_port}",
            "access_key": self._credentials.s3_access_key,
            "secret_key": self._credentials.s3_secret_key,
            "bucket": BUCKET,
        }
