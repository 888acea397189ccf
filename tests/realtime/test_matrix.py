"""Every message of clients by every role, on a record of Ana's: a message that is not listed here fails."""

from collections.abc import Callable
from typing import Any

import pytest

from realtime.messages import MESSAGES
from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.house import Instance, listener
from tests.realtime.writer import paragraphs

OWN, TEAM, MANAGER, ADMIN = "ana", "ben", "manager", "admin"
WRITERS = (OWN, TEAM, MANAGER, ADMIN)
READERS = (*WRITERS, "support", "viewer")
EVERYBODY = (*READERS, "cara", "rival")

CARET = b"\x01\x01\x01\x02{}"
Payload = Callable[[str, str, str], dict[str, Any]]

# Message → its payload (company, note, own token), who is answered `ok`, and what the others hear.
MATRIX: dict[str, tuple[Payload, tuple[str, ...], dict[str, str]]] = {
    "renew": (lambda c, n, t: {"token": t}, EVERYBODY, {}),
    "watch": (lambda c, n, t: {"topic": f"company:{c}"}, READERS, {}),
    "presence": (
        lambda c, n, t: {"topic": f"company:{c}", "state": {"field": "name"}},
        READERS,
        {"cara": "validation_error", "rival": "validation_error"},
    ),
    "note:open": (lambda c, n, t: {"note_id": n}, READERS, {}),
    "note:update": (
        lambda c, n, t: {"note_id": n, "update": paragraphs(t[-5:])},
        WRITERS,
        {
            "support": "forbidden",
            "viewer": "forbidden",
            "cara": "validation_error",
            "rival": "validation_error",
        },
    ),
    "note:awareness": (
        lambda c, n, t: {"note_id": n, "update": CARET},
        READERS,
        {"cara": "validation_error", "rival": "validation_error"},
    ),
    "note:close": (lambda c, n, t: {"note_id": n}, EVERYBODY, {}),
    "unwatch": (lambda c, n, t: {"topic": f"company:{c}"}, EVERYBODY, {}),
}


def test_every_message_is_listed() -> None:
    """A new message needs its line in the matrix."""
    assert MATRIX.keys() == MESSAGES.keys()


@pytest.mark.parametrize("name", EVERYBODY)
async def test_who_may_say_what(org: Org, here: Instance, make_org: MakeOrg, name: str) -> None:
    """In the order of a session each message is allowed, or refused in the same words for all roles."""
    company = (await org.ana.post("/companies", {"name": "Acme"})).data["id"]
    note = (await org.ana.post(f"/companies/{company}/note")).data["id"]
    ana = listener(here, org.tenant_id, org.ana)
    await ana.connect()
    await ana.say("watch", {"topic": f"company:{company}"})
    home = await make_org("Rival") if name == "rival" else org
    person = home.admin if name == "rival" else getattr(org, name)
    client = listener(here, home.tenant_id, person)
    await client.connect()
    for message, (payload, allowed, refusals) in MATRIX.items():
        answer = await client.say(message, payload(company, note, person.token))
        if name in allowed:
            assert answer["ok"] is True, (message, answer)
        else:
            expected = refusals.get(name, "not_found")
            assert (answer["ok"], answer["error"]) == (False, expected), (message, answer)
        if name in ("cara", "rival"):
            assert not answer.get("members"), message
            assert "Ana" not in str(answer)
    assert name in READERS or not [e for e in client.heard if e[0] not in ("ready", "changes")]
    await client.leave()
    await ana.leave()


async def test_a_token_of_another_renews_nothing(org: Org, here: Instance) -> None:
    """A connection stays the person's it was opened for."""
    cara = listener(here, org.tenant_id, org.cara)
    await cara.connect()
    answer = await cara.say("renew", {"token": org.admin.token})
    assert (answer["ok"], answer["error"]) == (False, "wrong_token")
    await cara.leave()
