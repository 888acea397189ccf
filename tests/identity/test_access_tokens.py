"""Access tokens: what is accepted as one, and what they are bound to."""

import base64
import json
import time

import jwt
import pytest

from app.core.errors import Unauthenticated
from app.core.keys import derived_key
from app.core.tokens import verify_access_token
from tests.api import Api


def signing_key(runtime, purpose: str = "access-token") -> bytes:
    """The key that tokens are signed with."""
    return derived_key(runtime.settings.secret_key, purpose)


def unsigned(claims: dict[str, object]) -> str:
    """A token that says it needs no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts
        )
        + "."
    )


@pytest.mark.parametrize(
    "forge",
    [
        "expired",
        "other key",
        "refresh key",
        "none",
        "HS512",
        "no exp",
        "no sid",
        "sub",
        "cut",
        "empty",
    ],
)
async def test_forged_tokens(client: Api, make_org, runtime, forge: str):
    """Expired, unsigned, otherwise signed, incomplete or mangled tokens: 401, and a challenge."""
    org = await make_org()
    good = org.ana.token
    claims = jwt.decode(good, signing_key(runtime), algorithms=["HS256"])
    key, algorithm = signing_key(runtime), "HS256"
    if forge == "expired":
        claims["exp"] = int(time.time()) - 1
    elif forge == "other key":
        key = b"k" * 32
    elif forge == "refresh key":
        key = signing_key(runtime, "refresh-token")
    elif forge == "HS512":
        algorithm = "HS512"
    elif forge.startswith("no "):
        del claims[forge.removeprefix("no ")]
    elif forge == "sub":
        claims["sub"] = "ana"
    client.token = jwt.encode(claims, key, algorithm)
    if forge == "none":
        client.token = unsigned(claims)
    elif forge == "cut":
        client.token = good[:-2]
    elif forge == "empty":
        client.token = " "
    answer = await client.get("/auth/me")
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    expected = {"expired": "token_expired", "empty": "unauthenticated"}
    assert answer.error == expected.get(forge, "invalid_token")


async def test_no_token(client: Api):
    """Without a token, or with another scheme, 401."""
    assert (await client.get("/auth/me")).error == "unauthenticated"
    basic = await client.get("/auth/me", headers={"Authorization": "Basic YTpi"})
    assert basic.status == 401


async def test_token_is_not_read_from_elsewhere(client: Api, make_org):
    """A token in the query or in a cookie is no credential: browsers and logs would leak it."""
    org = await make_org()
    found = await client.get("/auth/me", params={"access_token": org.ana.token})
    assert found.status == 401
    cookie = {"Cookie": f"access_token={org.ana.token}"}
    assert (await client.get("/auth/me", headers=cookie)).status == 401


async def test_role_in_the_token_counts_for_nothing(client: Api, make_org, runtime):
    """Even a well-signed token that says admin gives a rep no more than a rep has."""
    org = await make_org()
    claims = jwt.decode(org.ana.token, signing_key(runtime), algorithms=["HS256"])
    client.token = jwt.encode({**claims, "role": "admin"}, signing_key(runtime), "HS256")
    assert (await client.post("/teams", {"name": "Mine"})).status == 403
    assert (await client.get("/auth/me")).data["role"] == "rep"


async def test_token_of_another_persons_session(client: Api, make_org, runtime):
    """A token that pairs a person with somebody else's session is refused."""
    org = await make_org()
    claims = jwt.decode(org.ana.token, signing_key(runtime), algorithms=["HS256"])
    claims["sid"] = str(org.ben.session_id)
    client.token = jwt.encode(claims, signing_key(runtime), "HS256")
    assert (await client.get("/auth/me")).error == "session_ended"


async def test_token_for_a_foreign_tenant(client: Api, make_org, runtime):
    """A token that names an organisation the person does not belong to is refused."""
    org, rival = await make_org(), await make_org()
    claims = jwt.decode(org.ana.token, signing_key(runtime), algorithms=["HS256"])
    claims["tid"] = str(rival.tenant_id)
    client.token = jwt.encode(claims, signing_key(runtime), "HS256")
    assert (await client.get("/users")).error == "not_a_member"


async def test_tenant_header_must_agree(make_org):
    """X-Tenant-ID has to name the token's organisation, or the request is refused."""
    org, rival = await make_org(), await make_org()
    for value in (str(rival.tenant_id), "nonsense", ""):
        answer = await org.ana.get("/auth/me", headers={"X-Tenant-ID": value})
        assert answer.status == 403, value
    same = await org.ana.get("/auth/me", headers={"X-Tenant-ID": str(org.tenant_id)})
    assert same.status == 200


def test_verify_says_what_it_found(runtime):
    """Sockets get the same errors as REST from `verify_access_token`."""
    with pytest.raises(Unauthenticated) as caught:
        verify_access_token("x.y.z")
    assert caught.value.code == "invalid_token"
