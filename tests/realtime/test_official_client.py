"""What we promise holds for the official JavaScript client, as an integrator would use it."""

import shutil

import pytest

from tests.conftest import MakeOrg
from tests.orgs import Org
from tests.realtime.house import Instance, change
from tests.realtime.official import MODULES, official

pytestmark = pytest.mark.skipif(
    not shutil.which("node") or not (MODULES / "socket.io-client").exists(),
    reason="needs Node.js and the front end's packages",
)


async def test_stream_and_resume(org: Org, here: Instance) -> None:
    """Ready, changes in order; after a drop with 200 changes missed: exactly those, once, in order."""
    await stream_and_resume(org, here, "websocket")


async def test_stream_and_resume_by_polling(org: Org, here: Instance) -> None:
    """The same where WebSockets are blocked."""
    await stream_and_resume(org, here, "polling")


async def stream_and_resume(org: Org, here: Instance, transport: str) -> None:
    """Listen, drop, come back."""
    async with official(here.url, org.tenant_id, org.ana.token, transports=[transport]) as node:
        ready = (await node.wait(lambda: node.all("ready")))[0]
        assert ready["tenant_id"] == str(org.tenant_id)
        assert ready["resumed"] is False
        start: int = ready["seq"]
        seq = await change(org.system, owner=org.ana.user_id, count=3)
        await node.wait(lambda: seq in node.seqs)
        await node.tell({"drop": True})
        for _ in range(20):
            seq = await change(org.system, owner=org.ana.user_id, count=10)
        await node.wait(lambda: len(node.all("ready")) == 2)
        await node.wait(lambda: seq in node.seqs)
        assert node.seqs == list(range(start + 1, start + 204))
        assert node.all("ready")[1]["resumed"] is True


async def test_refusal_reaches_javascript_as_promised(
    org: Org, here: Instance, make_org: MakeOrg
) -> None:
    """`connect_error` has a sentence in `message` and a code in `data.code`."""
    rival = await make_org("Rival")
    async with official(here.url, org.tenant_id, rival.admin.token) as node:
        refused = (await node.wait(lambda: [r for r in node.reports if "refused" in r]))[0]
        assert refused["refused"] == {
            "message": "This token is for another organisation.",
            "data": {"code": "wrong_tenant"},
        }


async def test_messages_are_acknowledged(org: Org, here: Instance) -> None:
    """`watch` answers with who is there."""
    async with official(here.url, org.tenant_id, org.ana.token) as node:
        await node.wait(lambda: node.all("ready"))
        await node.tell({"say": "watch", "payload": {"topic": "tenant"}})
        answer = (await node.wait(lambda: [r for r in node.reports if "ack" in r]))[0]["ack"]
        assert answer["ok"] is True and answer["members"][0]["name"] == "Ana"


async def test_revocation_reaches_javascript(org: Org, here: Instance) -> None:
    """`revoked` says why, and the server closes."""
    async with official(here.url, org.tenant_id, org.ana.token) as node:
        await node.wait(lambda: node.all("ready"))
        await org.ana.post("/auth/logout-all")
        closed = (await node.wait(lambda: [r for r in node.reports if "closed" in r]))[0]
        assert closed["closed"] == "io server disconnect"
        assert node.all("revoked") == [{"reason": "session_ended"}]
