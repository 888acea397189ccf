"""Switching between the organisations one belongs to."""

from app.core.tokens import verify_access_token
from app.identity.members.actions import add_member
from tests.orgs import PASSWORD


async def test_switch(app, client, make_org):
    """Switching answers a token for the other organisation; the cookie's session follows."""
    here, there = await make_org("Here"), await make_org("There")
    email = here.email_of("ana")
    await add_member(there.system, full_name="Ana", role="read_only", email=email)
    body = {"email": email, "password": PASSWORD, "tenant": here.slug}
    client.token = (await client.post("/auth/login", body)).data["access_token"]
    answer = await client.post("/auth/switch", {"tenant": there.slug})
    assert answer.data["tenant"] == {
        "id": str(there.tenant_id),
        "slug": there.slug,
        "name": "There",
        "role": "read_only",
    }
    assert verify_access_token(answer.data["access_token"]).tenant_id == there.tenant_id
    assert "Set-Cookie" not in answer.headers
    refreshed = await client.post("/auth/refresh", {})
    assert refreshed.data["tenant"]["slug"] == there.slug
    client.token = answer.data["access_token"]
    me = (await client.get("/auth/me")).data
    assert (me["role"], len(me["tenants"])) == ("read_only", 2)
    assert [
        m["full_name"]
        for m in (await client.get("/users")).data
        if m["id"] == str(here.ana.user_id)
    ]


async def test_switch_to_a_foreign_organisation(make_org):
    """Nobody switches to where they don't belong, whether it exists or not."""
    org, rival = await make_org(), await make_org()
    for tenant in (rival.slug, str(rival.tenant_id), "nowhere"):
        answer = await org.ana.post("/auth/switch", {"tenant": tenant})
        assert (answer.status, answer.error) == (403, "not_a_member")
    assert (await org.ana.get("/auth/me")).data["tenant"]["slug"] == org.slug


async def test_switch_needs_a_living_session(make_org):
    """A session that was ended can't move anywhere."""
    org = await make_org()
    await org.ana.post("/auth/logout-all")
    assert (await org.ana.post("/auth/switch", {"tenant": org.slug})).error == "session_ended"


async def test_removed_from_one_stays_in_the_other(client, make_org):
    """Deactivation in one organisation leaves the person's other organisation alone."""
    here, there = await make_org("Here"), await make_org("There")
    email = here.email_of("ana")
    await add_member(there.system, full_name="Ana", role="rep", email=email)
    await here.admin.patch(f"/users/{here.ana.user_id}", {"active": False})
    answer = await client.post("/auth/login", {"email": email, "password": PASSWORD})
    assert answer.data["tenant"]["slug"] == there.slug
