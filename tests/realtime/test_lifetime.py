"""The token of an open socket: renewal, and its end."""

import os
import signal
import time
from typing import Any

import jwt
import pytest

from app.config import Settings
from app.core import tokens
from app.core.actor import Actor
from app.core.audience import Audience
from app.core.ids import PLATFORM_TENANT
from app.core.uow import unit_of_work
from realtime import roster
from tests.api import Api
from tests.orgs import Org
from tests.realtime.conftest import Listen
from tests.realtime.house import Instance, Listener
from tests.realtime.process import ServerProcess


def token_for(person: Api, seconds: float) -> str:
    """A token of this person that ends in so many seconds."""
    assert person.token
    claims: dict[str, Any] = jwt.decode(person.token, options={"verify_signature": False})
    claims["exp"] = int(time.time() + seconds)
    return jwt.encode(claims, tokens._key(), tokens.ALGORITHM)


async def test_expired_token_ends_the_socket(
    org: Org, here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the token ends and none follows, the socket says so and closes."""
    monkeypatch.setattr(roster, "EXPIRY_GRACE", 0.0)
    ana = Listener(here.url, org.tenant_id, token_for(org.ana, 2))
    await ana.connect()
    await ana.wait(lambda: ana.closed is not None)
    assert ana.all("revoked") == [{"reason": "expired"}]


async def test_renewed_token_keeps_the_socket(
    org: Org, here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renewal in time goes unnoticed; another person's token, or none, is no renewal."""
    monkeypatch.setattr(roster, "EXPIRY_GRACE", 0.0)
    ana = Listener(here.url, org.tenant_id, token_for(org.ana, 2))
    await ana.connect()
    assert (await ana.say("renew", {"token": org.ben.token}))["error"] == "wrong_token"
    assert (await ana.say("renew", {"token": "x"}))["error"] == "invalid_token"
    assert (await ana.say("renew", {}))["error"] == "validation_error"
    answer = await ana.say("renew", {"token": org.ana.token})
    assert answer["ok"] is True and answer["expires_at"] > time.time() + 600
    with pytest.raises(TimeoutError):
        await ana.wait(lambda: ana.closed is not None, 4)
    await ana.leave()


async def test_unknown_messages_are_answered(org: Org, listen: Listen) -> None:
    """A message we do not know, or one that is malformed, is answered with what is wrong."""
    ana = await listen(org.ana)
    for event, payload, code in [
        ("deal:move", {}, "unknown_event"),
        ("watch", None, "validation_error"),
        ("watch", [1], "validation_error"),
        ("watch", {"topic": 5}, "validation_error"),
        ("watch", {"topic": "tenant", "x": 1}, "validation_error"),
        ("watch", {"topic": "deal:nonsense"}, "validation_error"),
        ("presence", {"topic": "tenant", "state": {}}, "validation_error"),
        ("note:open", {"note_id": "x"}, "validation_error"),
    ]:
        answer = await ana.say(event, payload)
        assert answer["ok"] is False and answer["error"] == code, (event, payload, answer)
        assert " " in answer["message"]


async def test_suspension_closes_everybody(org: Org, listen: Listen) -> None:
    """When an organisation is suspended, all of its sockets end within a second; rivals' don't."""
    ana, admin = await listen(org.ana), await listen(org.admin)
    async with unit_of_work(Actor.system(PLATFORM_TENANT)) as work:
        await work.execute("UPDATE tenants SET suspended_at = now() WHERE id = $1", org.tenant_id)
        work.record(
            "tenant.suspended",
            entity="tenant",
            entity_id=org.tenant_id,
            version=1,
            audience=Audience.of("platform", None),
        )
    for client in (ana, admin):
        await client.wait(lambda c=client: c.closed is not None, 1.0)
        assert client.all("revoked") == [{"reason": "suspended"}]


async def test_stopping_sends_clients_elsewhere(org: Org, settings: Settings) -> None:
    """SIGTERM breaks connections at once, so that clients resume elsewhere, and ends in seconds."""
    async with ServerProcess(settings) as process:
        ana = Listener(process.url, org.tenant_id, org.ana.token)
        await ana.connect()
        began = time.monotonic()
        os.kill(process.pid, signal.SIGTERM)
        await ana.wait(lambda: ana.closed is not None, 1.5)
        await process.ended()
        assert time.monotonic() - began < 4
