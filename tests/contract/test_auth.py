"""Contract, "Auth"."""

import base64
import json
import uuid

import httpx
import pytest

from tests.contract.house import PASSWORD, Person, System, error_of


@pytest.fixture
def door(system: System) -> httpx.Client:
    """Nobody yet."""
    return httpx.Client(base_url=f"{system.url}/api/v1", timeout=20)


def login(door: httpx.Client, **more: str) -> httpx.Response:
    return door.post("/auth/login", json={"email": "ben@demo.test", "password": PASSWORD, **more})


def test_login(door: httpx.Client) -> None:
    """`{"data": {"access_token", "token_type": "Bearer", "expires_in": 900, "user", "tenant"}}`"""
    found = login(door).json()["data"]
    assert set(found) == {"access_token", "token_type", "expires_in", "user", "tenant"}
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 900)
    assert set(found["user"]) == {"id", "email", "full_name"}
    assert set(found["tenant"]) == {"id", "slug", "name", "role"}


def test_claims(door: httpx.Client) -> None:
    """ "Claims: `sub, tid, role, sid, iat, exp`" """
    found = login(door).json()["data"]
    part = found["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert set(claims) == {"sub", "tid", "role", "sid", "iat", "exp"}
    assert (claims["sub"], claims["tid"]) == (found["user"]["id"], found["tenant"]["id"])
    assert claims["exp"] - claims["iat"] == 900


@pytest.mark.parametrize("slot", ["0", "3"])
def test_cookie(door: httpx.Client, slot: str) -> None:
    """ "`sp_refresh_<slot>` (slot `0` by default …; httpOnly, SameSite=Strict, …, path `/api/v1/auth`)" """
    answer = login(door, **({} if slot == "0" else {"slot": slot}))
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == f"sp_refresh_{slot}"
    assert {"httponly", "samesite=strict", "path=/api/v1/auth"} <= attributes
    refreshed = door.post("/auth/refresh", json={"slot": slot})
    assert refreshed.status_code == 200
    assert refreshed.json()["data"]["user"]["email"] == "ben@demo.test"


def test_mobile(door: httpx.Client) -> None:
    """ "or, with `"client": "mobile"`, in the body" """
    answer = login(door, client="mobile")
    assert "Set-Cookie" not in answer.headers
    token = answer.json()["data"]["refresh_token"]
    again = door.post("/auth/refresh", json={"refresh_token": token})
    assert again.json()["data"]["refresh_token"] != token


def test_tenant_by_slug_or_id(system: System, door: httpx.Client) -> None:
    """ "`tenant` is a slug or id, by default the last used"; "`/auth/switch {tenant}`" """
    theirs = system.person("ana@demo.test", "rival").tenant["id"]
    ana = {"email": "ana@demo.test", "password": PASSWORD}
    by_id = door.post("/auth/login", json={**ana, "tenant": theirs}).json()["data"]
    assert by_id["tenant"]["slug"] == "rival"
    assert door.post("/auth/login", json=ana).json()["data"]["tenant"]["slug"] == "rival"
    bearer = {"Authorization": f"Bearer {by_id['access_token']}"}
    moved = door.post("/auth/switch", json={"tenant": "demo"}, headers=bearer).json()["data"]
    assert moved["tenant"]["slug"] == "demo"
    assert door.post("/auth/refresh", json={"tenant": "rival"}).json()["data"]["tenant"][
        "slug"
    ] == ("rival")


def test_wrong_credentials_look_alike(door: httpx.Client) -> None:
    """401, and nothing tells whether the address exists."""
    wrong = error_of(
        door.post("/auth/login", json={"email": "ben@demo.test", "password": "x"}), 401
    )
    nobody = error_of(
        door.post("/auth/login", json={"email": "no@demo.test", "password": "x"}), 401
    )
    assert (wrong["error"], wrong["message"]) == (nobody["error"], nobody["message"])


def test_register(door: httpx.Client) -> None:
    """ "`POST /auth/register {email, password, full_name, organization}`": its admin is signed in."""
    body = {
        "email": f"founder-{uuid.uuid4().hex[:8]}@new.test",
        "password": "a-good-long-password",
        "full_name": "Fay Founder",
        "organization": "New Ventures",
    }
    answer = door.post("/auth/register", json=body)
    assert answer.status_code == 201, answer.text
    found = answer.json()["data"]
    assert (found["tenant"]["name"], found["tenant"]["role"]) == ("New Ventures", "admin")
    bearer = {"Authorization": f"Bearer {found['access_token']}"}
    assert door.get("/pipelines", headers=bearer).json()["data"]
    assert door.get("/auth/me", headers=bearer).json()["data"]["user"]["email"] == body["email"]
    error_of(door.post("/auth/register", json={**body, "admin": True}), 400)


def test_logout(door: httpx.Client) -> None:
    """`/auth/logout` ends the session: its access token and its cookie are good for nothing."""
    bearer = {"Authorization": f"Bearer {login(door).json()['data']['access_token']}"}
    sessions = door.get("/auth/sessions", headers=bearer).json()["data"]
    assert sum(session["current"] for session in sessions) == 1
    assert door.post("/auth/logout", json={}).status_code == 204
    error_of(door.get("/auth/me", headers=bearer), 401)
    error_of(door.post("/auth/refresh", json={}), 401)


def test_logout_all(door: httpx.Client, system: System) -> None:
    """`/auth/logout-all` ends every session of the person."""
    rep = {"email": "rep@rival.test", "password": PASSWORD}
    one = httpx.Client(base_url=door.base_url)
    first = one.post("/auth/login", json=rep).json()["data"]["access_token"]
    second = door.post("/auth/login", json=rep).json()["data"]["access_token"]
    door.post("/auth/logout-all", json={}, headers={"Authorization": f"Bearer {second}"})
    error_of(one.get("/auth/me", headers={"Authorization": f"Bearer {first}"}), 401)
    system.people.pop(("rep@rival.test", "rival"), None)


def test_x_tenant_id(ana: Person, rival: Person) -> None:
    """X-Tenant-ID may name the token's organisation, and no other."""
    same = ana.get("/deals", params={"limit": 1}, headers={"X-Tenant-ID": ana.tenant["id"]})
    assert same.status_code == 200
    error_of(ana.get("/deals", headers={"X-Tenant-ID": rival.tenant["id"]}), 403)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer sp_nothing"]
)
def test_no_valid_token(door: httpx.Client, header: str) -> None:
    """401 without a token that is ours and in force."""
    error_of(door.get("/deals", headers={"Authorization": header}), 401)
