"""Running the services of one data directory for as long as it has members."""

import asyncio
import json
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from app.local import protocol
from app.local.credentials import Credentials, write_private
from app.local.errors import ServicesError
from app.local.layout import Layout
from app.local.postgres import Postgres
from app.local.s3 import S3
from app.local.service import Service
from app.local.valkey import Valkey
from app.local.watch import Watched

log = logging.getLogger(__name__)

GRACE_SECONDS = 1.0
FIRST_MEMBER_SECONDS = 15.0
CHECK_SECONDS = 2.0


class Supervisor:
    """The services of one data directory, and the members they run for."""

    def __init__(
        self,
        layout: Layout,
        runtime_dir: Path,
        known: Credentials,
        *,
        holds_lock: Callable[[], bool],
        adopt: bool,
    ) -> None:
        """`holds_lock` tells whether the data directory is still ours; `adopt`, whether services that
        a dead supervisor left running may be kept.
        """
        self._layout = layout
        self._holds_lock = holds_lock
        self._control = runtime_dir / "control.sock"
        self._adopt = adopt
        self._starting: dict[str, asyncio.Task[Watched]] = {}
        self._watched: dict[str, Watched] = {}
        services: list[Service] = [
            Postgres(layout, runtime_dir, known),
            Valkey(layout, known),
            S3(layout, known),
        ]
        self._services = {service.name: service for service in services}
        self._members: set[asyncio.StreamWriter] = set()
        self._grace = FIRST_MEMBER_SECONDS
        self._closing = False
        self._changed = asyncio.Event()

    async def run(self, announce_up: Callable[[], None]) -> None:
        """Serve members until they are gone, then stop every service."""
        self._control.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self._control))
        self._control.chmod(0o600)
        server = await asyncio.start_unix_server(self._member, sock=listener)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._close)
        self._publish()
        announce_up()
        log.info("supervising %s", self._layout.data_dir)
        await self._until_deserted()
        self._closing = True
        server.close()
        self._control.unlink(missing_ok=True)
        await self._stop_all()
        self._dismiss()
        while self._members:  # noqa: ASYNC110 (a moment: their tasks end by themselves)
            await asyncio.sleep(0.01)

    def _close(self) -> None:
        self._closing = True
        self._changed.set()

    async def _until_deserted(self) -> None:
        while not self._closing:
            self._changed.clear()
            try:
                async with asyncio.timeout(CHECK_SECONDS if self._members else self._grace):
                    await self._changed.wait()
            except TimeoutError:
                if not self._members:
                    return
                if not (self._holds_lock() and self._control.exists()):
                    # Nobody can join us any more. Members that still can will start anew.
                    log.error("our data or runtime directory was deleted: stopping")
                    return

    async def _member(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: its whole life is one membership."""
        self._members.add(writer)
        self._grace = GRACE_SECONDS
        self._changed.set()
        try:
            if not self._closing:
                await self._serve(reader, writer)
        except (OSError, ValueError):  # it has gone, or talks without end
            pass
        finally:
            self._members.discard(writer)
            self._changed.set()
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello = protocol.decode(await reader.readline()) or {}
        answer = asyncio.create_task(self._answer(hello))
        left = asyncio.create_task(reader.read())
        # It may leave before we can answer: a start can take minutes.
        await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done() or self._closing:
            answer.cancel()
            return
        writer.write(protocol.encode(await answer))
        await writer.drain()
        await left

    def _dismiss(self) -> None:
        """Let go of those who are still members: they will see to a new supervisor."""
        for writer in self._members:
            writer.close()

    async def _answer(self, hello: protocol.JSON) -> protocol.JSON:
        if hello.get("protocol") != protocol.PROTOCOL:
            return {"error": protocol.other_version(os.getpid())}
        wanted = [name for name in hello.get("wanted", []) if name in self._services]
        log.info("process %s joins for %s", hello.get("pid"), ", ".join(wanted))
        found = await asyncio.gather(*map(self._have, wanted), return_exceptions=True)
        for outcome in found:
            if isinstance(outcome, ServicesError):
                return {"error": str(outcome)}
            if isinstance(outcome, BaseException):
                log.error("unexpected", exc_info=outcome)
                where = self._layout.log("supervisor")
                return {"error": f"The embedded services failed: {outcome}; see {where}."}
        return {"services": {name: self._services[name].addresses() for name in wanted}}

    async def _have(self, name: str) -> None:
        """The service, running: members that ask at once wait for one start."""
        if name not in self._starting:
            self._starting[name] = asyncio.create_task(self._start(name))
        try:
            # Shielded: a member that gives up must not take the service from the others.
            await asyncio.shield(self._starting[name])
        except Exception:
            self._starting.pop(name, None)  # so that the next member tries again
            raise

    async def _start(self, name: str) -> Watched:
        began = time.monotonic()
        watched = Watched(self._services[name], self._layout.log(name), self._publish)
        self._watched[name] = watched
        await watched.start(adopt=self._adopt)
        log.info("%s: ready after %.2f s", watched.service.title, time.monotonic() - began)
        return watched

    async def _stop_all(self) -> None:
        for task in self._starting.values():
            task.cancel()
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
        # Also those nobody has asked for this time, but which a dead supervisor left running.
        for name, service in reversed(self._services.items()):
            watched = self._watched.get(name) or Watched(service, self._layout.log(name), _nothing)
            await watched.stop()
            log.info("%s: stopped", service.title)
        self._layout.services.unlink(missing_ok=True)

    def _publish(self) -> None:
        """Write services.json: who runs, as which process, at which address."""
        found: protocol.JSON = {
            "protocol": protocol.PROTOCOL,
            "data_dir": str(self._layout.data_dir),
            "supervisor": {"pid": os.getpid(), "address": str(self._control)},
        }
        for name, watched in self._watched.items():
            if watched.pid:
                found[name] = {"pid": watched.pid, **watched.service.addresses()}
        try:
            write_private(self._layout.services, json.dumps(found, indent=1))
        except OSError as error:  # a full disk must not take the services down
            log.error("%s could not be written: %s", self._layout.services, error)


def _nothing() -> None:
    pass
