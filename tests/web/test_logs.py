"""What is written to the logs, and what is not."""

import json
import logging
from dataclasses import replace

import pytest

from app.core.failures import as_app_error
from app.web.logs import JsonLines, configure
from tests.api import Api


@pytest.fixture
def lines(caplog):
    """The log as production would write it, one object a record."""
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(JsonLines().format(r)) for r in caplog.records]


async def test_one_line_a_request(client: Api, lines):
    """Each request is one line with method, path, status and time; its query stays private."""
    await client.http.get("/api/v1/users?search=cancer", headers={"User-Agent": "tests"})
    (line,) = [x for x in lines() if x["logger"] == "app.access"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/users", 401)
    assert line["agent"] == "tests"
    assert line["ms"] >= 0
    assert "cancer" not in json.dumps(line)


async def test_checks_are_not_logged(client: Api, lines):
    """What asks every few seconds whether we live fills no logs."""
    await client.http.get("/health")
    assert [x for x in lines() if x["logger"] == "app.access"] == []


async def test_our_faults_are_logged_with_their_cause(client: Api, lines, monkeypatch):
    """An error of ours answers 500 without internals; the log has the traceback."""

    def broken(header: str) -> None:
        raise RuntimeError("the secret sauce is broken")

    monkeypatch.setattr("app.identity.authenticate.verify_access_token", broken)
    client.token = "any"
    answer = await client.get("/auth/me")
    assert (answer.status, answer.error) == (500, "internal_error")
    assert "sauce" not in answer.content.decode()
    (line,) = [x for x in lines() if x["level"] == "error"]
    assert "secret sauce" in line["exception"]
    assert answer.json["request_id"] in line["message"]


async def test_no_credentials_in_logs(client: Api, lines, make_org):
    """Neither passwords nor tokens are ever logged."""
    org = await make_org()
    body = {"email": org.email_of("ana"), "password": "hunter2hunter2"}
    await client.post("/auth/login", body)
    await org.ana.get("/auth/me")
    written = json.dumps(lines())
    assert "hunter2hunter2" not in written
    assert org.ana.token not in written


def test_production_writes_json(settings, monkeypatch):
    """Production's standard error is JSON, development's is for people, tests keep their own."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    configure(settings)
    assert root.handlers == []
    configure(replace(settings, env="production"))
    assert isinstance(root.handlers[0].formatter, JsonLines)
    root.handlers.clear()
    configure(replace(settings, env="development"))
    assert not isinstance(root.handlers[0].formatter, JsonLines)


def test_unknown_errors_say_nothing():
    """An exception nobody expected becomes a 500 without its own words."""
    assert "secret" not in as_app_error(RuntimeError("secret")).message
