"""A whole demo system in processes of its own, and the people who use it over TCP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

COMMAND = str(Path(sys.executable).parent / "salespulse")
PASSWORD = "salespulse-demo"
OURS = ("SALESPULSE_", "DATABASE_", "REDIS_", "S3_", "SECRET_KEY", "PUBLIC_URL", "PORT", "HOST")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def environment(directory: Path, **more: str) -> dict[str, str]:
    """This machine's environment without our settings, and then these."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return {
        **plain,
        "SALESPULSE_DATA_DIR": str(directory),
        "SALESPULSE_ENV": "test",
        "RATE_LIMITS": "off",
        "WEBHOOKS_ALLOW_PRIVATE": "1",
        **more,
    }


def run(directory: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A `salespulse` command that ends by itself."""
    return subprocess.run(
        [COMMAND, *words],
        env=environment(directory, **more),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


class Running:
    """`salespulse demo`, `serve` or `realtime`, until it is stopped."""

    def __init__(self, directory: Path, word: str, **more: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = directory / f"{word}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [COMMAND, word],
                env=environment(directory, PORT=str(port), **more),
                stdout=log,
                stderr=log,
            )

    def until_ready(self, seconds: float = 90) -> "Running":
        """Wait for `/ready`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/ready").status_code == 200:
                    return self
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> int:
        """Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@dataclass(frozen=True, slots=True)
class System:
    """On one data directory: the demo, a plain `serve` that joined it, and an edge."""

    directory: Path
    first: Running
    second: Running
    edge: Running
    people: dict[tuple[str, str | None], "Person"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The demo's address."""
        return self.first.url

    @property
    def services(self) -> dict[str, Any]:
        """`services.json`."""
        found: dict[str, Any] = json.loads((self.directory / "services.json").read_text())
        return found

    def person(self, name: str, tenant: str | None = "demo") -> "Person":
        """Somebody of the demo's cast, signed in once; `ana`, or an address."""
        email = name if "@" in name else f"{name}@{tenant}.test"
        key = (email, tenant)
        if key not in self.people:
            self.people[key] = Person(self.url, email, tenant)
        return self.people[key]


class Person(httpx.Client):
    """A signed-in caller of `/api/v1`; paths are relative to it."""

    def __init__(self, url: str, email: str, tenant: str | None = None) -> None:
        super().__init__(base_url=f"{url}/api/v1", timeout=20)
        body = {"email": email, "password": PASSWORD, **({"tenant": tenant} if tenant else {})}
        answer = self.post("/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        found = answer.json()["data"]
        self.token: str = found["access_token"]
        self.id: str = found["user"]["id"]
        self.tenant: dict[str, str] = found["tenant"]
        self.headers["Authorization"] = f"Bearer {self.token}"

    def read(self, path: str, **params: Any) -> Any:
        """`data` of a GET."""
        answer = self.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def made(self, path: str, body: dict[str, Any]) -> Any:
        """`data` of a POST that creates."""
        answer = self.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]

    def stages(self) -> list[dict[str, Any]]:
        """The stages of the first pipeline, as the board has them."""
        pipeline = self.read("/pipelines")[0]
        found: list[dict[str, Any]] = self.read(f"/pipelines/{pipeline['id']}/board")["stages"]
        return [{**stage, "pipeline_id": pipeline["id"]} for stage in found]

    def deal(self, **fields: Any) -> dict[str, Any]:
        """A new deal, in the first stage unless it says otherwise."""
        stage = self.stages()[0]
        place = {"pipeline_id": stage["pipeline_id"], "stage_id": stage["id"]}
        made: dict[str, Any] = self.made("/deals", {"name": "A deal", **place, **fields})
        return made


def error_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The body of an error, whose shape is checked on the way."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    body: dict[str, Any] = answer.json()
    assert set(body) == {"error", "message", "details", "request_id", "timestamp"}
    assert body["request_id"] == answer.headers["X-Request-ID"]
    return body
