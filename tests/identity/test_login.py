"""Signing in."""

import asyncio
from http.cookies import SimpleCookie

import bcrypt
import pytest

from app.core.tokens import verify_access_token
from app.identity.members.actions import add_member
from tests.api import Api
from tests.orgs import PASSWORD


def cookie(answer) -> SimpleCookie:
    """The answer's cookies with their attributes."""
    return SimpleCookie(answer.headers["Set-Cookie"])


async def test_login(client: Api, make_org):
    """Right credentials answer a token that names person, organisation and session, for 15 minutes."""
    org = await make_org()
    answer = await client.post(
        "/auth/login", {"email": org.email_of("ana").upper(), "password": PASSWORD}
    )
    assert answer.status == 200
    claims = verify_access_token(answer.data["access_token"])
    assert (claims.user_id, claims.tenant_id, claims.role) == (
        org.ana.user_id,
        org.tenant_id,
        "rep",
    )
    assert answer.data["tenant"] == {
        "id": str(org.tenant_id),
        "slug": org.slug,
        "name": "Acme",
        "role": "rep",
    }
    assert "refresh_token" not in answer.data


async def test_cookie_attributes(client: Api, make_org):
    """The refresh token is in a cookie that no script reads, no other site sends, and only /auth gets."""
    org = await make_org()
    answer = await client.post(
        "/auth/login", {"email": org.email_of("ana"), "password": PASSWORD, "slot": "b2"}
    )
    morsel = cookie(answer)["sp_refresh_b2"]
    assert morsel["httponly"] is True
    assert morsel["samesite"] == "Strict"
    assert morsel["path"] == "/api/v1/auth"
    assert abs(int(morsel["max-age"]) - 7 * 86_400) < 60
    assert morsel["secure"] == ""
    assert morsel.value not in answer.content.decode()


async def test_cookie_is_secure_in_production(monkeypatch, runtime):
    """In production the cookie travels over HTTPS only."""
    from dataclasses import replace

    from app.core import runtime as running
    from app.identity.sessions.cookies import set_cookie

    production = replace(runtime, settings=replace(runtime.settings, env="production"))
    monkeypatch.setattr(running, "_runtime", production)
    assert "; Secure" in set_cookie("0", "token", 10)["Set-Cookie"]


async def test_mobile_gets_its_token_in_the_body(client: Api, make_org):
    """A mobile client has no cookies: its refresh token comes in the body, and no cookie is set."""
    org = await make_org()
    answer = await client.post(
        "/auth/login", {"email": org.email_of("ana"), "password": PASSWORD, "client": "mobile"}
    )
    assert answer.data["refresh_token"].count(".") == 2
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "email", ["ana@{slug}.test", "nobody@{slug}.test", "no address", "x" * 321]
)
async def test_wrong_credentials_look_the_same(client: Api, make_org, email: str):
    """Nobody learns whether an address has an account: same status, code and sentence."""
    org = await make_org()
    answer = await client.post(
        "/auth/login", {"email": email.format(slug=org.slug), "password": "not the password"}
    )
    if len(email) > 320:
        assert answer.status == 400
        return
    assert answer.status == 401
    assert answer.error == "invalid_credentials"
    assert answer.json["message"] == "The e-mail address or the password is wrong."


@pytest.mark.parametrize("name", ["ana", "nobody", "imported"])
async def test_bcrypt_runs_for_nobody_too(client: Api, make_org, monkeypatch, name: str):
    """Known, unknown and login-less people cost the same one bcrypt, so that clocks tell nothing."""
    org = await make_org()
    await add_member(org.system, full_name="Imported", role="rep", email=org.email_of("imported"))
    ran: list[bytes] = []
    really = bcrypt.checkpw

    def spied(password: bytes, hashed: bytes) -> bool:
        ran.append(hashed[:7])
        return really(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", spied)
    answer = await client.post(
        "/auth/login", {"email": org.email_of(name), "password": "not the password"}
    )
    assert answer.status == 401
    assert ran == [b"$2b$04$"]


async def test_long_and_odd_passwords(client: Api, make_org):
    """A password counts to its last character, past bcrypt's 72 bytes, whatever its script."""
    org = await make_org()
    long = "пароль 🔑 " * 20
    email = f"long@{org.slug}.test"
    await add_member(org.system, full_name="Long", role="rep", email=email, password=long)
    good = await client.post("/auth/login", {"email": email, "password": long})
    cut = await client.post("/auth/login", {"email": email, "password": long[:-1]})
    assert (good.status, cut.status) == (200, 401)


async def test_tenant_by_slug_id_or_last_used(client: Api, make_org):
    """Somebody in two organisations says which, or gets the one they used last."""
    here, there = await make_org("Here"), await make_org("There")
    email = here.email_of("ana")
    await add_member(there.system, full_name="Ana", role="read_only", email=email)

    async def login(**more: str) -> str:
        answer = await client.post("/auth/login", {"email": email, "password": PASSWORD, **more})
        return answer.data["tenant"]["slug"] if answer.status == 200 else answer.error

    assert await login(tenant=there.slug) == there.slug
    assert await login() == there.slug
    assert await login(tenant=str(here.tenant_id)) == here.slug
    assert await login() == here.slug
    assert await login(tenant="no-such-organisation") == "not_a_member"


async def test_foreign_tenant_is_refused(client: Api, make_org):
    """Right credentials open no organisation one does not belong to, existing or not."""
    org, rival = await make_org(), await make_org("Rival")
    for tenant in (rival.slug, str(rival.tenant_id), "nowhere"):
        answer = await client.post(
            "/auth/login",
            {"email": org.email_of("ana"), "password": PASSWORD, "tenant": tenant},
        )
        assert (answer.status, answer.error) == (403, "not_a_member")


async def test_deactivated_member_can_not_sign_in(client: Api, make_org):
    """Whoever was deactivated in their only organisation is told so, after the password."""
    org = await make_org()
    await org.admin.patch(f"/users/{org.ben.user_id}", {"active": False})
    answer = await client.post("/auth/login", {"email": org.email_of("ben"), "password": PASSWORD})
    assert (answer.status, answer.error) == (403, "not_a_member")


async def test_many_at_once_do_not_stall_the_rest(client: Api, make_org):
    """Forty people signing in at once all get in, while others are answered in between."""
    org = await make_org()
    body = {"email": org.email_of("cara"), "password": PASSWORD}
    logins = asyncio.gather(*(client.post("/auth/login", body) for _ in range(40)))
    assert (await org.ana.get("/auth/me")).status == 200
    assert {a.status for a in await logins} == {200}
