"""`docker-compose.yml` and what it mounts, as far as they can be checked without an engine."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if s.get("image") == "salespulse:latest"}
SETTINGS = set(re.findall(r'"([A-Z][A-Z0-9_]{3,})"', (ROOT / "app/config.py").read_text()))
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")


def interpolated(text: str) -> str:
    """Without any variable set but the one that must be."""
    return VARIABLE.sub(lambda m: "k" * 40 if m[1] == "SECRET_KEY" else m[2] or "", text)


def test_every_setting_is_known_and_told() -> None:
    """What the composition sets the app reads, and what the app reads the README explains."""
    readme = (ROOT / "README.md").read_text()
    for name, service in OURS.items():
        assert set(service["environment"]) <= SETTINGS, name
    told = {s for s in SETTINGS if f"`{s}`" in readme}
    assert SETTINGS - told - {"SALESPULSE_"} == set()


@pytest.mark.parametrize("name", OURS)
def test_its_settings_are_valid_in_production(name: str) -> None:
    """With nothing but SECRET_KEY given, each process finds settings that it accepts."""
    environment = {k: interpolated(v) for k, v in OURS[name]["environment"].items()}
    settings = Settings.from_env(environment)
    assert settings.production
    assert settings.database_url and settings.redis_url and settings.s3
    assert (settings.database_owner_url is not None) == (name == "migrate")


def test_whatever_is_named_is_there() -> None:
    """Services that others wait for, and files that are mounted."""
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", ())) <= set(SERVICES), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            found = (ROOT / source).is_file() if source[0] == "." else source in COMPOSE["volumes"]
            assert found, volume
        for config in service.get("configs", ()):
            assert config["source"] in COMPOSE["configs"]


def test_who_must_be_healthy_can_be_asked() -> None:
    """A service that others wait for until it is healthy says how to find out."""
    for service in SERVICES.values():
        waits = service.get("depends_on", {})
        for name, how in waits.items() if isinstance(waits, dict) else ():
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[name], name


def test_the_storage_has_the_keys_that_are_used() -> None:
    """S3 knows the access key that the app signs with, whatever it is set to."""
    content = COMPOSE["configs"]["s3"]["content"]
    for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY"):
        assert OURS["web1"]["environment"][name] in content
    found = json.loads(interpolated(content))["identities"][0]["credentials"][0]
    settings = Settings.from_env(
        {k: interpolated(v) for k, v in OURS["web1"]["environment"].items()}
    )
    assert settings.s3
    assert (found["accessKey"], found["secretKey"]) == (
        settings.s3.access_key,
        settings.s3.secret_key,
    )


def _nginx() -> str:
    return (ROOT / "deploy/nginx.conf").read_text()


def test_the_proxy_reaches_services_on_their_port() -> None:
    """Every server that nginx names is a service, on the port it listens on."""
    servers = re.findall(r"server (\w+):(\d+)", _nginx())
    assert {"web1", "web2"} <= {name for name, _ in servers}
    for name, port in servers:
        assert OURS[name]["environment"]["PORT"] == port


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed here")
def test_nginx_accepts_it(tmp_path: Path) -> None:
    """nginx itself reads the configuration without a complaint."""
    local = re.sub(r"server (\w+):8000", "server 127.0.0.1:8000", _nginx())
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off;"
        + "".join(
            f" {kind}_temp_path {tmp_path}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"\n{local.replace('listen 80', 'listen 8099')} }}\n"
    )
    said = subprocess.run(
        ["nginx", "-t", "-c", str(conf), "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "warn" not in said.stderr, said.stderr
