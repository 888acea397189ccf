"""Contract, "Webhooks: Standard Webhooks"."""

import threading
import time
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.contract.house import Person, Running, System, error_of


class Receiver(ThreadingHTTPServer):
    """Somebody's endpoint: keeps what came, answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Endpoint)
        self.came: list[tuple[float, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def until(self, count: int, seconds: float = 15) -> list[tuple[float, dict[str, str], bytes]]:
        """What came, as soon as it is so much."""
        end = time.monotonic() + seconds
        while len(self.came) < count and time.monotonic() < end:
            time.sleep(0.05)
        assert len(self.came) >= count, self.came
        return self.came


class Endpoint(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Take a delivery."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.server.came.append((time.monotonic(), headers, body))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Generator[Receiver]:
    found = Receiver()
    yield found
    found.shutdown()
    found.server_close()


Hook = Callable[..., dict[str, Any]]


@pytest.fixture
def hook(admin: Person, receiver: Receiver) -> Generator[Hook]:
    made: list[str] = []

    def make(*events: str) -> dict[str, Any]:
        found: dict[str, Any] = admin.made("/webhooks", {"url": receiver.url, "events": [*events]})
        made.append(found["id"])
        return found

    yield make
    for webhook_id in made:
        admin.delete(f"/webhooks/{webhook_id}")


def test_delivery(admin: Person, ana: Person, receiver: Receiver, hook: Hook) -> None:
    """ "Headers `webhook-id`, `webhook-timestamp`, `webhook-signature` …; body `{type, timestamp,
    tenant_id, seq, data, changed}`"; "`secret` once"
    """
    webhook = hook("deal.updated")
    assert webhook["secret"].startswith("whsec_")
    assert "secret" not in admin.read(f"/webhooks/{webhook['id']}")
    deal = ana.deal(name="Before")
    ana.patch(f"/deals/{deal['id']}", json={"name": "After"})
    _, headers, body = receiver.until(1)[0]
    message = Webhook(webhook["secret"]).verify(body, headers)
    assert set(message) == {"type", "timestamp", "tenant_id", "seq", "data", "changed"}
    assert (message["type"], message["tenant_id"]) == ("deal.updated", admin.tenant["id"])
    assert (message["data"]["name"], message["changed"]) == ("After", ["name"])
    assert headers["webhook-signature"].startswith("v1,")
    assert len(receiver.came) == 1, "deal.created was not asked for"


def test_retry(admin: Person, receiver: Receiver, hook: Hook) -> None:
    """ "a redelivery keeps its id; the first retry comes after about 5 s"; `/{id}/test`"""
    webhook = hook("company.restored")
    receiver.answers = [500]
    sent = admin.post(f"/webhooks/{webhook['id']}/test")
    assert sent.status_code == 202
    first, second = receiver.until(2)[:2]
    assert first[1]["webhook-id"] == second[1]["webhook-id"] == sent.json()["data"]["message_id"]
    assert 3 < second[0] - first[0] < 8
    Webhook(webhook["secret"]).verify(second[2], second[1])


def test_deliveries_and_replay(admin: Person, ana: Person, receiver: Receiver, hook: Hook) -> None:
    """`/{id}/deliveries`, `/{id}/deliveries/{id}/replay`: the same body under the same id."""
    webhook = hook("company.created")
    ana.made("/companies", {"name": "Delivered"})
    receiver.until(1)
    address = f"/webhooks/{webhook['id']}/deliveries"
    for _ in range(50):
        delivery = admin.read(address)[0]
        if delivery["status"] == "delivered":
            break
        time.sleep(0.1)
    assert (delivery["status"], delivery["event_type"]) == ("delivered", "company.created")
    assert admin.post(f"{address}/{delivery['id']}/replay").status_code == 202
    first, second = receiver.until(2)
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[2] == second[2]


def test_only_for_admins(ana: Person) -> None:
    """Webhooks are the admins'."""
    error_of(ana.get("/webhooks"), 404)
    error_of(ana.post("/webhooks", json={"url": "https://example.com", "events": ["*"]}), 404)


def test_private_addresses(system: System) -> None:
    """ "Private, loopback, link-local and odd-form addresses are refused at save" """
    strict = Running(system.directory, "serve", WEBHOOKS_ALLOW_PRIVATE="0").until_ready()
    try:
        admin = Person(strict.url, "admin@demo.test", "demo")
        for url in (
            "http://127.0.0.1/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fe80::1]/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://localhost/",
            "http://0.0.0.0/",
            "ftp://example.com/",
            "http://user:word@example.com/",
            "nonsense",
        ):
            answer = admin.post("/webhooks", json={"url": url, "events": ["*"]})
            assert "url" in error_of(answer, 400)["details"]["fields"], url
    finally:
        assert strict.stop() == 0
