"""Contract, "Commands" and "Environment"."""

import stat
from pathlib import Path

import httpx
import pytest

from tests.contract.house import Person, System, run

COMMANDS = (
    "serve",
    "realtime",
    "worker",
    "migrate",
    "seed",
    "demo",
    "import",
    "create-superadmin",
    "doctor",
)
KEY = "0123456789012345678901234567890123456789"


@pytest.mark.parametrize("word", COMMANDS)
def test_help(word: str, tmp_path: Path) -> None:
    """ "Each takes `--help`." """
    answer = run(tmp_path, word, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("SALESPULSE_COLOUR", {"SALESPULSE_COLOUR": "red"}),
        ("PORT", {"PORT": "eight"}),
        ("SALESPULSE_ENV", {"SALESPULSE_ENV": "staging"}),
        ("RATE_LIMITS", {"RATE_LIMITS": "maybe"}),
        ("DATABASE_URL", {"DATABASE_URL": "mysql://localhost/crm"}),
        ("S3_BUCKET", {"S3_ENDPOINT": "http://127.0.0.1:9"}),
    ],
)
def test_invalid_settings(name: str, settings: dict[str, str], tmp_path: Path) -> None:
    """ "Unknown or invalid settings: a clear error at start, exit 2." """
    answer = run(tmp_path, "serve", **settings)
    assert answer.returncode == 2
    assert name in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("SECRET_KEY", {"RATE_LIMITS": "on", "WEBHOOKS_ALLOW_PRIVATE": "0"}),
        ("RATE_LIMITS", {"SECRET_KEY": KEY, "WEBHOOKS_ALLOW_PRIVATE": "0"}),
        ("WEBHOOKS_ALLOW_PRIVATE", {"SECRET_KEY": KEY, "RATE_LIMITS": "on"}),
    ],
)
def test_production_is_strict(name: str, settings: dict[str, str], tmp_path: Path) -> None:
    """ "`SECRET_KEY` (required in production)"; "`RATE_LIMITS=off` … refused in production"."""
    answer = run(tmp_path, "serve", SALESPULSE_ENV="production", **settings)
    assert answer.returncode == 2
    assert name in answer.stderr


@pytest.mark.parametrize("word", ["serve", "realtime", "worker"])
def test_powerful_database_role(system: System, word: str) -> None:
    """ "`serve`, `realtime` and `worker` exit 2 if their database role … owns the tables." """
    owner = system.services["postgresql"]["owner_address"]
    answer = run(system.directory, word, DATABASE_URL=owner)
    assert answer.returncode == 2, answer.stderr
    assert "Traceback" not in answer.stderr


def test_empty_settings_are_not_given(system: System) -> None:
    """An empty value is as good as none (the shell's convention): the data stays in `.data`."""
    answer = run(system.directory, "serve", PORT="x", HOST="", SALESPULSE_DATA_DIR="")
    assert answer.returncode == 2
    assert "PORT" in answer.stderr


def test_services_file(system: System) -> None:
    """ "`.data/services.json` names each service's pid and address"; nobody else may read it."""
    for name in ("postgresql", "redis", "s3"):
        assert system.services[name]["pid"] > 0
        assert "://" in system.services[name]["address"]
    mode = stat.S_IMODE((system.directory / "services.json").stat().st_mode)
    assert mode & 0o077 == 0


def test_two_instances_are_one_system(system: System, ana: Person) -> None:
    """ "a second `salespulse serve` on another `PORT` joins, and the two instances are one system" """
    deal = ana.deal(name="Seen by both")
    there = httpx.get(
        f"{system.second.url}/api/v1/deals/{deal['id']}",
        headers={"Authorization": f"Bearer {ana.token}"},
    )
    assert there.json()["data"] == deal


def test_demo_introduces_itself(system: System) -> None:
    """ "prints the address and the accounts" """
    printed = system.first.log.read_text()
    assert system.url in printed
    for email in ("admin@demo.test", "cara@demo.test", "rep@rival.test", "root@salespulse.test"):
        assert email in printed
    assert "salespulse-demo" in printed


def test_doctor(system: System) -> None:
    """ "`doctor` (checks every dependency and says what is wrong)" """
    answer = run(system.directory, "doctor")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_status_pages(system: System) -> None:
    """ "`GET /health` (alive), `/ready` (database, redis, storage), `/metrics`." """
    assert httpx.get(f"{system.url}/health").status_code == 200
    checks = httpx.get(f"{system.url}/ready").json()["checks"]
    assert {"database", "redis", "storage"} <= set(checks)
    assert "# TYPE" in httpx.get(f"{system.url}/metrics").text


def test_documents(system: System) -> None:
    """ "`GET /api/v1/openapi.json`, viewer at `/api/docs`; … AsyncAPI at `/api/v1/asyncapi.json`." """
    openapi = httpx.get(f"{system.url}/api/v1/openapi.json").json()
    assert openapi["openapi"].startswith("3.")
    for path in ("/deals", "/deals/{deal_id}/move", "/files/upload", "/events", "/webhooks"):
        assert path in openapi["paths"]
    sockets = httpx.get(f"{system.url}/api/v1/asyncapi.json").json()
    assert sockets["asyncapi"].startswith("3.")
    viewer = httpx.get(f"{system.url}/api/docs")
    assert viewer.status_code == 200
    assert viewer.headers["Content-Type"].startswith("text/html")
