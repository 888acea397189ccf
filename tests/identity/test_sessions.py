"""Sessions: seen, ended one by one, ended everywhere."""

import pytest

from app.core.actor import Actor
from app.core.ids import PLATFORM_TENANT, new_id
from app.core.log import read
from app.core.uow import snapshot
from tests.api import Api
from tests.orgs import PASSWORD


async def sign_in(app, org, name: str = "ana", **more: str) -> Api:
    """Another place where somebody is signed in."""
    api = Api(app)
    body = {"email": org.email_of(name), "password": PASSWORD, **more}
    api.token = (await api.post("/auth/login", body)).data["access_token"]
    return api


async def test_list(app, make_org):
    """One sees where one is signed in, which of it is here, and nobody else's sessions."""
    org = await make_org()
    phone = await sign_in(app, org, client="mobile")
    found = (await phone.get("/auth/sessions")).data
    assert [s["client"] for s in found] == ["mobile", "web"]
    assert [s["current"] for s in found] == [True, False]
    assert found[1]["id"] == str(org.ana.session_id)
    assert set(found[0]) == {
        "id",
        "current",
        "client",
        "created_at",
        "last_used_at",
        "expires_at",
        "ip",
        "agent",
    }


async def test_end_another(app, make_org):
    """Ending a session elsewhere works at once; here one stays signed in."""
    org = await make_org()
    lost = await sign_in(app, org)
    other = next(s for s in (await org.ana.get("/auth/sessions")).data if not s["current"])
    assert (await org.ana.delete(f"/auth/sessions/{other['id']}")).status == 204
    assert (await lost.get("/auth/me")).error == "session_ended"
    assert (await lost.post("/auth/refresh", {})).status == 401
    assert (await org.ana.get("/auth/me")).status == 200
    assert (await org.ana.delete(f"/auth/sessions/{other['id']}")).status == 404


async def test_others_sessions_are_out_of_reach(make_org):
    """Nobody ends a session of somebody else, not even an admin; it looks as if there were none."""
    org, rival = await make_org(), await make_org()
    for session_id in (org.ana.session_id, new_id()):
        for caller in (org.admin, rival.admin):
            assert (await caller.delete(f"/auth/sessions/{session_id}")).status == 404
    assert (await org.ana.get("/auth/me")).status == 200


async def test_logout(app, make_org):
    """Signing out ends the session behind the cookie, clears it, and is heard in the platform log."""
    org = await make_org()
    api = await sign_in(app, org)
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        since = view.seq
    answer = await api.post("/auth/logout", {})
    assert answer.status == 204
    assert "sp_refresh_0" not in api.http.cookies
    assert (await api.get("/auth/me")).error == "session_ended"
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        events = await read(view.connection, PLATFORM_TENANT, since, 100)
    assert any(e.type == "session.revoked" and '"logout"' in (e.data or "") for e in events)


async def test_logout_on_mobile(app, client: Api, make_org):
    """A mobile client signs out with the token it has."""
    org = await make_org()
    begun = await client.post(
        "/auth/login", {"email": org.email_of("ana"), "password": PASSWORD, "client": "mobile"}
    )
    token = begun.data["refresh_token"]
    assert (await client.post("/auth/logout", {"refresh_token": token})).status == 204
    assert (await client.post("/auth/refresh", {"refresh_token": token})).error == "session_ended"


@pytest.mark.parametrize("body", [{}, {"slot": "9"}, {"refresh_token": "nonsense"}])
async def test_logout_of_nothing(client: Api, body: dict[str, str]):
    """Signing out where there is nothing to end succeeds: the wish is fulfilled."""
    assert (await client.post("/auth/logout", body)).status == 204


async def test_logout_everywhere(app, make_org):
    """One request ends all of one's sessions, and nobody else's; one event says so."""
    org = await make_org()
    places = [org.ana, await sign_in(app, org), await sign_in(app, org, client="mobile")]
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        since = view.seq
    assert (await places[1].post("/auth/logout-all")).status == 204
    for place in places:
        assert (await place.get("/auth/me")).error == "session_ended"
    assert (await org.ben.get("/auth/me")).status == 200
    async with snapshot(Actor.system(PLATFORM_TENANT)) as view:
        events = await read(view.connection, PLATFORM_TENANT, since, 100)
    said = [e for e in events if e.entity_id == org.ana.user_id]
    assert [e.type for e in said] == ["user.sessions_revoked"]


async def test_other_sites_can_not_sign_one_out(app, make_org):
    """A foreign page can neither sign one out here nor everywhere."""
    org = await make_org()
    api = await sign_in(app, org)
    evil = {"Origin": "https://evil.example"}
    for path in ("/auth/logout", "/auth/logout-all"):
        assert (await api.post(path, {}, headers=evil)).error == "foreign_origin"
    assert (await api.get("/auth/me")).status == 200


async def test_platform_log_is_no_tenants_business(make_org):
    """What the platform log says of sessions appears in nobody's feed."""
    org = await make_org()
    await org.ana.post("/auth/logout-all")
    feed = (await org.admin.get("/events", params={"since": 0})).data
    assert not [e for e in feed if e["entity"] in ("session", "user")]
